"""Files that are no list that can be read: what they are, and whether a workbook has
macros. No ORM."""

PDF = b"%PDF"
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
END = b"PK\x05\x06"  # the directory of an archive
ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh91AY")
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")
DATABASES = (b"\0\x01\0\0Standard", b"SQLite format 3")
# by what is in them, as their directory names it, the surest first
INSIDE = (
    (b"xl/workbook.xml", ""),
    (b"opendocument.spreadsheet", ""),
    (b"xl/workbook.bin", "binary_excel"),
    (b"Index/Document.iwa", "numbers"),
    (b"Index.zip", "numbers"),
    (b"word/document.xml", "document"),
    (b"ppt/presentation.xml", "document"),
    (b"opendocument.text", "document"),
)
BY_NAME = {
    "pdf": "pdf",
    "zip": "archive",
    "rar": "archive",
    "7z": "archive",
    "gz": "archive",
    "numbers": "numbers",
    "xlsb": "binary_excel",
    "doc": "document",
    "docx": "document",
    "odt": "document",
    "rtf": "document",
    "pages": "document",
    "pptx": "document",
    "mdb": "database",
    "accdb": "database",
    "dbf": "database",
    "sql": "database",
    "db": "database",
} | dict.fromkeys(
    ("png", "jpg", "jpeg", "gif", "heic", "tif", "tiff", "bmp"), "picture"
)
MACROS = (b"vbaProject.bin", "_VBA_PROJECT".encode("utf-16-le"), b"Basic/Standard")


def other_kind(data, extension):
    """What a file is that cannot be read.

    :param bytes data: its content
    :param str extension: of its name
    :return: code of a sentence of ``FILE``; "" where nobody knows
    """
    beginnings = (
        ((PDF,), "pdf"),
        (ARCHIVES, "archive"),
        (PICTURES, "picture"),
        (DATABASES, "database"),
    )
    for signs, kind in beginnings:
        if data.startswith(signs):
            return kind
    if data.startswith(b"PK\x03\x04"):
        inside = [kind for name, kind in INSIDE if name in data]
        if not inside and END not in data:
            return "damaged"
        return inside[0] if inside else BY_NAME.get(extension, "archive")
    return BY_NAME.get(extension, "")


def has_macros(data):
    """Whether a workbook has macros, which nothing here ever runs."""
    return any(sign in data for sign in MACROS)
