"""Tests that run beside one another: what one throws away is not what another reads."""

import os
from unittest.mock import patch

import pytest_odoo

from odoo.tools import config


def test_workers_have_filestores_of_their_own(tmp_path):
    with patch.dict(config.options, {"data_dir": str(tmp_path)}):
        first = tmp_path / "filestore" / "ficha_tmp"
        (first / "ab").mkdir(parents=True)
        (first / "ab" / "abcd").write_text("of the modules")
        with pytest_odoo._shared_filestore("ficha_tmp", "ficha_tmp-gw0"):
            mine = config.filestore("ficha_tmp-gw0")
            assert mine != config.filestore("ficha_tmp-gw1")
            kept = os.path.join(mine, "ab", "abcd")
            with open(kept) as file:
                assert file.read() == "of the modules"
            with pytest_odoo._shared_filestore("ficha_tmp", "ficha_tmp-gw1"):
                # as Odoo does at the end of each class of tests
                os.unlink(os.path.join(config.filestore("ficha_tmp-gw1"), "ab", "abcd"))
            assert os.path.exists(kept)
            assert (first / "ab" / "abcd").exists()
        assert os.listdir(tmp_path / "filestore") == ["ficha_tmp"]
        # one worker alone has the folder of its database
        with pytest_odoo._shared_filestore("ficha_tmp", "ficha_tmp"):
            assert (first / "ab" / "abcd").exists()


def test_the_worker_of_pytest_uses_it():
    assert pytest_odoo._shared_filestore.__name__ == "own_filestore"
