"""Odoo's Debian package comes from the machine's own mirror, whichever it is."""

import pytest

from devtools import apt
from devtools.console import Trouble

THIRD_PARTY = """\
MetaKey: main/binary-amd64/Packages
Component: main
Created-By: Packages
Release: cloud-sdk-bookworm
Repo-URI: https://vendor.example/apt/
"""
# As apt prints it where no list was read yet: neither Origin nor Suite is known.
UPDATES = """\
Component: main
Created-By: Packages
Release: trixie-updates
Repo-URI: http://mirror.example/debian/
"""
RELEASE = """\
MetaKey: main/binary-arm64/Packages
ShortDesc: Packages
Component: main
Created-By: Packages
Release: trixie
Repo-URI: http://mirror.example/debian/
Site: http://mirror.example/debian
"""
TRANSLATIONS = RELEASE.replace("Packages\nRel", "Translations\nRel")


def test_the_mirror_is_the_one_of_the_machines_release():
    text = "\n".join([THIRD_PARTY, UPDATES, TRANSLATIONS, RELEASE])
    assert apt.parse_indextargets(text) == ("http://mirror.example/debian/", "trixie")


@pytest.mark.parametrize("text", ["", THIRD_PARTY, RELEASE.replace("trixie", "noble")])
def test_without_a_debian_mirror_it_says_how_to_go_on(text):
    with pytest.raises(Trouble, match="ODOO_PATH"):
        apt.parse_indextargets(text)


def test_sources_are_signed_by_the_machines_keyring():
    text = apt.sources("http://m.example/d", ["sid", "trixie"], "/keys/debian.gpg")
    assert text.splitlines() == [
        "deb [signed-by=/keys/debian.gpg] http://m.example/d sid main",
        "deb [signed-by=/keys/debian.gpg] http://m.example/d trixie main",
    ]


def test_apt_keeps_the_proxy_and_leaves_the_system_alone(tmp_path):
    proxy = 'Acquire::http::Proxy "http://proxy.example:3128";'
    lines = apt.configuration(tmp_path, proxy).splitlines()
    assert proxy in lines
    written = [line for line in lines if line.startswith(("Dir::State", "Dir::Cache"))]
    assert len(written) == 4
    assert all(str(tmp_path) in line for line in written)
    assert 'Dir::Etc::parts "/dev/null";' in lines
