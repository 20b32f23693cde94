"""The modules below a folder, and their files."""

import ast
import dataclasses
import functools
import re
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat


@dataclasses.dataclass(frozen=True, order=True)
class Finding:
    """One thing out of order: the file below the root, its line, and what it is."""

    path: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}"


@dataclasses.dataclass
class Node:
    """An element of an XML file, with the line on which its tag begins."""

    tag: str
    attrib: dict[str, str]
    line: int
    children: list["Node"] = dataclasses.field(default_factory=list)
    text: str = ""

    def iter(self) -> Iterator["Node"]:
        yield self
        for child in self.children:
            yield from child.iter()

    def get(self, name: str) -> str:
        return self.attrib.get(name, "")

    def field(self, name: str) -> "Node":
        """The child <field name="..."/>, or an empty node."""
        for child in self.children:
            if child.tag == "field" and child.get("name") == name:
                return child
        return Node("", {}, self.line)

    @property
    def end(self) -> int:
        """The last line that its own attributes and text may be on."""
        if self.children and not self.text.strip():
            return self.children[0].line
        size = sum(map(len, self.attrib.values())) + 20 * len(self.attrib)
        return self.line + self.text.count("\n") + size // 20


def read_xml(text: str) -> Node:
    """The document as an element that holds its root. (lxml tells where a tag ends,
    and is not there before the environment is.)"""
    parser = expat.ParserCreate()
    stack = [Node("", {}, 1)]

    def start(tag, attributes):
        node = Node(tag, attributes, parser.CurrentLineNumber)
        stack[-1].children.append(node)
        stack.append(node)

    def words(text):
        stack[-1].text += text

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda tag: stack.pop()
    parser.CharacterDataHandler = words
    parser.Parse(text.encode(), True)
    return stack[0]


@dataclasses.dataclass
class File:
    """A file of a module: `inside` is its path in the module, `path` below the root."""

    module: str
    inside: str
    path: str
    text: str

    @functools.cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @functools.cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @functools.cached_property
    def xml(self) -> Node:
        return read_xml(self.text)

    @property
    def suffix(self) -> str:
        return Path(self.path).suffix

    @property
    def is_test(self) -> bool:
        return self.inside.startswith("tests/")

    def full(self, name: str) -> str:
        """An xml id with its module."""
        return name if "." in name else f"{self.module}.{name}"

    def line_of(self, word: str, first: int, last: int) -> int:
        """Where between two lines a word stands; the first line when it does not."""
        whole = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
        for number in range(first, min(last, len(self.lines)) + 1):
            if whole.search(self.lines[number - 1]):
                return number
        return first

    def views(self) -> Iterator[Node]:
        """The records and templates that are views."""
        for node in self.xml.iter():
            if node.tag == "template" and node.get("id"):
                yield node
            elif node.tag == "record" and node.get("model") == "ir.ui.view":
                yield node


@dataclasses.dataclass
class Module:
    """A folder with a manifest."""

    name: str
    manifest: dict
    files: list[File]

    @property
    def depends(self) -> list[str]:
        return self.manifest.get("depends", [])

    def data_files(self) -> list[str]:
        """In the order in which Odoo loads them."""
        return self.manifest.get("data", []) + self.manifest.get("demo", [])


class House:
    """The modules below a folder, by name, and what each of them sees."""

    def __init__(self, root: Path):
        self.modules: dict[str, Module] = {}
        for manifest in sorted(Path(root).glob("*/__manifest__.py")):
            folder = manifest.parent
            files = [
                File(
                    folder.name,
                    path.relative_to(folder).as_posix(),
                    path.relative_to(root).as_posix(),
                    path.read_text(encoding="utf-8"),
                )
                for path in sorted(folder.rglob("*"))
                if path.suffix in (".py", ".xml", ".js", ".csv")
            ]
            values = ast.literal_eval(manifest.read_text(encoding="utf-8"))
            self.modules[folder.name] = Module(folder.name, values, files)

    def files(self) -> Iterator[File]:
        for module in self.modules.values():
            yield from module.files

    def sees(self, name: str) -> set[str]:
        """A module and all of ours that it depends on, in whatever number of steps."""
        found, waiting = set(), [name]
        while waiting:
            name = waiting.pop()
            if name in self.modules and name not in found:
                found.add(name)
                waiting += self.modules[name].depends
        return found
