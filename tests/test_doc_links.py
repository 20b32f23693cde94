"""What a page of ours links to is there, and each picture is on a page."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LINK = re.compile(r"\]\(([^)\s#]+)(?:#[^)\s]*)?\)")


def test_every_link_of_a_page_leads_somewhere():
    # what is fetched lies in a folder that begins with a dot
    pages = [*ROOT.glob("*.md"), *ROOT.glob("[a-z]*/**/*.md")]
    assert len(pages) > 10
    lost = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in LINK.findall(page.read_text(encoding="utf-8"))
        if not re.match(r"\w+:", target) and not (page.parent / target).exists()
    ]
    assert lost == []


def test_every_picture_of_the_docs_is_on_a_page():
    """One that nobody links to grows old unseen."""
    folder = ROOT / "docs" / "pictures"
    page = (folder / "README.md").read_text(encoding="utf-8")
    pictures = {path.name for path in folder.glob("*.png")}
    assert len(pictures) > 10
    assert pictures - set(LINK.findall(page)) == set()


def test_every_model_has_its_place_in_the_readme():
    """“Where things are” names each file of ``models/``: whole, or as what follows the
    name before it (`_forecast`). Settings are where they are in every module."""
    lost = []
    for page in ROOT.glob("ficha_cliente*/README.md"):
        text = page.read_text(encoding="utf-8")
        if "## Where things are" not in text:
            continue
        words = {word.rpartition("/")[2] for word in re.findall(r"`([\w/]+)`", text)}
        ends = tuple(word for word in words if word.startswith("_"))
        lost += [
            f"{page.parent.name}: {path.stem}"
            for path in sorted(page.parent.glob("models/*.py"))
            if path.stem not in words | {"__init__", "res_company"}
            and not path.stem.endswith(("res_config_settings", *ends))
        ]
    assert lost == []


def test_every_page_of_the_docs_is_reached():
    pages = [*ROOT.glob("*.md"), *ROOT.glob("[a-z]*/**/*.md")]
    reached = {
        (page.parent / target).resolve()
        for page in pages
        for target in LINK.findall(page.read_text(encoding="utf-8"))
    }
    assert {page for page in pages if "docs" in page.parts} - reached == set()
