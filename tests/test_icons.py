"""Each module is recognised among the others in *Apps*: an icon of its own."""

from devtools.project import ROOT


def test_each_module_has_its_icon():
    seen = {}
    for icon in sorted(ROOT.glob("ficha_cliente*/static/description/icon.png")):
        seen.setdefault(icon.read_bytes(), []).append(icon.parts[-4])
    assert [names for names in seen.values() if len(names) > 1] == []
    missing = {
        path.parent.name
        for path in ROOT.glob("ficha_cliente*/__manifest__.py")
        if not (path.parent / "static" / "description" / "icon.png").exists()
    }
    assert not missing
