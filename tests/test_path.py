"""The house stands in any folder: with spaces and letters of other languages."""

import json
import shutil
import subprocess

import pytest

from devtools.project import ROOT, modules

FOLDER = "Año de ñandú"
PROGRAM = """
import json, sys

import odoo
from odoo import SUPERUSER_ID, api
from odoo.modules import Manifest
from odoo.modules.registry import Registry
from odoo.tools import config

config.parse_config([f"--addons-path={sys.argv[2]}", "--no-http", "--log-level=warn"])
with Registry(sys.argv[1]).cursor() as cr:
    env = api.Environment(cr, SUPERUSER_ID, {})
    partner = env["res.partner"].create({"name": "Ñandú", "is_company": True})
    scripts = env["ir.asset"]._get_asset_paths("web.assets_backend", {})
    sheets = "ficha_cliente_paper.ficha_print"
    printed = env["ir.actions.report"]._render_qweb_html(sheets, partner.ids)[0]
    print(json.dumps({
        "path": Manifest.for_addon("ficha_cliente").path,
        "scripts": [full for url, full, *rest in scripts if "/ficha_cliente" in url],
        "printed": "Ñandú" in printed.decode(),
    }))
"""


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / FOLDER
    folder.mkdir()
    for module in modules():
        (folder / module.name).symlink_to(ROOT / module.name)
    return folder


@pytest.mark.slow
def test_odoo_runs_from_it(odoo_env, clone_database, folder):
    out = odoo_env.run(PROGRAM, clone_database, str(folder))
    found = json.loads(out.splitlines()[-1])
    assert found["path"] == f"{folder}/ficha_cliente"
    assert found["scripts"]
    assert all(script.startswith(f"{folder}/") for script in found["scripts"])
    assert found["printed"]


def test_the_launcher_runs_from_it(folder):
    shutil.copy2(ROOT / "ficha", folder)
    shutil.copytree(ROOT / "devtools", folder / "devtools")
    for words in (["--help"], ["run", "--help"]):
        done = subprocess.run(
            [folder / "ficha", *words], capture_output=True, text=True, check=True
        )
        assert "ficha" in done.stdout
