"""Customers who press twice at the same instant, through Odoo's own web server code, in
processes of their own with cursors of their own.

One press does it, the other is told so; nothing is proposed, confirmed or registered
twice, and nobody sees an error.
"""

import json
import os

import pytest
from client_code_programs import COMMON

from devtools import testkit

PROCESSES = 4

pytestmark = [pytest.mark.concurrency, pytest.mark.slow]

# after COMMON: a visitor of the web server, which answers in this process
VISITOR = """
import pathlib, re

import werkzeug.test
from odoo import http
from odoo.addons.ficha_cliente_portal.controllers import signup


def visitor():
    # one process of several divides: what was read of the database is of this one only
    session = http.root.session_store.new()
    session.update(http.get_default_session(), db=database, _trace_disable=True)
    http.root.session_store.save(session)
    client = werkzeug.test.Client(http.root)
    client.set_cookie("session_id", session.sid, domain="localhost")
    return client


def open_page(client, path):
    page = client.get(path).get_data(as_text=True)
    boxes = r'name="(csrf_token|stamp|s_\\w+)"\\s+value="([^"]+)"'
    return page, dict(re.findall(boxes, page))


def meet(folder, me, processes):
    # all of them press from one instant on
    meeting = pathlib.Path(folder)
    (meeting / str(me)).touch()
    deadline = time.monotonic() + 120
    while len(list(meeting.iterdir())) < processes:
        if time.monotonic() > deadline:
            raise SystemExit("the other processes did not come")
        time.sleep(0.001)
"""

PREPARE = (
    COMMON
    + """
with registry.cursor() as cr:
    env = api.Environment(cr, api.SUPERUSER_ID, {})
    company = env.ref("base.main_company")
    company.write({"ficha_public_pages": True, "ficha_public_signup": True})
    env["ficha.notice"].create(
        {
            "name": "Alta",
            "place": "web_form",
            "lang": env.lang or "es_ES",
            "first_layer": "<p>Le respondemos.</p>",
        }
    )
    person = env["res.partner"].create(
        {
            "name": "Lucía Inventada",
            "email": "lucia@inventada.example",
            "street": "Calle Mayor, 1",
            "zip": "15001",
            "city": "A Coruña",
        }
    )
    Link = env["ficha.link"]
    tokens = {
        "correct": Link._issue("correct", person, person.email),
        "confirm": Link._issue(
            "confirm_email",
            person,
            "nueva@inventada.example",
            {"contact": person.id, "email": "nueva@inventada.example"},
        ),
        "preferences": Link._issue_preferences(person, person.email),
    }
    Link._issue("correct", person, person.email)
    visited = Link.search([], limit=1)
    visited.proven = True
    key = visited._open_visit()
    told = {name: url[url.rindex("/") - 2 :] for name, url in tokens.items()}
print(json.dumps([person.id, told, key]))
"""
)

PRESS_LINK = """
folder, me, path = json.loads(sys.argv[2])
client = visitor()
_page, boxes = open_page(client, path)
meet(folder, me, %(processes)s)
answer = client.post(path, data=boxes)
print(json.dumps([answer.status_code, "%(gone)s" in answer.get_data(as_text=True)]))
"""

CORRECT = """
folder, me, key = json.loads(sys.argv[2])
client = visitor()
client.set_cookie("ficha_visit", key, domain="localhost", path="/f")
page, boxes = open_page(client, "/f/ficha")
boxes |= {"f_own_city": "Lugo", "f_own_zip": "27001"}
meet(folder, me, %(processes)s)
answer = client.post("/f/ficha", data=boxes)
print(json.dumps([answer.status_code, answer.headers.get("Location", "")]))
"""

STOP = """
folder, me, path = json.loads(sys.argv[2])
client = visitor()
client.get(path)
meet(folder, me, %(processes)s)
answer = client.post(path, data={"List-Unsubscribe": "One-Click"})
print(json.dumps(answer.status_code))
"""

REGISTER = """
folder, me = json.loads(sys.argv[2])
client = visitor()
signup.SOONEST = -1  # who is quicker than a person is a program
_page, boxes = open_page(client, "/alta")
meet(folder, me, %(processes)s)
answer = client.post(
    "/alta", data={**boxes, "name": "Xoán Novo", "email": "xoan@novo.example"}
)
print(json.dumps(answer.status_code))
"""

