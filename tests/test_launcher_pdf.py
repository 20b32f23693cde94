"""Odoo prints PDF with the machine's wkhtmltopdf, or with one that is only unpacked."""

import os
import subprocess

import pytest

from devtools import pdf, pdf_header
from devtools.console import Trouble


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A machine without wkhtmltopdf, and a home for ours, with a blank in its name."""
    home = tmp_path / "a home"
    home.mkdir()
    monkeypatch.setenv("FICHA_HOME", str(home))
    monkeypatch.setattr(pdf, "home", lambda: home)
    monkeypatch.setattr(pdf.stamps, "home", lambda: home)
    monkeypatch.setattr(pdf.shutil, "which", lambda name: None)
    return home


def unpacked(root):
    """What Debian's packages hold, as far as it matters: the loader says what it is
    given."""
    loader = root / "lib/x86_64-linux-gnu/ld-linux-x86-64.so.2"
    loader.parent.mkdir(parents=True)
    loader.write_text('#!/bin/sh\nprintf "%s\\n" "$FONTCONFIG_FILE" "$@"\n')
    loader.chmod(0o755)


def test_it_runs_with_its_own_libraries(tmp_path):
    root = tmp_path / "it's here"
    unpacked(root)
    pdf.write_start(root, root)
    answer = subprocess.run(
        [root / "bin/wkhtmltopdf", "a b.html", "-"], capture_output=True, text=True
    )
    fonts, option, libraries, program, *given = answer.stdout.splitlines()
    assert fonts == str(root / "fonts.conf")
    assert str(root / "usr/share/fonts") in (root / "fonts.conf").read_text()
    assert option == "--library-path"
    assert libraries.split(":")[0] == str(root / "usr/lib/x86_64-linux-gnu")
    assert program == str(root / "usr/bin/wkhtmltopdf")
    assert given == ["a b.html", "-"]


def test_packages_without_a_loader_are_refused(tmp_path):
    with pytest.raises(Trouble, match="loader"):
        pdf.write_start(tmp_path, tmp_path)


def program(path, version):
    """A wkhtmltopdf that says its version, or which page it was given."""
    path.write_text(
        f'#!/bin/sh\n[ "$1" = --version ] && echo "{version}" && exit\n'
        'for word; do case "$word" in *.html) cat "$word"; echo;; esac; done\n'
        'echo "$@"\n'
    )
    path.chmod(0o755)
    return path


def test_the_machines_own_is_enough(place, tmp_path, monkeypatch):
    own = program(tmp_path / "machine", "wkhtmltopdf 0.12.6 (with patched qt)")
    monkeypatch.setattr(pdf.shutil, "which", lambda name: str(own))
    monkeypatch.setattr(pdf, "fetch", lambda root: pytest.fail("fetched"))
    assert pdf.obtain()
    assert pdf.have()
    call = (pdf.folder() / "wkhtmltopdf").read_text()
    assert str(own) in call
    assert "pdf_header" not in call


def test_it_is_fetched_once(place, monkeypatch):
    fetched = []

    def fetch(root):
        fetched.append(root)
        unpacked(root)
        pdf.write_start(root, root)

    monkeypatch.setattr(pdf.apt, "have_apt", lambda: True)
    monkeypatch.setattr(pdf, "fetch", fetch)
    assert pdf.obtain()
    assert pdf.obtain()
    assert fetched == [place / "pdf"]
    assert os.access(pdf.folder() / "wkhtmltopdf", os.X_OK)


def test_header_and_footer_become_part_of_the_page(place, tmp_path, monkeypatch):
    """Debian's leaves them out, and with them who sends an invoice."""
    own = program(tmp_path / "machine", "wkhtmltopdf 0.12.6")
    monkeypatch.setattr(pdf.shutil, "which", lambda name: str(own))
    assert pdf.obtain()
    files = {}
    for name in ("header", "footer", "body"):
        files[name] = tmp_path / f"{name}.html"
        files[name].write_text(
            f"<html><body class='b' onload='x()'><div class='page'>the {name}: ñ</div>"
            '<div>Page <span class="page"></span> / <span class="topage"></span></div>'
            "</body></html>"
        )
    answer = subprocess.run(
        [pdf.folder() / "wkhtmltopdf", "--margin-top", "52", "--header-spacing", "9"]
        + ["--header-html", files["header"], "--footer-html", files["footer"]]
        + [files["body"], "out.pdf"],
        capture_output=True,
        text=True,
    )
    *page, given = answer.stdout.splitlines()
    text = "".join(page)
    order = [text.index(f"the {name}: ñ") for name in ("header", "body", "footer")]
    assert order == sorted(order)
    # the number of the page is known to nobody, and the page itself stays
    assert "display" not in text
    assert text.split("the footer: ñ")[1].count("Page") == 0
    assert text.count("<body") == text.count("</body>") == 1
    assert given.startswith("--margin-top 10 ")
    assert "--header" not in given
    assert given.endswith(" out.pdf")
    # what was made for it is not left behind
    assert {path.name for path in tmp_path.glob("*.html")} == {
        f"{name}.html" for name in files
    }


def test_a_page_without_header_is_left_alone(tmp_path):
    arguments = ["--quiet", "page.html", "out.pdf"]
    assert pdf_header.rearranged(arguments) == (arguments, {})
    assert pdf_header.joined("no page at all", "<body>h</body>", "") == "no page at all"


def test_without_debian_odoo_runs_without_pdf(place, monkeypatch, capsys):
    monkeypatch.setattr(pdf.apt, "have_apt", lambda: False)
    assert not pdf.obtain()

    def fetch(root):
        raise Trouble("no Debian release has it")

    monkeypatch.setattr(pdf.apt, "have_apt", lambda: True)
    monkeypatch.setattr(pdf, "fetch", fetch)
    assert not pdf.obtain()
    assert "no Debian release has it" in capsys.readouterr().out


def test_a_newer_debian_takes_it_from_an_older_release(place, monkeypatch):
    """Releases after bookworm have none."""
    asked = []

    class Archive:
        mirror, release = "http://mirror.example/debian/", "trixie"

        def use(self, suites):
            self.suites = suites

        def versions(self, package):
            return ["0.12.6-2+b1"] if self.suites == ["bookworm"] else []

        def closure(self, package):
            return ["libc6", "libllvm15", package]

        def download(self, packages):
            asked.extend(packages)
            return []

    def unpack(debs, into):
        unpacked(into)
        loader = into / "lib/x86_64-linux-gnu/ld-linux-x86-64.so.2"
        loader.write_text("#!/bin/sh\necho wkhtmltopdf 0.12.6\n")

    monkeypatch.setattr(pdf.apt, "Archive", Archive)
    monkeypatch.setattr(pdf.apt, "unpack", unpack)
    pdf.fetch(place / "pdf")
    assert asked == ["libc6", "wkhtmltopdf"]
    assert pdf.have()
