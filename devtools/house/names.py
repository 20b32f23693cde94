"""Who defines what, read from the files of all modules."""

import ast
import csv
import re
from collections import defaultdict
from pathlib import Path

from .tree import File, House

# By these a class says what it is; they are no attributes that others use.
CLASS_WORDS = set(
    """_name _inherit _inherits _description _order _rec_name _auto _table _log_access
    _table_query _rec_names_search _check_company_auto _parent_name _parent_store
    _fold_name _transient_max_count _transient_max_hours _abstract _transient""".split()
)
# Fields and methods of Odoo that modules define anew: never ours, even where no source
# of Odoo is at hand to ask.
OF_ODOO = set(
    """active browse company_id copy copy_data create currency_id default_get
    display_name fields_get get_view init name name_search read search search_fetch
    unlink user_id write _auto_init _compute_display_name _default_get _get_view
    _register_hook _search _search_display_name""".split()
)
JS_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'`\w])//[^\n]*", re.S)
JS_KEY = re.compile(
    r"category\(\s*\"(\w+)\"\s*\)\s*\.(add|get|contains)\(\s*\"([\w.-]+)\""
)


def odoo_names(odoo: Path, house: House) -> set[str]:
    """Every field and method that the framework and the addons below our modules
    define, and every name of a node in their views. `odoo` holds release.py."""
    places = [odoo / "addons", odoo.parent / "addons"]
    waiting, known = {"base", "web"}, set(house.modules)
    for module in house.modules.values():
        waiting.update(module.depends)
    files = [*odoo.glob("*.py")]
    for folder in ("api", "fields", "models", "orm", "tools"):
        files += (odoo / folder).rglob("*.py")
    defined = re.compile(r"^\s+(?:async )?def (\w+)|^    (\w+)\s*(?::[^=\n]+)?=", re.M)
    named = re.compile(r"\bname=\"(\w+)\"")
    found = set()
    while waiting - known:
        name = (waiting - known).pop()
        known.add(name)
        for addon in (place / name for place in places):
            if (addon / "__manifest__.py").is_file():
                text = (addon / "__manifest__.py").read_text(encoding="utf-8")
                waiting.update(ast.literal_eval(text).get("depends", []))
                files += addon.rglob("*.py")
                for path in addon.glob("views/**/*.xml"):
                    found.update(named.findall(path.read_text(encoding="utf-8")))
    for path in files:
        if "tests" not in path.parts:
            for pair in defined.findall(path.read_text(encoding="utf-8")):
                found.update(pair)
    return found


def model_of(node: ast.ClassDef) -> tuple[str | None, list[str], bool]:
    """The model of a class, what it inherits, and whether the class makes the model."""
    name, inherits = None, []
    for statement in node.body:
        for word in assigned(statement):
            if word in ("_name", "_inherit"):
                try:
                    value = ast.literal_eval(statement.value)
                except ValueError:
                    continue
                if word == "_name":
                    name = value
                else:
                    inherits = [value] if isinstance(value, str) else list(value or ())
    return name or next(iter(inherits), None), inherits, name not in [None, *inherits]


def assigned(statement: ast.stmt) -> list[str]:
    """The plain names that a statement gives a value."""
    targets = getattr(statement, "targets", None) or [
        getattr(statement, "target", None)
    ]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def field_call(statement: ast.stmt) -> ast.Call | None:
    """The `fields.Something(...)` that a statement assigns."""
    value = getattr(statement, "value", None)
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        if isinstance(value.func.value, ast.Name) and value.func.value.id == "fields":
            return value
    return None


def given(call: ast.Call, position: int, keyword: str) -> str | None:
    """The string that a call gives at a position or by a keyword."""
    values = [word.value for word in call.keywords if word.arg == keyword]
    for value in values + call.args[position : position + 1]:
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            return value.value
    return None


def extends(statement: ast.stmt, file: File) -> str | None:
    """The name of another's method or field that a statement in a class adds to."""
    if isinstance(statement, ast.FunctionDef):
        lines = file.lines[statement.lineno - 1 : statement.end_lineno]
        is_more = any(f"super().{statement.name}(" in line for line in lines)
        return statement.name if is_more else None
    call = field_call(statement)
    if call and any(word.arg == "selection_add" for word in call.keywords):
        return next(iter(assigned(statement)), None)
    return None


