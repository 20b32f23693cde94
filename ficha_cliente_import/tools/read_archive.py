"""An archive of XML that comes from anybody: a spreadsheet of Excel or of LibreOffice.

No ORM. An archive of a few kilobytes may unpack to anything, and XML may say anything,
so nothing is built of it that has no limit: the parts stream by, element after element,
and only cells with something in them are kept. What declares entities is refused, in
whichever encoding and wherever it stands.
"""

import io
import zipfile
from xml.parsers import expat

from .workbook import (
    MAX_CELLS,
    MAX_ELEMENTS,
    MAX_PARTS,
    MAX_RATIO,
    MAX_UNPACKED,
    SheetProblem,
)

PIECE = 64 * 1024
MAX_TOKEN = 1024 * 1024  # a tag or a comment; expat reads one again from its beginning
MAX_DEPTH = 60

PART = b"PK\x01\x02"


def is_archive(data):
    """Whether these bytes may be such a file."""
    return data.startswith(b"PK\x03\x04")


def open_archive(data, filename, work):
    """Call ``work`` with the ``zipfile.ZipFile`` of these bytes.

    :return: what it returns
    :raise SheetProblem: it cannot be read, and why
    """
    try:
        if data.count(PART) > MAX_PARTS:
            raise SheetProblem("damaged")
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return work(archive)
    except SheetProblem as problem:
        problem.values.setdefault("name", filename)
        raise
    except Exception as error:  # whatever a damaged file makes the libraries raise
        raise SheetProblem("damaged", name=filename) from error


def check_archive(archive, cells_of, pictures):
    """Refuse at once what would take long to read.

    :param tuple cells_of: the beginnings of the tags that are cells
    :param pictures: where there are parts that are not read
    :return: how many bytes there are to read, as the file itself says
    """
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if unpacked > MAX_UNPACKED or (
        unpacked > MAX_UNPACKED // 10 and unpacked > packed * MAX_RATIO
    ):
        raise SheetProblem("bomb", size=unpacked // 2**20)
    cells = size = 0
    for member in members:
        if member.filename.startswith(pictures):
            continue
        size += member.file_size
        if member.file_size < MAX_ELEMENTS:  # too short to have so many
            continue
        with archive.open(member) as part:
            while piece := part.read(PIECE):
                cells += sum(map(piece.count, cells_of))
        if cells > MAX_ELEMENTS // 2:
            raise SheetProblem("too_many_cells", limit=MAX_CELLS)
    return size


class Archive:
    """An open archive, and how much of what it may have was read."""

    def __init__(self, archive):
        self.archive = archive
        self.names = {name.lower(): name for name in archive.namelist()}
        self.bytes = self.elements = self.cells = 0

    def stream(self, name, opened, closed=None, said=None):
        """Let a part pass by.

        :param str name: of the part; one that is not there is empty
        :param opened: called with (name, attributes) of each element, without prefix
        :param closed: called with the name
        :param said: called with text
        """
        depth = 0

        def start(tag, attributes):
            nonlocal depth
            depth += 1
            self.elements += 1
            if depth > MAX_DEPTH:
                raise SheetProblem("damaged")
            if self.elements > MAX_ELEMENTS:
                raise SheetProblem("too_many_cells", limit=MAX_CELLS)
            opened(tag.rpartition(":")[2], attributes)

        def end(tag):
            nonlocal depth
            depth -= 1
            if closed:
                closed(tag.rpartition(":")[2])

        def refuse(*_declared):
            raise SheetProblem("damaged")

        member = self.names.get(name.lower())
        if member is None:
            return
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.StartDoctypeDeclHandler = refuse
        if said:
            parser.CharacterDataHandler = said
        fed = 0
        with self.archive.open(member) as part:
            while piece := part.read(PIECE):
                fed += len(piece)
                self.bytes += len(piece)
                if self.bytes > MAX_UNPACKED:
                    raise SheetProblem("bomb", size=self.bytes // 2**20)
                parser.Parse(piece, False)
                if fed - parser.CurrentByteIndex > MAX_TOKEN:
                    raise SheetProblem("damaged")
        parser.Parse(b"", True)

    def add_cell(self):
        self.cells += 1
        if self.cells > MAX_CELLS:
            raise SheetProblem("too_many_cells", limit=MAX_CELLS)
