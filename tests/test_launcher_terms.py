"""./ficha translate: what counts as a term without Spanish."""

import polib
import pytest

from devtools import terms


def catalogue(*entries):
    found = polib.POFile()
    found.metadata = {"Project-Id-Version": "Odoo Server 19.0"}
    for msgid, msgstr in entries:
        found.append(polib.POEntry(msgid=msgid, msgstr=msgstr))
    return found


@pytest.mark.parametrize(
    "msgid, msgstr, word",
    [
        ("Client code", "", "untranslated"),
        ("Client code", "  ", "untranslated"),
        ("%(name)s has no code", "No tiene código", "placeholders"),
        ("%(name)s has no code", "%(nombre)s no tiene código", "placeholders"),
        ("%s of %s", "%s", "placeholders"),
    ],
)
def test_what_is_told(msgid, msgstr, word):
    (line,) = terms.missing(catalogue((msgid, msgstr)))
    assert word in line and msgid in line


def test_a_doubtful_translation_is_told():
    found = catalogue(("Client code", "Código"))
    found[0].flags.append("fuzzy")
    assert terms.missing(found) == ['fuzzy: "Client code"']


def test_a_complete_catalogue_says_nothing():
    assert terms.missing(catalogue(("%(a)s, %(b)s", "%(b)s y %(a)s"))) == []


def test_translations_are_kept_and_gone_terms_dropped():
    old = catalogue(("Client code", "Código de cliente"), ("Gone", "Fuera"))
    fresh = terms.merge(catalogue(("Client code", ""), ("New", "")), old)
    assert [(entry.msgid, entry.msgstr) for entry in fresh] == [
        ("Client code", "Código de cliente"),
        ("New", ""),
    ]
    assert fresh.metadata["Language"] == "es"


def test_a_first_translation_starts_from_nothing():
    fresh = terms.merge(catalogue(("New", "")), None)
    assert terms.missing(fresh) == ['untranslated: "New"']


def test_the_command_updates_the_file_and_fails_until_it_is_complete(tmp_path, capsys):
    template, language = tmp_path / "ficha.pot", tmp_path / "es.po"
    catalogue(("Client code", "")).save(str(template))
    assert terms.main(str(template), str(language)) == 1
    assert "untranslated" in capsys.readouterr().out
    made = polib.pofile(str(language))
    made[0].msgstr = "Código de cliente"
    made.save()
    assert terms.main(str(template), str(language)) == 0
    before = language.read_bytes()
    assert terms.main(str(template), str(language)) == 0
    assert language.read_bytes() == before
