"""What each file uses of what its module does not see."""

import ast
import csv
import re
from collections.abc import Iterator
from pathlib import Path

from .names import JS_COMMENT, JS_KEY, OF_ODOO, Names, extends, model_of
from .tree import File, Finding, House, Node

WORD = re.compile(r"[A-Za-z_]\w*")
DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")
SQL_WORD = re.compile(
    r"\b(SELECT|FROM|JOIN|UPDATE|INTO|DELETE|EXISTS|TABLE|TRUNCATE|INDEX)\b"
)
# Attributes of XML that hold xml ids; `groups` a list of them, with "!" for "not".
REFERENCES = {"ref", "inherit_id", "parent", "action", "groups", "t-call"}
XML_REFERENCE = re.compile(r"ref\(\s*['\"]([\w.]+)['\"]|%\(([\w.]+)\)[ds]")
HUMAN = {"string", "help", "placeholder", "class", "expr"}
NODE_NAME = re.compile(r"@name\s*=\s*['\"]([\w.]+)['\"]")
JS_SERVICE = re.compile(r"useService\(\s*\"([\w.-]+)\"")
JS_TEMPLATE = re.compile(r"template\s*[=:]\s*\"([\w.]+)\"")
# A recordset stays one of its model through these.
SAME_MODEL = set(
    """browse concat copy create ensure_one exists filtered filtered_domain new search
    search_fetch sorted sudo try_lock_for_update union with_company with_context
    with_env with_prefetch with_user""".split()
)


def references(attribute: str, value: str) -> list[str]:
    """The xml ids in the value of an attribute."""
    found = [one or other for one, other in XML_REFERENCE.findall(value)]
    if attribute in REFERENCES:
        words = re.split(r"[,\s!]+", value)
        found += [word for word in words if re.fullmatch(r"[A-Za-z_][\w.]*", word)]
    return found


def csv_references(file: File) -> Iterator[tuple[str, int]]:
    rows = list(csv.reader(file.lines))
    for number, row in enumerate(rows[1:], 2):
        for column, value in zip(rows[0], row, strict=False):
            if column.endswith((":id", "/id")):
                for name in filter(None, value.split(",")):
                    yield file.full(name), number


def loaded_references(file: File) -> Iterator[tuple[str, int]]:
    """The xml ids that must exist when a data file is loaded, with their lines."""
    if file.suffix == ".csv":
        yield from csv_references(file)
    elif file.suffix == ".xml":
        for node in file.xml.iter():
            for attribute, value in node.attrib.items():
                if attribute != "t-call":
                    for name in references(attribute, value):
                        yield file.full(name), node.line


