"""`./ficha screenshots`: pictures of the screens, as PNG files.

`run` is the launcher's part: an Odoo, and then this file again as a program, in the
Python that has Playwright. With `--port`, of an Odoo that already runs there.
"""

import argparse
import json
import os
import sys
from pathlib import Path

from . import databases, environment, pythonenv, serve, stamps
from .browser import OdooPage, chromium, find_chromium, odoo_page
from .console import Trouble, say
from .procs import foreground
from .project import ROOT
from .screens import APPS, DOCS, SCREENS, Screen

WIDTHS = (1400, 390)
# The pictures of `docs/`, and what their names end in.
DOCS_WIDTHS = {1400: "", 1920: "-1920", 390: "-movil"}
# The pictures of *Apps*: of this width, made into one of that.
APPS_WIDTH, APPS_SHOWN = 1400, 1000
# Screens have few colours: with so many nobody sees the difference, and a picture is
# half as large.
COLOURS = 256


def wanted_screens(options) -> list[Screen]:
    """The screens that were asked for; raises Trouble on a name there is not."""
    if options.url:
        name = options.url.strip("/").replace("/", "-") or "page"
        return [Screen(name, options.url, tuple(options.click or ()), options.wait_for)]
    known = {screen.name: screen for screen in SCREENS}
    unknown = [name for name in options.names if name not in known]
    if unknown:
        raise Trouble(f"No screen {', '.join(unknown)}; there are: {', '.join(known)}")
    every = DOCS if options.docs else APPS.values() if options.apps else known
    return [known[name] for name in options.names or every]


def run(options) -> int:
    wanted_screens(options)
    if not find_chromium():
        raise Trouble("Chromium is not here (Debian: apt-get install chromium).")
    # The program runs in the project's folder, whatever this one's is.
    options.out = str(Path(options.out or ROOT / "docs/pictures").resolve())
    if options.port:
        with stamps.exclusive("setup"):
            python_env = pythonenv.odoo_env().ensure()
        return _run_program(python_env, options)
    serve.clear_orphans()
    env = environment.prepare()
    with env.server:
        if options.database == "ficha":
            databases.serving(env, "ficha", demo=True, reset=False)
        options.port = serve.free_port()
        extra = ["--max-cron-threads=0"]
        with serve.odoo_server(env, options.database, options.port, extra):
            return _run_program(env.python_env, options)


def _run_program(python_env: pythonenv.PythonEnv, options) -> int:
    command = [python_env.python, "-m", "devtools.screenshots"]
    variables = dict(os.environ, PYTHONNOUSERSITE="1")
    return foreground([*command, json.dumps(vars(options))], env=variables)


def take(odoo: OdooPage, screen: Screen, out: Path, full: bool) -> None:
    """Bring the screen up on that page, and write its picture."""
    odoo.open(screen.url)
    for selector in screen.clicks:
        odoo.press(selector)
    if screen.typed:
        selector, text = screen.typed
        odoo.wait_for(selector)
        odoo.page.locator(selector).first.fill(text)
        odoo.settle()
    if screen.wait_for:
        odoo.wait_for(screen.wait_for)
    if screen.scroll_to:
        place = odoo.page.locator(screen.scroll_to).first
        place.evaluate("place => place.scrollIntoView()")
        odoo.settle()
    odoo.picture(out, full)
    say(f"    {out}")
    for problem in odoo.problems:
        say(f"      {problem}")
    odoo.problems.clear()


def _reduce(picture: Path, width: int | None = None) -> None:
    from PIL import Image

    with Image.open(picture) as opened:
        whole = opened.convert("RGB")
    if width:
        whole = whole.resize((width, round(whole.height * width / whole.width)))
    # the colours there are most of, as they are: a mean of them tints the whole page,
    # and makes the few points of a yellow sign red
    found = sorted(whole.getcolors(whole.width * whole.height), reverse=True)
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for _n, colour in found[:COLOURS] for part in colour])
    few = whole.quantize(palette=palette, dither=Image.Dither.NONE)
    few.save(picture, optimize=True)


def shoot(options) -> None:
    """All the pictures, each width with a page of its own."""
    screens = wanted_screens(options)
    widths = options.width or list(DOCS_WIDTHS if options.docs else WIDTHS)
    if options.apps:
        widths = [APPS_WIDTH]
    missing = []
    base = f"http://127.0.0.1:{options.port}"
    user = (options.database, options.login, options.password)
    with chromium() as browser:
        for width in widths:
            size = {"width": width, "height": options.height}
            with odoo_page(base, *user, **size, browser=browser) as odoo:
                for screen in screens:
                    out = Path(options.out)
                    if options.apps:
                        modules = {name: module for module, name in APPS.items()}
                        out = ROOT / modules[screen.name] / "static/description"
                        out /= "picture.png"
                        take(odoo, screen, out, options.full)
                        _reduce(out, APPS_SHOWN)
                        continue
                    if options.docs:
                        out = out / f"{screen.name}{DOCS_WIDTHS.get(width, width)}.png"
                        # one screen that does not come up is no reason for none
                        try:
                            take(odoo, screen, out, options.full)
                            _reduce(out)
                        except Trouble as trouble:
                            missing.append(f"{out.name}: {trouble}")
                            say(f"    {missing[-1]}")
                        continue
                    if out.suffix != ".png":
                        out = out / f"{screen.name}-{width}.png"
                    elif len(screens) * len(widths) > 1:
                        out = out.with_stem(f"{out.stem}-{width}")
                    take(odoo, screen, out, options.full)
    if missing:
        raise Trouble("These were not taken:\n  " + "\n  ".join(missing))


def main(arguments: list[str]) -> int:
    try:
        shoot(argparse.Namespace(**json.loads(arguments[0])))
    except Trouble as trouble:
        print(f"\nficha: {trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
