"""The page that pictures and browser tests use (devtools/browser.py)."""

import http.server
import json
import re
import subprocess
import sys
import threading
import time

import pytest

from devtools import browser, environment, screenshots, serve
from devtools.cli import parser
from devtools.console import Trouble
from devtools.project import ROOT
from devtools.screens import APPS, DOCS

pytestmark = pytest.mark.skipif(
    not browser.find_chromium(), reason="needs Chromium (apt-get install chromium)"
)
PAGE = "<!DOCTYPE html><meta charset=utf-8><link rel=icon href=data:,><main>{}</main>"
PAGES = {
    "/plain": "nothing",
    "/console": "<script>console.error('told')</script>",
    "/script": "<script>setTimeout(() => missingFunction())</script>",
    "/promise": "<script>Promise.reject(new Error('refused'))</script>",
    "/request": "<script>fetch('/nothing-there')</script>",
    "/dialog": "<div class='o_error_dialog'>Odoo Server Error</div>",
    "/late": """<p>old</p><script>
        fetch('/slow').then((answer) => answer.text()).then((text) => {
            document.querySelector('p').textContent = text;
        });
        </script>""",
    "/masked": """<p class="o_blockUI">old</p><script>
        setTimeout(() => { document.querySelector('p').className = ''; }, 900);
        </script>""",
    "/stuck": "<p class='o_blockUI'></p>",
    "/tall": "<div style='height: 2000px'></div>",
}


class Pretender(http.server.BaseHTTPRequestHandler):
    """Pages as Odoo's web client might be, one for each thing that can go wrong."""

    def do_POST(self):
        size = int(self.headers["Content-Length"])
        params = json.loads(self.rfile.read(size))["params"]
        good = (params["login"], params["password"]) == ("admin", "admin")
        error = {"error": {"data": {"message": "Access Denied"}}}
        self.answer(200, json.dumps({"result": {}} if good else error), good)

    def do_GET(self):
        path = self.path.partition("?")[0]
        if path == "/slow":
            time.sleep(1)
            self.answer(200, "new")
        elif path in PAGES and "session_id=one" in self.headers.get("Cookie", ""):
            self.answer(200, PAGE.format(PAGES[path]))
        else:
            self.answer(404, "")

    def answer(self, status, text, cookie=False):
        self.send_response(status)
        self.send_header("Content-Type", "text/html")
        if cookie:
            self.send_header("Set-Cookie", "session_id=one; Path=/; HttpOnly")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *args):
        """Nothing is logged."""


@pytest.fixture(scope="module")
def base():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pretender)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def one_browser():
    with browser.chromium() as found:
        yield found


@pytest.fixture
def odoo(base, one_browser):
    with browser.odoo_page(base, "x", browser=one_browser) as found:
        yield found


@pytest.mark.parametrize(
    "path, expected",
    [
        ("/console", "console: told"),
        ("/script", "missingFunction is not defined"),
        ("/promise", "refused"),
        ("/request", "/nothing-there: status 404"),
        ("/dialog", "dialog: Odoo Server Error"),
    ],
)
def test_what_goes_wrong_is_told(odoo, path, expected):
    odoo.open(path)
    assert len(odoo.problems) == 1, odoo.problems
    assert expected in odoo.problems[0]


def test_a_good_page_has_no_problems(odoo):
    odoo.open("/plain", debug="assets")
    assert odoo.page.url.endswith("/plain?debug=assets")
    odoo.open("/plain?a=1", debug="1")
    assert odoo.page.url.endswith("/plain?a=1&debug=1")
    assert odoo.problems == []


@pytest.mark.parametrize("path, expected", [("/late", "new"), ("/masked", "old")])
def test_it_waits_for_requests_and_for_the_mask(odoo, path, expected):
    odoo.open(path)
    assert odoo.page.locator("p:not(.o_blockUI)").inner_text() == expected


def test_a_page_that_never_ends_is_named(odoo):
    with pytest.raises(Trouble, match="/stuck is not finished after 1 s"):
        odoo.open("/stuck", seconds=1)