class Uses:
    """Reads files and collects in `found` what their modules do not see:
    ((user's module, name), Finding)."""

    def __init__(self, house: House, names: Names, odoo: set[str]):
        self.house, self.names = house, names
        self.odoo = odoo | OF_ODOO
        self.found: set[tuple[tuple[str, str], Finding]] = set()
        ours = "|".join(house.modules)
        self.module_word = re.compile(rf"(?<!\w)({ours})(?!\w)(?:[./](\w+))?")

    def read_file(self, file: File) -> None:
        self.file, self.sees = file, self.house.sees(file.module)
        if file.suffix == ".js":
            self._js()
        elif file.suffix == ".csv":
            for name, line in csv_references(file):
                self.xml_id(name, line, line)
            model = Path(file.path).stem
            for column in re.findall(r"[\w.]+", file.lines[0]) if file.lines else ():
                self.member_of(model, column, 1, 1)
        elif file.suffix == ".xml":
            self._element(file.xml, None)
            for view in file.views():
                self._view(view)
        else:
            PythonUses(self).visit(file.tree)

    # One name

    def add(self, name: str, text: str, first: int, last: int) -> None:
        line = self.file.line_of(name, first, last)
        key = (self.file.module, name)
        self.found.add((key, Finding(self.file.path, line, text)))

    def note(self, what: str, name: str, owners: set[str], first: int, last: int):
        """Note a use when the name has owners and none of them is seen."""
        if owners and not owners & self.sees:
            of = " and ".join(sorted(owners))
            text = f"uses {what} of {of}, on which it does not depend"
            self.add(name, text, first, last)

    def member(self, name: str, first: int, last: int) -> None:
        """A word that may be a field or a method of a model that is not known. It
        counts when it could hardly be anything else: a long name, of a model that the
        user has in hand (it got at another model by a name that counts itself)."""
        if "_" not in name.strip("_") or name in self.odoo:
            return
        names = self.names
        owners = {module for module, _model in names.members.get(name, ())}
        if (owners | names.plain.get(name, set())) & self.sees:
            return
        for module, model in names.members.get(name, ()):
            if model not in names.models or names.models[model] & self.sees:
                what = f"{names.kinds[name]} {model}.{name}"
                self.note(what, name, {module}, first, last)

    def member_of(self, model: str | None, name: str, first: int, last: int) -> None:
        """A field or method of a model, where that is known."""
        owners = self.names.owners(model, name) if model else set()
        if not owners and model not in self.names.models:
            self.member(name, first, last)
        elif name not in self.odoo:
            what = f"{self.names.kinds.get(name)} {model}.{name}"
            self.note(what, name, owners, first, last)

    def xml_id(self, full: str, first: int, last: int) -> None:
        """An xml id or the name of a template."""
        names = self.names
        module, _dot, local = full.partition(".")
        if full in names.ids:
            self.note(f"xml id or template {full}", full, names.ids[full], first, last)
        elif module in self.house.modules and names.locals.get(local):
            # Odoo would say so only when the line is run.
            where = " and ".join(sorted(names.locals[local]))
            self.add(local, f"names {full}, but {local} is in {where}", first, last)

    def key(self, name: str, first: int, last: int) -> None:
        what = f"JS registry key {name}"
        self.note(what, name, self.names.keys.get(name, set()), first, last)

    def text(self, text: str, first: int, last: int, tables: bool = True) -> None:
        """All names in a piece of text: of modules, models, tables, fields, methods."""
        names = self.names
        for module, local in self.module_word.findall(text):
            full = f"{module}.{local}"
            if full in names.ids or local in names.locals:
                self.xml_id(full, first, last)
            else:
                self.note("a name", module, {module}, first, last)
        for dotted in DOTTED.findall(text):
            owners = names.models.get(dotted, set())
            self.note(f"model {dotted}", dotted, owners, first, last)
        text = self.module_word.sub(" ", text)
        for word in set(WORD.findall(text)):
            if word not in names.tables:
                self.member(word, first, last)
            elif tables and self._is_table(word, text):
                what = f"table {word}"
                self.note(what, word, names.tables[word], first, last)

    def _is_table(self, word: str, text: str) -> bool:
        """Whether the name of a table means that table: in SQL, in `table.column`, or
        alone, when it is no xml id as well."""
        if word == text.strip():
            return not self.names.locals.get(word, set()) & self.sees
        return bool(SQL_WORD.search(text)) or f"{word}." in text

    # Files of JS and XML

    def _js(self) -> None:
        # Without the comments, with their lines.
        code = JS_COMMENT.sub(lambda found: "\n" * found[0].count("\n"), self.file.text)
        for number, line in enumerate(code.splitlines(), 1):
            self.text(line, number, number, tables=False)
            for template in JS_TEMPLATE.findall(line):
                self.xml_id(template, number, number)
            for key in JS_SERVICE.findall(line):
                self.key(key, number, number)
        for match in JS_KEY.finditer(code):
            if match[2] != "add":
                line = code.count("\n", 0, match.end()) + 1
                self.key(match[3], line, line)

    def _element(self, node: Node, model: str | None) -> None:
        """What an element says without regard to the view it is in. `model`: of the
        record whose field this is."""
        first, last = node.line, node.end
        below = (
            node.get("model") or None if node.tag in ("record", "function") else None
        )
        for attribute, value in node.attrib.items():
            for name in references(attribute, value):
                is_template = attribute == "t-call" and name in self.names.ids
                self.xml_id(name if is_template else self.file.full(name), first, last)
            if attribute == "name":
                if node.tag == "function":
                    self.member_of(below, value, first, last)
                elif node.tag in ("button", "field"):
                    self.member_of(model, value, first, last)
            elif attribute == "id":
                if node.tag in ("record", "menuitem", "template") and "." in value:
                    self.xml_id(value, first, last)
            elif attribute in ("widget", "js_class"):
                self.key(value, first, last)
            elif attribute not in REFERENCES | HUMAN:
                self.text(value, first, last)
        if node.tag == "widget":
            self.key(node.get("name"), first, last)
        elif node.tag == "field" and node.get("name") == "tag":
            self.key(node.text.strip(), first, last)
        self.text(node.text, first, last)
        for child in node.children:
            self._element(child, below)

    def _view(self, view: Node) -> None:
        """What hangs on a view's model, and on the view that it changes."""
        names = self.names
        full = self.file.full(view.get("id"))
        root = names.root(full)
        is_ours = root.partition(".")[0] in self.house.modules
        arch = view if view.tag == "template" else view.field("arch")

        def walk(node, model):
            name = node.get("name")
            if node.tag == "field" and name and model:
                self.member_of(model, name, node.line, node.end)
                if node.children:  # a view of what the field holds
                    model = names.comodels.get((model, name))
            elif node.get("type") == "object" and model:
                self.member_of(model, name, node.line, node.end)
            hooks = NODE_NAME.findall(node.get("expr"))
            if node.get("position") and name:
                hooks.append(name)
            for hook in hooks if root != full else ():
                if is_ours or hook not in self.odoo:
                    owners = names.nodes.get((root, hook), set())
                    what = f"node {hook} in {root}"
                    self.note(what, hook, owners, node.line, node.end)
            for child in node.children:
                walk(child, model)

        for child in arch.children:
            walk(child, view.field("model").text.strip() or None)


