"""What a page of ours links to is there."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LINK = re.compile(r"\]\(([^)\s#]+)(?:#[^)\s]*)?\)")


def test_every_link_of_a_page_leads_somewhere():
    known = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    pages = [ROOT / name for name in known if name.endswith(".md")]
    there = set(known)
    for name in known:  # a folder is known by what is in it
        there.update(str(parent) for parent in Path(name).parents)
    lost = []
    for page in pages:
        for target in LINK.findall(page.read_text()):
            if re.match(r"\w+:", target):
                continue
            found = (page.parent / target).resolve()
            if not found.is_relative_to(ROOT) or str(
                found.relative_to(ROOT)
            ) not in there:
                lost.append(f"{page.relative_to(ROOT)}: {target}")
    assert len(pages) > 10
    assert lost == []
