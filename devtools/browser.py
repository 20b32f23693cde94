"""Chromium for pictures and for browser tests: the machine's own, driven by Playwright.

Where `find_chromium` finds one, a page of an Odoo that runs is opened like this:

    with browser.odoo_page(f"http://127.0.0.1:{port}", database) as odoo:
        odoo.open("/odoo/action-ficha_cliente.action_ficha", debug="assets")
        odoo.page.locator(".o_data_row").first.click()
        odoo.settle()
        assert odoo.problems == []

`odoo.page` is Playwright's page, with all that it can do. In a test of ours the Odoo
comes from `serve.odoo_server(environment.prepare(), database, port)`; Odoo's tours stay
with its own `browser_js`.

The launcher imports this without any package: Playwright, which lies in `.ficha/venv`,
is imported only by what opens a browser.
"""

import contextlib
import resource
import shutil
import time
from pathlib import Path

from .console import Trouble

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Without these Chromium keeps calling its maker's hosts.
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-default-browser-check",
    "--no-first-run",
]
# Odoo's page is there, shows no "loading", and has its letters and images.
CALM = """
() => document.readyState === "complete"
    && !document.querySelector(".o_loading_indicator, .o_blockUI")
    && Boolean(document.querySelector(".o_action_manager > *, .o_home_menu, main"))
    && document.fonts.status === "loaded"
    && [...document.images].every((image) => image.complete || image.loading === "lazy")
"""
# Milliseconds without a request after which no other is expected; Odoo's own inputs
# wait 250 ms for the next key before they ask.
QUIET_FOR = 500
# Asked by the page for a shared worker, which takes the answer: the page never hears
# that it came.
WORKERS = "/bus/websocket_worker_bundle"
# How tall the page would be if nothing in it scrolled.
WHOLE_HEIGHT = """
() => Math.max(document.body.scrollHeight, ...
    [...document.querySelectorAll(".o_action_manager, .o_action_manager *")]
    .filter((part) => ["auto", "scroll"].includes(getComputedStyle(part).overflowY))
    .map((part) => part.getBoundingClientRect().top + part.scrollHeight))
"""
# What Odoo shows when a request or a script failed.
ERROR_DIALOG = ".o_error_dialog"


def find_chromium() -> str | None:
    """The path of the machine's Chromium (or Chrome); None when there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@contextlib.contextmanager
def _unlimited_memory():
    """For what is started in the block: Odoo, in whose process tests run, limits its
    address space, and Chromium reserves more than that without using it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@contextlib.contextmanager
def chromium():
    """`with chromium() as browser:` a headless Chromium, as Playwright's `Browser`.

    Needs Playwright; raises Trouble when the machine has no Chromium. While it is open
    the thread cannot use asyncio for anything else.
    """
    from playwright.sync_api import sync_playwright

    program = find_chromium()
    if not program:
        raise Trouble("Chromium is not here (Debian: apt-get install chromium).")
    with contextlib.ExitStack() as stack:
        with _unlimited_memory():
            playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(
            executable_path=program,
            # Root may not have the sandbox; only our own pages are opened.
            chromium_sandbox=False,
            args=["--disable-gpu", *QUIET],
        )
        stack.callback(browser.close)
        yield browser


@contextlib.contextmanager
def odoo_page(
    base: str,
    database: str,
    login: str = "admin",
    password: str = "admin",
    *,
    width: int = 1400,
    height: int = 900,
    browser=None,
):
    """A page on the Odoo at `base` (`http://127.0.0.1:8069`), logged in: an `OdooPage`,
    closed at the end of the block. It shows nothing until `open`.

    Below 600 pixels it is a telephone's. `browser` is one of `chromium()` to share
    among several pages; without it a new one is started. Raises Trouble when Odoo does
    not answer or does not let that user in.
    """
    with contextlib.ExitStack() as stack:
        context = (browser or stack.enter_context(chromium())).new_context(
            viewport={"width": width, "height": height},
            is_mobile=width < 600,
            locale="es-ES",
            # of the demo's office: what the page calls today is the server's today
            timezone_id="Europe/Madrid",
        )
        stack.callback(context.close)
        _log_in(context, base, database, login, password)
        yield OdooPage(context, base)


def _log_in(context, base: str, database: str, login: str, password: str) -> None:
    """Make the session's cookie one of this browser context."""
    from playwright.sync_api import Error

    params = {"db": database, "login": login, "password": password}
    try:
        answer = context.request.post(
            f"{base}/web/session/authenticate",
            data={"jsonrpc": "2.0", "params": params},
            timeout=120_000,
        )
    except Error as problem:
        raise Trouble(f"No Odoo answers at {base}: {problem.message}") from None
    if not answer.ok:
        raise Trouble(f"The login at {base} answers {answer.status}.")
    if error := answer.json().get("error"):
        raise Trouble(f"Odoo does not let {login} in: {error['data']['message']}")


