"""What a screen calls can be called in that way."""

import inspect
import re
from pathlib import Path

from odoo.modules import get_module_path
from odoo.tests import TransactionCase, tagged

OURS = "ficha_cliente"
CALL = re.compile(r'\borm(?:\.silent)?\s*\.call\(\s*"([\w.]+)",\s*"(\w+)"\s*([,)])')
OPEN, CLOSE = "([{", ")]}"


def _split(text):
    """The parts between commas of what a bracket encloses; the text after it.

    :param text: from its opening bracket on
    """
    depth, start, parts = 0, 1, []
    for place, sign in enumerate(text):
        if sign in OPEN:
            depth += 1
        elif sign in CLOSE:
            depth -= 1
        if not depth or (depth == 1 and sign == ","):
            parts.append(text[start:place].strip())
            start = place + 1
        if not depth:
            break
    return [part for part in parts if part]


@tagged("post_install", "-at_install")
class TestButtons(TransactionCase):
    def _problem(self, model, name, arguments, more=False):
        """Why `name` cannot be called as the web client does, or nothing.

        :param arguments: what is sent; the ids of the records first
        :param more: whether arguments with names come beside them
        """
        if model not in self.env:
            return "no such model"
        method = getattr(type(self.env[model]), name, None)
        if not callable(method):
            return "no such method"
        if name.startswith("_") or getattr(method, "_api_private", False):
            return "private"
        if getattr(method, "_api_model", False):
            given = arguments
        elif not arguments:
            return "without the ids of its records"
        else:
            given = arguments[1:]
        signature = inspect.signature(method)
        try:
            (signature.bind_partial if more else signature.bind)(None, *given)
        except TypeError as error:
            return str(error)
        return None

    def _views(self):
        """The views that a screen shows and ours are part of."""
        data = self.env["ir.model.data"].search_fetch(
            [("model", "=", "ir.ui.view"), ("module", "=like", f"{OURS}%")], ["res_id"]
        )
        views = self.env["ir.ui.view"].browse(data.mapped("res_id"))
        views = views.filtered(lambda view: view.type != "qweb" and view.active)
        roots = views.browse()
        for view in views:
            while view.inherit_id and view.mode == "extension":
                view = view.inherit_id
            roots |= view
        return roots

    def test_buttons_of_views(self):
        """A button sends the ids of the records and nothing else."""
        pressed, problems = 0, set()
        for view in self._views():
            for button in view._get_combined_arch().iter("button", "a"):
                if button.get("type") != "object":
                    continue
                model = view.model
                for field in reversed(list(button.iterancestors("field"))):
                    model = self.env[model]._fields[field.get("name")].comodel_name
                pressed += 1
                problem = self._problem(model, button.get("name"), [[]])
                if problem:
                    problems.add(f"{model}.{button.get('name')}: {problem}")
        self.assertTrue(pressed)
        self.assertFalse(problems)

    def test_calls_of_javascript(self):
        """A widget sends as many arguments as the method takes."""
        called, problems = 0, set()
        modules = self.env["ir.module.module"].search(
            [("name", "=like", f"{OURS}%"), ("state", "=", "installed")]
        )
        for name in modules.mapped("name"):
            for script in Path(get_module_path(name), "static/src").rglob("*.js"):
                text = script.read_text()
                for call in CALL.finditer(text):
                    model, method, _after = call.groups()
                    start = text.index("(", call.start())
                    _model, _method, *rest = _split(text[start:])
                    arguments = _split(rest[0]) if rest else []
                    if any("..." in one for one in arguments):
                        continue
                    called += 1
                    problem = self._problem(model, method, arguments, len(rest) > 1)
                    if problem:
                        problems.add(f"{script.name}: {model}.{method}: {problem}")
        self.assertFalse(problems)
        if len(modules) > 1:  # the widget of the core alone has its names in variables
            self.assertTrue(called)

    def test_a_wrong_one_is_noticed(self):
        self.assertIn("no such", self._problem("res.partner", "action_nothing", [[]]))
        self.assertEqual(self._problem("res.partner", "_write", [[]]), "private")
        self.assertTrue(self._problem("res.partner", "name_search", [[], 1, 2, 3, 4]))
        self.assertTrue(self._problem("res.partner", "identify_nothing", []))
        self.assertIsNone(self._problem("res.partner", "action_view_proposals", [[]]))
