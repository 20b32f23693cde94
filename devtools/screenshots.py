"""`./ficha screenshots`: pictures of the screens, as PNG files.

With `--port`, of an Odoo that already runs there; nothing is set up then.
"""

import json
import time
import urllib.request
from pathlib import Path

from . import databases, environment, serve
from .cdp import Browser, find_chromium
from .console import Trouble, say
from .project import ROOT
from .screens import SCREENS, Screen

WIDTHS = (1400, 390)
# Odoo's page is there, has asked everything it wanted, and shows no "loading".
CALM = """
document.readyState === "complete"
&& !document.querySelector(".o_loading_indicator, .o_blockUI")
&& (document.querySelector(".o_action_manager > *, .o_home_menu, main"))
&& [...document.images].every((image) => image.complete || image.loading === "lazy")
"""
# How tall the page would be if nothing in it scrolled.
WHOLE_HEIGHT = """
Math.max(document.body.scrollHeight, ...
    [...document.querySelectorAll(".o_action_manager, .o_action_manager *")]
    .filter((part) => ["auto", "scroll"].includes(getComputedStyle(part).overflowY))
    .map((part) => part.getBoundingClientRect().top + part.scrollHeight))
"""


def log_in(port: int, database: str, login: str, password: str) -> str:
    """The session's number, by which the browser is known to Odoo."""
    params = {"db": database, "login": login, "password": password}
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/web/session/authenticate",
        data=json.dumps({"jsonrpc": "2.0", "params": params}).encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:
            cookies = answer.headers.get_all("Set-Cookie") or []
            error = json.load(answer).get("error")
    except OSError as problem:
        raise Trouble(f"No Odoo answers on port {port}: {problem}") from None
    if error:
        raise Trouble(f"Odoo does not let {login} in: {error['data']['message']}")
    for cookie in cookies:
        name, _, value = cookie.partition(";")[0].partition("=")
        if name == "session_id":
            return value
    raise Trouble("Odoo opened no session.")


class Photographer:
    """Takes pictures of one Odoo, as one user."""

    def __init__(self, browser: Browser, port: int, session: str):
        self.browser = browser
        self.base = f"http://127.0.0.1:{port}"
        browser.call("Page.enable")
        browser.call("Network.enable")
        browser.call(
            "Network.setCookie", name="session_id", value=session, url=self.base
        )

    def calm(self) -> None:
        self.browser.wait_for(CALM, "a finished page", 60)
        time.sleep(0.6)  # transitions, and pictures that load late

    def take(self, screen: Screen, width: int, height: int, full: bool, out: Path):
        browser = self.browser
        browser.resize(width, height)
        browser.call("Page.navigate", url="about:blank")
        browser.call("Page.navigate", url=self.base + screen.url)
        browser.wait_for(f"location.href.startsWith({self.base!r})", "the page")
        self.calm()
        for selector in screen.clicks:
            element = f"document.querySelector({json.dumps(selector)})"
            browser.wait_for(element, selector)
            browser.evaluate(f"{element}.click()")
            time.sleep(0.3)
            self.calm()
        if screen.typed:
            selector, text = screen.typed
            element = f"document.querySelector({json.dumps(selector)})"
            browser.wait_for(element, selector)
            browser.evaluate(f"{element}.value = {json.dumps(text)}")
            browser.evaluate(
                f"{element}.dispatchEvent(new Event('input', {{bubbles: true}}))"
            )
        if screen.wait_for:
            element = f"document.querySelector({json.dumps(screen.wait_for)})"
            browser.wait_for(element, screen.wait_for)
            self.calm()
        if full:
            wanted = browser.evaluate(WHOLE_HEIGHT)
            browser.resize(width, min(max(height, int(wanted)), 6000))
            self.calm()
        browser.picture(out)
        say(f"    {out}")


def wanted_screens(options) -> list[Screen]:
    if options.url:
        name = options.url.strip("/").replace("/", "-") or "page"
        return [Screen(name, options.url, tuple(options.click or ()), options.wait_for)]
    known = {screen.name: screen for screen in SCREENS}
    unknown = [name for name in options.names if name not in known]
    if unknown:
        raise Trouble(f"No screen {', '.join(unknown)}; there are: {', '.join(known)}")
    return [known[name] for name in options.names or known]


def shoot(options, port: int) -> None:
    program = find_chromium()
    if not program:
        raise Trouble("Chromium is not here (Debian: apt-get install chromium).")
    session = log_in(port, options.database, options.login, options.password)
    screens, widths = wanted_screens(options), options.width or list(WIDTHS)
    with Browser(program) as browser:
        photographer = Photographer(browser, port, session)
        for screen in screens:
            for width in widths:
                out = Path(options.out or ROOT / "docs/pictures")
                if out.suffix != ".png":
                    out = out / f"{screen.name}-{width}.png"
                elif len(screens) * len(widths) > 1:
                    out = out.with_stem(f"{out.stem}-{width}")
                photographer.take(screen, width, options.height, options.full, out)


def run(options) -> int:
    if options.port:
        shoot(options, options.port)
        return 0
    serve.clear_orphans()
    env = environment.prepare()
    with env.server:
        if options.database == "ficha":
            databases.serving(env, "ficha", demo=True, reset=False)
        port = serve.free_port()
        with serve.odoo_server(env, options.database, port, ["--max-cron-threads=0"]):
            shoot(options, port)
    return 0
