"""`./ficha beside`: what it is asked for, before anything is installed."""

import argparse

import pytest

from devtools import beside
from devtools.console import Trouble


@pytest.fixture
def folder(tmp_path):
    for name, version in (
        ("sale_thing", "19.0.1.2.3"),
        ("partner_thing", "19.0.1.0.0"),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__manifest__.py").write_text(f'{{"version": "{version}"}}')
    return tmp_path


def test_the_modules_of_a_folder(folder):
    names = [path.parent.name for path in beside.manifests(folder)]
    assert names == ["partner_thing", "sale_thing"]
    assert "| `sale_thing` | 19.0.1.2.3 |" in beside.table(folder, names)


def test_one_that_is_not_there_is_named(folder):
    options = argparse.Namespace(folder=folder, modules=["sale_think"])
    with pytest.raises(Trouble, match="sale_think"):
        beside.run(options)


def test_the_folder_is_one_more_of_modules(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("FICHA_HOME", str(tmp_path))
    (tmp_path / "conf").mkdir(exist_ok=True)
    made = tmp_path / "odoo.conf"
    made.write_text("[options]\naddons_path = /ours\ndata_dir = /data\n")
    found = beside.config(argparse.Namespace(config=made), folder).read_text()
    assert f"addons_path = /ours,{folder}\n" in found and "data_dir = /data\n" in found