class Names:
    """For each name, the modules that define it."""

    def __init__(self, house: House):
        self.models = defaultdict(set)
        self.tables = defaultdict(set)
        self.members = defaultdict(set)  # field or method -> (module, model)
        self.kinds: dict[str, str] = {}  # "field" or "method"
        self.parents = defaultdict(set)  # model -> what it inherits
        self.comodels: dict[tuple[str, str], str] = {}
        self.plain = defaultdict(set)  # names of ordinary Python
        self.ids = defaultdict(set)  # records and templates, with their module
        self.locals = defaultdict(set)  # the same without
        self.makers: dict[str, list[File]] = defaultdict(list)  # of records
        self.inherited: dict[str, str] = {}  # view -> the view that it changes
        self.nodes = defaultdict(set)  # (root view, name of a node)
        self.keys = defaultdict(set)  # of JS registries
        views = []
        for file in house.files():
            if file.suffix == ".py":
                self._python(file)
            elif file.suffix == ".xml":
                self._xml(file)
                views += [(file, view) for view in file.views()]
            elif file.suffix == ".js":
                self._js(file)
            else:
                for row in csv.DictReader(file.lines):
                    if row.get("id"):
                        self._record(file, row["id"])
        for file, view in views:  # the roots are known only now
            root = self.root(file.full(view.get("id")))
            for node in view.iter():
                if node.get("name") and not node.get("position"):
                    self.nodes[root, node.get("name")].add(file.module)

    def _python(self, file: File) -> None:
        models = []
        for node in file.tree.body:
            if (
                isinstance(node, ast.ClassDef)
                and not file.is_test
                and model_of(node)[0]
            ):
                models.append(node)
                self._model(file, node)
            elif isinstance(node, ast.FunctionDef | ast.ClassDef):
                self.plain[node.name].add(file.module)
        if models:
            return
        for node in ast.walk(file.tree):
            if isinstance(node, ast.ClassDef):
                for inner in node.body:
                    for name in [getattr(inner, "name", ""), *assigned(inner)]:
                        self.plain[name].add(file.module)
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                if isinstance(node.value, ast.Name) and node.value.id in (
                    "self",
                    "cls",
                ):
                    self.plain[node.attr].add(file.module)

    def _model(self, file: File, node: ast.ClassDef) -> None:
        model, inherits, makes = model_of(node)
        table = model.replace(".", "_")
        # Odoo gives it to each module that makes or extends the model.
        self.ids[f"{file.module}.model_{table}"].add(file.module)
        self.locals[f"model_{table}"].add(file.module)
        self.parents[model] |= {parent for parent in inherits if parent != model}
        if makes:
            self.models[model].add(file.module)
            self.tables[table].add(file.module)
        for statement in node.body:
            if extends(statement, file):
                continue
            call = field_call(statement)
            for name in assigned(statement):
                if call:
                    self._field(model, name, call, file.module)
                elif name == "_table" and isinstance(statement.value, ast.Constant):
                    self.tables[statement.value.value].add(file.module)
                elif name not in CLASS_WORDS:
                    self._member(model, name, "attribute", file.module)
            if isinstance(statement, ast.FunctionDef):
                self._member(model, statement.name, "method", file.module)

    def _field(self, model: str, name: str, call: ast.Call, module: str) -> None:
        self._member(model, name, "field", module)
        if call.func.attr in ("Many2one", "One2many", "Many2many"):
            self.comodels[model, name] = given(call, 0, "comodel_name") or ""
        if call.func.attr == "Many2many" and given(call, 1, "relation"):
            self.tables[given(call, 1, "relation")].add(module)

    def _member(self, model: str, name: str, kind: str, module: str) -> None:
        if not name.startswith("__"):
            self.members[name].add((module, model))
            self.kinds[name] = kind

    def _record(self, file: File, name: str) -> str:
        full = file.full(name)
        self.ids[full].add(file.module)
        self.locals[full.partition(".")[2]].add(file.module)
        self.makers[full].append(file)
        return full

    def _xml(self, file: File) -> None:
        for node in file.xml.iter():
            if node.tag in ("record", "menuitem", "template") and node.get("id"):
                full = self._record(file, node.get("id"))
                below = node.get("inherit_id") or node.field("inherit_id").get("ref")
                if below:
                    self.inherited[full] = file.full(below)
            name = node.get("t-name")
            if name:
                self.ids[name].add(file.module)
                self.locals[name.partition(".")[2] or name].add(file.module)

    def _js(self, file: File) -> None:
        for _category, verb, key in JS_KEY.findall(JS_COMMENT.sub("", file.text)):
            if verb == "add":
                self.keys[key].add(file.module)

    def root(self, view: str) -> str:
        """The view that one changes, in the end."""
        seen = set()
        while view in self.inherited and view not in seen:
            seen.add(view)
            view = self.inherited[view]
        return view

    def owners(self, model: str, name: str) -> set[str]:
        """The modules that define a field or method on a model or what it inherits."""
        found, waiting = {model}, [model]
        while waiting:
            fresh = self.parents.get(waiting.pop(), set()) - found
            found |= fresh
            waiting += fresh
        members = self.members.get(name, ())
        return {module for module, owner in members if owner in found}