ADDRESS = """
folder, me, key = json.loads(sys.argv[2])
client = visitor()
client.set_cookie("ficha_visit", key, domain="localhost", path="/f")
_page, boxes = open_page(client, "/f/ficha")
boxes = {"csrf_token": boxes["csrf_token"]}
boxes |= {"f_new_street": "Muelle, 2", "f_new_zip": "36201", "f_new_city": "Vigo"}
meet(folder, me, %(processes)s)
answer = client.post("/f/address", data=boxes)
print(json.dumps([answer.status_code, answer.headers.get("Location", "")]))
"""

PRINT = """
from odoo.service.model import retrying
folder, me = json.loads(sys.argv[2])
with registry.cursor() as cr:
    env = api.Environment(cr, api.SUPERUSER_ID, {"lang": "es_ES"})
    company = env.ref("base.main_company")
    company.name  # what each sees is as of now
    meet(folder, me, %(processes)s)
    number = retrying(lambda: company._get_ficha_form_notice()["number"], env)
print(json.dumps(number))
"""


@pytest.fixture(scope="module")
def opened():
    """A database whose door is open, with a customer and links of theirs."""
    if "FICHA_TEMPLATE" not in os.environ:
        pytest.skip("needs the databases of ./ficha test")
    with testkit.new_database() as database:
        out = testkit.OdooProcesses().run(PREPARE, database)
        yield database, *json.loads(out.splitlines()[-1])


@pytest.fixture
def pressed(odoo_env, opened, tmp_path):
    """Function: the same press in several processes at once; what each was told."""

    def press(script, *words):
        everybody = [json.dumps([str(tmp_path), me, *words]) for me in range(PROCESSES)]
        program = VISITOR + script % {"processes": PROCESSES, "gone": "/f/ask"}
        outputs = odoo_env.fan_out(COMMON, program, opened[0], everybody)
        return sorted(json.loads(out.splitlines()[-1]) for out in outputs)

    return press


def test_a_link_is_used_once(pressed, opened):
    database, _person, paths, _key = opened
    told = pressed(PRESS_LINK, paths["correct"])
    assert told == [[303, False]] + [[404, True]] * (PROCESSES - 1)
    used = testkit.ask(
        database,
        "SELECT json_agg(used_count) FROM ficha_link"
        " WHERE scope = 'correct' AND used_on IS NOT NULL",
    )
    assert used == [1]


def test_an_address_is_confirmed_and_proposed_once(pressed, opened):
    database, person, paths, _key = opened
    told = pressed(PRESS_LINK, paths["confirm"])
    assert told == [[200, False]] + [[404, True]] * (PROCESSES - 1)
    assert proposals(database, person, "email") == ["nueva@inventada.example"]


def test_the_same_form_proposes_once(pressed, opened):
    database, person, _paths, key = opened
    told = pressed(CORRECT, key)
    assert [status for status, _where in told] == [303] * PROCESSES
    assert {where.rpartition("?")[2] for _status, where in told} <= {
        "done=sent",
        "done=nothing",
    }
    assert proposals(database, person, "city") == ["Lugo"]
    assert proposals(database, person, "zip") == ["27001"]


def test_the_same_address_is_added_once(pressed, opened):
    database, person, _paths, key = opened
    told = pressed(ADDRESS, key)
    assert [status for status, _where in told] == [303] * PROCESSES
    streets = testkit.ask(
        database,
        "SELECT json_agg(street) FROM res_partner WHERE parent_id = :'id'",
        id=person,
    )
    assert streets == ["Muelle, 2"]


def test_who_stops_twice_says_it_once(pressed, opened):
    database, person, paths, _key = opened
    assert pressed(STOP, paths["preferences"]) == [200] * PROCESSES
    rows = testkit.ask(
        database,
        "SELECT json_agg(event) FROM ficha_consent WHERE partner_id = :'id'",
        id=person,
    )
    assert rows == ["objected"]


def test_who_registers_twice_waits_once(pressed, opened):
    assert pressed(REGISTER) == [200] * PROCESSES
    waiting = testkit.ask(opened[0], "SELECT json_agg(state) FROM ficha_signup")
    assert waiting == ["new"]


def test_the_first_prints_of_a_notice_name_one_version(pressed, opened):
    numbers = pressed(PRINT)
    kept = testkit.ask(
        opened[0],
        "SELECT json_agg(json_build_array(id, version)) FROM ficha_notice"
        " WHERE place = 'paper' AND automatic",
    )
    assert [number for number, _version in kept] == [numbers[0]]
    assert set(numbers) == {numbers[0]}


def proposals(database, person, name):
    return testkit.ask(
        database,
        "SELECT json_agg(proposed_value) FROM ficha_proposal"
        " WHERE partner_id = :'id' AND field_name = :'name'",
        id=person,
        name=name,
    )
