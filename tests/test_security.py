"""What SECURITY.md promises of the code itself; the tests that it names are there."""

import ast
import io
import re
import tokenize

import pytest

from devtools.project import ROOT, modules

# What speaks with somebody outside.
CALLING = {"aiohttp", "ftplib", "http.client", "httpx", "requests", "smtplib", "socket"}
CALLING |= {"telnetlib", "urllib.request", "urllib3", "xmlrpc.client", "zeep"}
# What can run what a person typed.
RUNNING = {"eval", "exec", "compile", "__import__"}


def code():
    """The files of our modules that run in a company: path and text."""
    for module in modules():
        for path in sorted(module.path.rglob("*.py")):
            if not {"tests", "demo"} & set(path.relative_to(module.path).parts):
                yield path.relative_to(ROOT), path.read_text(encoding="utf-8")


def nodes():
    for path, text in code():
        for node in ast.walk(ast.parse(text)):
            yield path, node


# The company's own router, where one is set; map's test_router holds it to that.
ALLOWED = {("ficha_cliente_map/tools/router.py", "requests")}


def test_no_module_calls_anybody_outside():
    found = []
    for path, node in nodes():
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module]
            names += [f"{node.module}.{alias.name}" for alias in node.names]
        found += [
            f"{path}:{node.lineno} {name}"
            for name in names
            if name in CALLING and (str(path), name) not in ALLOWED
        ]
    assert not found


def chain(node):
    """The names of what is called, or looked up, one after the other."""
    while isinstance(node, ast.Call | ast.Attribute | ast.Subscript):
        if isinstance(node, ast.Attribute):
            yield node.attr
        node = node.func if isinstance(node, ast.Call) else node.value


def test_nothing_is_made_as_superuser_with_what_a_client_fills_in():
    """``default_...`` of the context fills in what is not said: as superuser also what
    nobody may write, such as in whose name it is. ``made_by_us`` leaves it out."""
    found = [
        f"{path}:{node.lineno}"
        for path, function in nodes()
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("create", "copy")
        and ("sudo" in chain(node.func) or first(node.func) in superusers(function))
    ]
    assert not found


def first(node):
    """The variable that a chain of calls begins with."""
    while isinstance(node, ast.Call | ast.Attribute | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return getattr(node, "id", None)


def superusers(function):
    """The variables of a function that are something in sudo."""
    return {
        target.id
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and "sudo" in chain(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def test_the_test_above_sees_a_variable():
    code = "def f(self):\n X = self.env['x'].sudo()\n X.with_context(a=1).create({})"
    function = ast.parse(code).body[0]
    call = function.body[1].value
    assert first(call.func) in superusers(function)


def comments(text):
    """Number of the line -> the comment in it."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return {t.start[0]: t.string for t in tokens if t.type == tokenize.COMMENT}


def unreasoned(text):
    """The lines with a ``sudo()`` that does not say why: not in its own statement, nor
    directly above, nor where its function did it first, nor in what that is said to
    do."""
    said, tree = comments(text), ast.parse(text)
    parents = {
        child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)
    }
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or getattr(call.func, "attr", "") != "sudo":
            continue
        # sudo(False) gives the rights back
        if call.args and getattr(call.args[0], "value", True) is False:
            continue
        statement = call
        while not isinstance(statement, ast.stmt):
            statement = parents[statement]
        function = statement
        while not isinstance(function, ast.FunctionDef | ast.Module):
            function = parents[function]
        begins = getattr(function, "lineno", 1)
        first = statement.lineno
        while first - 1 in said:
            first -= 1
        beside = any(line in said for line in range(first, call.end_lineno + 1))
        before = any(
            re.search("sudo|superuser", said.get(line, ""))
            for line in range(begins, call.end_lineno + 1)
        )
        does = ast.get_docstring(function) or ""
        if not (beside or before or re.search("sudo|superuser", does)):
            yield call.lineno


def test_each_sudo_says_why():
    found = [f"{path}:{line}" for path, text in code() for line in unreasoned(text)]
    assert not found


def test_the_test_above_sees_one():
    body = "def f(self):\n    {}a = self.sudo()\n    return a\n"
    assert list(unreasoned(body.format(""))) == [2]
    assert not list(unreasoned(body.format("# sudo: why\n    ")))
    assert not list(unreasoned(body.replace("sudo()", "sudo(False)").format("")))


def test_nothing_typed_is_run():
    found = [
        f"{path}:{node.lineno} {node.func.id}"
        for path, node in nodes()
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in RUNNING
    ]
    assert not found


def promised():
    """The words after which SECURITY.md says what is tested by."""
    rows = re.findall(
        r"^\| \*\*.*\|$", (ROOT / "SECURITY.md").read_text(), re.MULTILINE
    )
    for row in rows:
        proof = row.split("|")[2]
        yield from re.findall(r"`([a-z_]+)`", proof)


@pytest.mark.parametrize("word", sorted(set(promised())))
def test_what_security_md_names_is_tested(word):
    """`./ficha test -k WORD` finds the tests of a promise."""
    places = [ROOT / "tests", *(module.path / "tests" for module in modules())]
    assert any(list(place.glob(f"test_*{word}*.py")) for place in places)
