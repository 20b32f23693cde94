"""Open screens one after the other in a browser, in developer mode too, and say what
each of them had to complain about."""

import json
import logging
import re

from odoo import Command
from odoo.tests import new_test_user

OURS = "ficha_cliente"
DONE = "every screen was opened"
# The names of our buttons that only open something. Why the others are not pressed is
# in ``tests/test_buttons_pressed.py`` of the repository.
OPENING = re.compile(r"action_(open|view|see|log|scan)(_\w+)?")
BUTTON = re.compile(r'<(?:button|a)\b[^>]*?\sname="([^"]+)"')
SCREEN = "screen: "
OPENER = "@ficha_cliente/../tests/tours/open_screens"
STYLES = re.compile(r'href="(/web/assets/[^"]+\.css)"')
# A registration that Odoo refuses stops the web client before it is ready: the page is
# looked at then, not only after waiting in vain.
READY = "odoo.isReady === true || (odoo.loader && odoo.loader.failed.size > 0)"


class _Console(logging.Handler):
    """What the browser's console says: the names of the screens, and below each the
    warnings and errors."""

    def __init__(self):
        super().__init__(logging.INFO)
        self.screen = "the first page"
        self.opened = []
        self.problems = []

    def emit(self, record):
        message = record.getMessage()
        if message.startswith(SCREEN):
            self.screen = message.removeprefix(SCREEN).splitlines()[0]
            self.opened.append(self.screen)
        elif record.levelno >= logging.WARNING and record.levelno != logging.RUNBOT:
            self.problems.append(f"{self.screen}: {message}")


class ScreensMixin:
    """For an `HttpCase`. Nothing is known here of which modules are installed: the
    menus are those that the user finds. A module that wants its lists and pages full
    makes records in its own test, with `screens_of` set to its name."""

    # menus of the modules whose name begins so are opened
    screens_of = OURS

    def open_screens(self, user, debug="", actions=(), timeout=300, press=True):
        """Open every menu of ours that this user has, every kind of view of each, a
        record's form with all its pages, and a new one's; then the other actions. Press
        what only opens something, and come back.

        :param user: somebody whose password is the login
        :param debug: the developer mode, as in the address: `1`, `assets` or nothing
        :param actions: pairs of a name and what `doAction` of the web client takes: an
            xml id, or the description of an action
        :param press: whether the buttons that only open something are pressed
        :return: the names of the screens that were opened
        """
        user.sudo().tour_enabled = False
        console = _Console()
        logger = self._logger.getChild("browser")
        level = logger.level
        logger.addHandler(console)
        logger.setLevel(logging.INFO)  # a runner of tests may want to hear less
        names = self._opening_buttons() if press else []
        arguments = ", ".join(
            map(json.dumps, (self.screens_of, list(actions), names, DONE))
        )
        self._make_styles(user, debug)
        failure = None
        try:
            self.browser_js(
                f"/odoo?debug={debug}",
                f"odoo.loader.modules.get('{OPENER}')?.openScreens({arguments})",
                READY,
                login=user.login,
                timeout=timeout,
                success_signal=DONE,
                # go on, so that one run tells about all screens
                error_checker=lambda message: False,
            )
        except AssertionError as error:
            failure = error
        finally:
            logger.setLevel(level)
            logger.removeHandler(console)
        if console.problems:
            said = [f"With {user.login}, debug={debug}:", *console.problems]
            raise AssertionError("\n".join(said)) from failure
        if failure:
            raise failure
        expected = {f"menu {name}" for name in self._menus_of(user, bool(debug))}
        self.assertTrue(expected, "there is no menu to open")
        self.assertLessEqual(expected, set(console.opened))
        pressed = [screen for screen in console.opened if ", button " in screen]
        self.assertEqual(bool(press), bool(pressed))
        return console.opened

    def _make_styles(self, user, debug):
        """Have the styles of the page made before a browser waits for them: with
        `debug=assets` that takes longer than Odoo's tests wait for a page."""
        self.authenticate(user.login, user.login)
        page = self.url_open(f"/odoo?debug={debug}", timeout=120)
        for address in set(STYLES.findall(page.text)):
            self.url_open(address, timeout=120)

    @classmethod
    def screens_user(cls, login, *groups):
        """Somebody of the company of the test with these groups (xml ids)."""
        company = cls.env.company
        return new_test_user(
            cls.env,
            login,
            groups=",".join(("base.group_user", *groups)),
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    @staticmethod
    def form_of(record):
        """What opens the form of a record, for `actions` of `open_screens`."""
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [[False, "form"]],
        }

    def _opening_buttons(self):
        """The names of the buttons of our views that only open something."""
        data = self.env["ir.model.data"].sudo()
        ids = data.search_fetch(
            [("model", "=", "ir.ui.view"), ("module", "=like", f"{OURS}%")], ["res_id"]
        ).mapped("res_id")
        archs = self.env["ir.ui.view"].sudo().browse(ids).mapped("arch_db")
        names = {name for arch in archs for name in BUTTON.findall(arch)}
        return sorted(filter(OPENING.fullmatch, names))

    def _menus_of(self, user, debug):
        """The xml ids of our menus that lead somewhere and that this user sees."""
        menus = self.env["ir.ui.menu"].with_user(user)
        menus = menus.browse(menus._visible_menu_ids(debug)).sudo()
        reached = menus.filtered("action").filtered(
            # what is below a hidden entry is hidden
            lambda menu: set(map(int, menu.parent_path.split("/")[:-1]))
            <= set(menus.ids)
        )
        names = reached.get_external_id().values()
        return {name for name in names if name.startswith(self.screens_of)}
