"""Every scheduled action of ours that works in batches does so in the shared way."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHARED = "ficha_cliente/tools/batches.py"


def test_progress_is_committed_in_one_place_only():
    files = [
        path
        for path in ROOT.glob("ficha_cliente*/**/*.py")
        if "tests" not in path.parts and "_commit_progress(" in path.read_text()
    ]
    assert [str(path.relative_to(ROOT)) for path in files] == [SHARED]