class OdooPage:
    """A page of Odoo's web client that keeps account of what goes wrong in it.

    `page`      Playwright's page.
    `problems`  texts, in the order in which they happened: console errors, uncaught
                script errors, requests that failed or were answered with 400 or more,
                Odoo's error dialogs (seen by `settle`). A test may clear the list.
    """

    def __init__(self, context, base: str):
        self.base = base
        self.problems: list[str] = []
        self._asked = 0
        self._pending = set()
        self.page = context.new_page()
        # Of the context, so that a window opened by the page is heard too.
        context.on("console", self._on_console)
        context.on("weberror", self._on_script_error)
        context.on("request", self._on_request)
        context.on("requestfinished", self._on_request_finished)
        context.on("requestfailed", self._on_request_failed)
        context.on("response", self._on_response)

    def _on_console(self, message) -> None:
        # A resource that failed to load is told by its request, with more words.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.problems.append(f"console: {message.text}")

    def _on_script_error(self, error) -> None:
        self.problems.append(f"script: {error.error.stack or error.error.message}")

    def _on_request(self, request) -> None:
        self._asked += 1
        if WORKERS not in request.url:
            self._pending.add(request)

    def _on_request_finished(self, request) -> None:
        self._pending.discard(request)

    def _on_request_failed(self, request) -> None:
        self._pending.discard(request)
        # The browser gives up what a page still asked for when it is left.
        if request.failure != "net::ERR_ABORTED":
            self.problems.append(f"request: {request.url}: {request.failure}")

    def _on_response(self, response) -> None:
        if response.status >= 400:
            self.problems.append(f"request: {response.url}: status {response.status}")

    def open(self, path: str, debug: str = "", seconds: float = 60) -> None:
        """Load this address of the Odoo (`/odoo/contacts`) and wait until it is there.

        `debug` is Odoo's developer mode: `1`, `assets`, `tests`; empty, the session's.
        Raises Trouble when it does not load, or as `settle` does.
        """
        from playwright.sync_api import Error, TimeoutError

        if debug:
            path += f"{'&' if '?' in path else '?'}debug={debug}"
        self.page.goto("about:blank")  # else only the fragment or the query may change
        try:
            self.page.goto(self.base + path, timeout=seconds * 1000)
        except TimeoutError:
            raise self._unfinished(self.base + path, seconds) from None
        except Error as problem:
            raise Trouble(f"{self.base + path} does not load: {problem}") from None
        self.settle(seconds)

    def settle(self, seconds: float = 60) -> None:
        """Wait until nothing is loading: no mask, no request under way, no new one for
        half a second. Raises Trouble, with the problems so far, when that takes longer.
        """
        from playwright.sync_api import TimeoutError

        until = time.monotonic() + seconds
        while True:
            try:
                left = max(until - time.monotonic(), 0.001)
                self.page.wait_for_function(CALM, timeout=left * 1000)
            except TimeoutError:
                break
            asked = self._asked
            self.page.wait_for_timeout(QUIET_FOR)
            if not self._pending and self._asked == asked:
                self._read_dialogs()
                return
            if time.monotonic() > until:
                break
        raise self._unfinished(self.page.url, seconds)

    def _unfinished(self, url: str, seconds: float) -> Trouble:
        lines = [f"{url} is not finished after {seconds:.0f} s."]
        lines += [f"still asked: {request.url}" for request in self._pending]
        return Trouble("\n  ".join(lines + self.problems))

    def _read_dialogs(self) -> None:
        for text in self.page.locator(ERROR_DIALOG).all_inner_texts():
            problem = f"dialog: {text.strip()}"
            if problem not in self.problems:
                self.problems.append(problem)

    def wait_for(self, selector: str, seconds: float = 30) -> None:
        """Wait until the page has an element of this CSS selector and is settled.
        Raises Trouble when it never comes."""
        from playwright.sync_api import TimeoutError

        try:
            self.page.locator(selector).first.wait_for(
                state="attached", timeout=seconds * 1000
            )
        except TimeoutError:
            what = f"{self.page.url} did not show {selector} within {seconds:.0f} s."
            raise Trouble("\n  ".join([what, *self.problems])) from None
        self.settle()

    def press(self, selector: str) -> None:
        """Click the first element of this selector and wait until the page is settled.

        By an event, without the mouse, which would hover over what comes after.
        """
        self.wait_for(selector)
        self.page.locator(selector).first.dispatch_event("click")
        self.settle()

    def picture(self, path: Path, full: bool = False) -> None:
        """Write a PNG of what is seen; with `full`, of a page so tall that nothing in
        it scrolls (up to 6000 pixels)."""
        path.parent.mkdir(parents=True, exist_ok=True)
        if not full:
            path.write_bytes(self._still())
            return
        size = self.page.viewport_size
        wanted = int(self.page.evaluate(WHOLE_HEIGHT))
        self.page.set_viewport_size(
            {"width": size["width"], "height": min(max(size["height"], wanted), 6000)}
        )
        self.settle()
        path.write_bytes(self._still())
        self.page.set_viewport_size(size)

    def _still(self) -> bytes:
        """A picture that is the same as the one before it: charts draw themselves in
        several steps that no request and no style tells of."""
        before = None
        for _attempt in range(20):
            now = self.page.screenshot(animations="disabled")
            if now == before:
                break
            before = now
            self.page.wait_for_timeout(200)
        return now