class PythonUses(ast.NodeVisitor):
    """The names in a Python file."""

    def __init__(self, uses: Uses):
        self.uses = uses
        self.model: str | None = None
        self.variables: list[dict[str, str | None]] = [{}]
        self.docstrings = set()

    def type_of(self, node: ast.AST) -> str | None:
        """The model of an expression, where that is plain to see."""
        if isinstance(node, ast.Name):
            return self.variables[-1].get(node.id)
        if isinstance(node, ast.Subscript):
            if getattr(node.value, "attr", getattr(node.value, "id", "")) == "env":
                value = getattr(node.slice, "value", None)
                return value if isinstance(value, str) else None
            return self.type_of(node.value)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in SAME_MODEL:
                return self.type_of(node.func.value)
        if isinstance(node, ast.Attribute):
            model = self.type_of(node.value)
            return self.uses.names.comodels.get((model, node.attr))
        return None

    def _bind(self, target: ast.AST, value: ast.AST) -> None:
        if isinstance(target, ast.Name):
            self.variables[-1][target.id] = self.type_of(value)

    def _docstring(self, node) -> None:
        if node.body and isinstance(node.body[0], ast.Expr):
            self.docstrings.add(id(node.body[0].value))

    def visit_Module(self, node):
        self._docstring(node)
        self.generic_visit(node)

    def visit_ClassDef(self, node):
        self._docstring(node)
        outer, self.model = self.model, model_of(node)[0]
        for statement in node.body if self.model else ():
            name = extends(statement, self.uses.file)
            if name:
                line = statement.lineno
                if self.uses.names.owners(self.model, name):
                    self.uses.member_of(self.model, name, line, line)
        self.generic_visit(node)
        self.model = outer

    def visit_FunctionDef(self, node):
        self._docstring(node)
        arguments = [
            argument.arg for argument in node.args.posonlyargs + node.args.args
        ]
        variables = {**self.variables[-1], **dict.fromkeys(arguments)}
        if arguments[:1] == ["self"]:
            variables["self"] = self.model
        self.variables.append(variables)
        self.generic_visit(node)
        self.variables.pop()

    def visit_Assign(self, node):
        self.generic_visit(node)
        for target in node.targets:
            self._bind(target, node.value)

    def visit_For(self, node):
        self._bind(node.target, node.iter)
        self.generic_visit(node)

    def visit_ListComp(self, node):
        for generator in node.generators:  # before what is said of its variable
            self._bind(generator.target, generator.iter)
        self.generic_visit(node)

    visit_SetComp = visit_GeneratorExp = visit_DictComp = visit_ListComp

    def visit_Import(self, node):
        for alias in node.names:
            self._import(alias.name, node)

    def visit_ImportFrom(self, node):
        for alias in () if node.level else node.names:
            self._import(f"{node.module}.{alias.name}", node)

    def _import(self, path: str, node: ast.stmt) -> None:
        for module, _local in self.uses.module_word.findall(path):
            self.uses.note("code", module, {module}, node.lineno, node.end_lineno)

    def visit_Attribute(self, node):
        # `super().x` is read where the class says what it extends.
        if getattr(getattr(node.value, "func", None), "id", "") != "super":
            model = self.type_of(node.value)
            self.uses.member_of(model, node.attr, node.lineno, node.end_lineno)
        self.generic_visit(node)

    def visit_Call(self, node):
        if getattr(node.func, "id", "") == "dict":
            for word in node.keywords:
                self.uses.member(word.arg or "", node.lineno, node.end_lineno)
        self.generic_visit(node)

    def visit_Constant(self, node):
        if isinstance(node.value, str) and id(node) not in self.docstrings:
            self.uses.text(node.value, node.lineno, node.end_lineno)