def test_an_element_that_never_comes_is_named(odoo):
    odoo.open("/plain")
    with pytest.raises(Trouble, match="did not show .o_nothing within 1 s"):
        odoo.wait_for(".o_nothing", seconds=1)


def test_who_is_not_let_in_is_told(base, one_browser):
    wrong = browser.odoo_page(base, "x", password="wrong", browser=one_browser)
    with pytest.raises(Trouble, match="does not let admin in: Access Denied"), wrong:
        pass


def test_an_odoo_that_is_not_there_is_told(one_browser):
    nowhere = f"http://127.0.0.1:{serve.free_port()}"
    with pytest.raises(Trouble, match="No Odoo answers"):
        with browser.odoo_page(nowhere, "x", browser=one_browser):
            pass


def png_size(path):
    data = path.read_bytes()
    assert data.startswith(b"\x89PNG")
    return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")


@pytest.mark.parametrize("width", [390, 1400, 1920])
def test_a_picture_is_as_wide_as_asked_and_as_tall_as_the_page(
    base, one_browser, tmp_path, width
):
    with browser.odoo_page(base, "x", width=width, browser=one_browser) as odoo:
        odoo.open("/tall")
        odoo.picture(tmp_path / "in" / "full.png", full=True)
        odoo.picture(tmp_path / "plain.png")
    assert png_size(tmp_path / "plain.png") == (width, 900)
    wide, tall = png_size(tmp_path / "in" / "full.png")
    assert wide == width and 2000 <= tall < 2100


def test_the_pictures_of_docs_are_screens_there_are():
    options = parser().parse_args(["screenshots", "--docs"])
    names = [screen.name for screen in screenshots.wanted_screens(options)]
    assert names == DOCS
    readme = (ROOT / "README.md").read_text()
    made = {
        f"docs/pictures/{name}{end}.png"
        for name in names
        for end in screenshots.DOCS_WIDTHS.values()
    }
    # the printed file is no screen
    shown = set(re.findall(r"docs/pictures/[\w-]+\.png", readme))
    assert shown - made == {"docs/pictures/ficha-pdf.png"}


def test_the_pictures_of_apps_are_of_screens_and_modules_there_are():
    options = parser().parse_args(["screenshots", "--apps"])
    names = [screen.name for screen in screenshots.wanted_screens(options)]
    assert len(names) == len(set(names)) == len(APPS), "each a screen of its own"
    for module in APPS:
        page = (ROOT / module / "static/description/index.html").read_text()
        assert "picture.png" in page, module
    pictures = [path.read_bytes() for path in ROOT.glob("*/static/description/p*.png")]
    shown = [(ROOT / module / "static/description/picture.png") for module in APPS]
    for picture in shown:
        assert pictures.count(picture.read_bytes()) == 1, f"{picture} is a sister's"


def test_screenshots_takes_several_widths():
    options = parser().parse_args(["screenshots", "hoy", "--width", "1920"])
    assert options.width == [1920]
    assert [screen.name for screen in screenshots.wanted_screens(options)] == ["hoy"]


def test_an_unknown_screen_is_named_before_anything_is_set_up():
    options = parser().parse_args(["screenshots", "nonsense"])
    with pytest.raises(Trouble, match="nonsense; there are: hoy"):
        screenshots.run(options)


def test_the_launcher_needs_no_package():
    """What `./ficha` imports is Python's own; Playwright comes with its environment."""
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "import devtools.cli, devtools.screenshots, devtools.testrun"
    )
    command = [sys.executable, "-I", "-S", "-c", code]
    assert subprocess.run(command).returncode == 0


@pytest.mark.slow
def test_the_list_of_fichas_of_a_real_odoo(clone_database, one_browser):
    env, port = environment.prepare(), serve.free_port()
    with serve.odoo_server(env, clone_database, port, ["--max-cron-threads=0"]):
        where = (f"http://127.0.0.1:{port}", clone_database)
        with browser.odoo_page(*where, browser=one_browser) as odoo:
            # The scripts are made for the first page, where they are not yet.
            odoo.open("/odoo/action-ficha_cliente.action_ficha", seconds=180)
            assert odoo.page.locator(".o_list_view, .o_kanban_view").count()
            assert odoo.problems == []
