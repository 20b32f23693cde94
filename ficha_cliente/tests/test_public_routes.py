import os
import random
from logging import ERROR
from urllib.parse import quote

from odoo import http
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

# more by hand, with FICHA_JUNK_CALLS
CALLS = int(os.environ.get("FICHA_JUNK_CALLS") or 600) // 10
SEED = int(os.environ.get("FICHA_JUNK_SEED") or 11)
PARTS = (
    *("%00", "0", "1", "-1", "9" * 30, "x", "1%00", "%0a", "..%2f", "%ff", "%f0%9f"),
    *("+34%20600%20123%20123", "<script>", "%27", "{}", "[]", "a" * 3000, "%C3%B1"),
)
VALUES = (
    *("", "0", "1", "-1", "1,2", "1,,2", "9" * 30, "x", "\0", "a\0b", "\ud7ff", "%"),
    *("[]", "{}", "null", "[[]]", '[["id","=",1]]', '[["\\u0000","=",1]]', "[" * 9000),
    *('[["name","ilike",{}]]', '[["no","=",1]]', '["&"]', '[["id","in",[[1]]]]'),
    *("600123123", "customer", "prospect", "true", "a" * 5000, '[["id",">","x"]]'),
)
NAMES = (
    *("ids", "kind", "personal", "phone", "q", "limit", "domain", "rest", "files"),
    # of the pages for customers
    *("stop", "start", "done", "f_own_name", "s_own_name", "zip", "tax", "stamp"),
    *("name", "email", "message", "List-Unsubscribe", "f_", "s_", "token", "website"),
)


@tagged("post_install", "-at_install")
class TestPublicRoutes(HttpCase):
    """Whatever is asked of our addresses, the answer is never an error of ours."""

    def setUp(self):
        super().setUp()
        groups = "base.group_user,base.group_allow_export,"
        groups += "ficha_cliente.group_ficha_manager"
        self.user = new_test_user(self.env, "junk_routes", groups)
        self.random = random.Random(SEED)

    def paths(self):
        """Our routes, and addresses near them."""
        modules = sorted(self.env.registry._init_modules)
        rules = http._generate_routing_rules(modules, nodb_only=False)
        paths = sorted({url for url, end in rules if self.is_ours(end)})
        self.assertTrue(paths)
        return [*paths, "/ficha", "/ficha/<x>", "/ficha/<x>/<y>", "/ficha/import/<x>"]

    def is_ours(self, endpoint):
        """Whether a route is ours, and none of Odoo's that we extend."""
        method = getattr(endpoint, "func", endpoint)
        owners = [
            cls.__module__
            for cls in type(method.__self__).mro()
            if method.__name__ in vars(cls)
        ]
        return all(owner.startswith("odoo.addons.ficha_cliente") for owner in owners)

    def junk_url(self, path):
        """An address of a route, with junk for what it takes."""
        while True:
            url = "/".join(
                self.random.choice(PARTS) if "<" in part or ">" in part else part
                for part in path.split("/")
            )
            # http_routing leads two slashes to one, and fails by itself when there is
            # a line break as well: on /web as on ours
            if not ("%0a" in url and "..%2f/" in url):
                return url

    def ask(self, path, number):
        """One request with junk in it: opened, sent with and without the token of a
        form, with a method that is not taken, with files, or too much at once."""
        url = self.junk_url(path)
        values = {
            name: self.random.choice(VALUES) for name in self.random.sample(NAMES, 4)
        }
        way = number % 9
        if way == 6:
            method = self.random.choice(("PUT", "DELETE", "PATCH", "OPTIONS"))
            return self.url_open(url, method=method, allow_redirects=False)
        if way == 7:
            headers = {"Content-Type": "application/json"}
            body = self.random.choice(VALUES).encode("utf-8", "replace")
            return self.url_open(url, data=body, headers=headers, method="POST")
        if way == 8 and number % 2:
            files = {name: ("x.csv", value.encode()) for name, value in values.items()}
            values = {"csrf_token": http.Request.csrf_token(self)}
            return self.url_open(url, data=values, files=files, allow_redirects=False)
        if way == 8:
            values = {"message": "a" * 2**20}
        elif way % 3:
            asked = "&".join(f"{name}={quote(v)}" for name, v in values.items())
            return self.url_open(f"{url}?{asked[:6000]}", allow_redirects=False)
        if way:
            values["csrf_token"] = http.Request.csrf_token(self)
        return self.url_open(url, data=values, allow_redirects=False)

    def walk(self):
        paths = self.paths()
        quiet = mute_logger("odoo.http", "odoo.sql_db", "odoo.addons", "odoo.domains")
        said = []
        quiet.emit = said.append
        with quiet:
            for number in range(max(CALLS, 2 * len(paths))):
                path = paths[number % len(paths)]
                answer = self.ask(path, number)
                request = answer.request
                for _again in range(3):
                    # the first page after a start makes its templates, and a machine
                    # may be busy with something else
                    if answer.elapsed.total_seconds() > 1 and request.method == "GET":
                        answer = self.url_open(request.url, allow_redirects=False)
                with self.subTest(
                    url=request.url[:300], method=request.method, path=path
                ):
                    self.assertLess(answer.status_code, 500)
                    self.assertLess(answer.elapsed.total_seconds(), 1)
                    wrong = [r.getMessage() for r in said if r.levelno >= ERROR]
                    self.assertFalse(wrong, "an error in the log")
                said.clear()

    def test_as_a_manager(self):
        self.authenticate(self.user.login, self.user.login)
        self.walk()

    def test_as_nobody(self):
        self.authenticate(None, None)
        self.walk()
