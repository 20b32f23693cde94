"""What the customers' door costs: the gate for a mailing, the lines on the ficha, the
customer's page, and a storm of customers who stop what they receive.
"""

import random
import re
import statistics
import threading
import time

from lib.door_base import CHANNEL, LOGIN, PURPOSE
from lib.measure import timed, transaction

PRIVACY = (
    *("ficha_contact_lines", "ficha_no_profile"),
    *("ficha_processing", "ficha_portal_role"),
)
ROUNDS = 5


def gate(registry, many):
    """:return: recipients, seconds (median), statements for ten and for so many"""
    from odoo.api import SUPERUSER_ID, Environment

    seconds, statements = [], {}
    with registry.cursor() as cr:
        cr.execute(
            "SELECT id FROM res_partner WHERE email_normalized LIKE '%%@puerta.example'"
            " ORDER BY id LIMIT %s",
            [many],
        )
        ids = [id_ for (id_,) in cr.fetchall()]
    for some in (ids[:10], *[ids] * ROUNDS):
        with registry.cursor() as cr:
            env = Environment(cr, SUPERUSER_ID, {})
            partners = env["res.partner"].browse(some)
            partners[:1]._ficha_may_contact(PURPOSE, CHANNEL)  # looked up once
            sample, answers = timed(
                env, lambda p=partners: p._ficha_may_contact(PURPOSE, CHANNEL)
            )
            cr.rollback()
        statements[len(some)] = sample.queries
        if len(some) == len(ids):
            seconds.append(sample.wall)
    kinds = {}
    for answer in answers.values():
        kinds[answer.code] = kinds.get(answer.code, 0) + 1
    return len(ids), statistics.median(seconds), statements, kinds


def opening(registry):
    """Opening a ficha with and without what the door and privacy add to its page.

    :return: queries and seconds (medians) without, and with
    """
    from lib import client, seed

    figures = {}
    with transaction(registry, seed.LOGIN) as env:
        model = env["res.partner"]
        views = client.load_views(
            model, env.ref("ficha_cliente.res_partner_view_form_ficha").id
        )
        whole = client.form_specification(model, views)
        customer = model.search([("name", "=", "Cliente 7")]).id
    bare = {name: spec for name, spec in whole.items() if name not in PRIVACY}
    assert len(bare) < len(whole)
    for _round in range(4 * ROUNDS):
        for name, spec in (("without", bare), ("with", whole)):
            with transaction(registry, seed.LOGIN) as env:
                partner = env["res.partner"].browse(customer)
                sample, _values = timed(env, lambda p=partner, s=spec: p.web_read(s))
                figures.setdefault(name, []).append(sample)
    return {
        name: (
            statistics.median(s.queries for s in some),
            statistics.median(s.wall for s in some),
        )
        for name, some in figures.items()
    }


def _client(registry, login=None):
    """A visitor of the web server, which answers in this process.

    :return: client of werkzeug, and the token of its forms
    """
    import werkzeug.test

    from odoo import http
    from odoo.api import SUPERUSER_ID, Environment
    from odoo.service import security

    session = http.root.session_store.new()
    session.update(http.get_default_session(), db=registry.db_name, _trace_disable=True)
    if login:
        with registry.cursor() as cr:
            env = Environment(cr, SUPERUSER_ID, {})
            user = env["res.users"].search([("login", "=", login)])
            session.uid, session.login = user.id, login
            session.session_token = security.compute_session_token(
                session, env(user=user.id)
            )
            session.context = dict(env(user=user.id)["res.users"].context_get())
    http.root.session_store.save(session)
    client = werkzeug.test.Client(http.root)
    client.set_cookie("session_id", session.sid, domain="localhost")
    return client


def my_page(registry):
    """:return: queries and seconds (medians) of ``/my/ficha``"""
    from odoo import sql_db

    client = _client(registry, LOGIN)
    samples = []
    for number in range(4 * ROUNDS + 2):
        queries, start = sql_db.sql_counter, time.perf_counter()
        response = client.get("/my/ficha", follow_redirects=True)
        seconds = time.perf_counter() - start
        assert response.status_code == 200, response.status
        assert b"/my/ficha/preferences" in response.get_data()
        if number > 1:  # the first compile the templates
            samples.append((sql_db.sql_counter - queries, seconds))
    return [statistics.median(column) for column in zip(*samples, strict=True)]


def storm(registry, number):
    """So many customers stop everything with the button of their mail program, while
    all customers are being written by somebody else who has not committed.

    :return: seconds for all, the longest, and how long a writer waited for them
    """
    from odoo.api import SUPERUSER_ID, Environment

    from odoo.addons.ficha_cliente_portal.tools import tokens

    with registry.cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, {})
        key = env["res.partner"]._ficha_hmac_key("ficha_portal.preferences")
        links = env["ficha.link"].search([("scope", "=", "preferences")], limit=number)
        paths = [
            "/p/"
            + tokens.stable_token(
                key,
                link.partner_id.id,
                link.partner_id.email_normalized,
                link.company_id.id,
                link.data["purpose"],
            )
            for link in links
        ]
        ids = links.partner_id.ids
        cr.execute("DELETE FROM ficha_rate")
    client = _client(registry)
    waits, stop = [], threading.Event()

    def write():
        while not stop.is_set():
            with registry.cursor() as cr:
                start = time.perf_counter()
                cr.execute(
                    "UPDATE res_partner SET color = COALESCE(color, 0)"
                    " WHERE id = ANY(%s)",
                    [ids],
                )
                waits.append(time.perf_counter() - start)
                stop.wait(1)  # the rows stay locked meanwhile
                cr.rollback()

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    time.sleep(0.5)
    taken = []
    begin = time.perf_counter()
    for place, path in enumerate(paths):
        if place % 500 == 0:  # a storm comes from many places, and this is one
            with registry.cursor() as cr:
                cr.execute("DELETE FROM ficha_rate")
        start = time.perf_counter()
        response = client.post(path, data={"List-Unsubscribe": "One-Click"})
        taken.append(time.perf_counter() - start)
        assert response.status_code == 200, (path, response.status)
    whole = time.perf_counter() - begin
    stop.set()
    writer.join()
    with registry.cursor() as cr:
        cr.execute(
            "SELECT count(DISTINCT partner_id) FROM ficha_consent"
            " WHERE method = 'one_click' AND partner_id = ANY(%s)",
            [ids],
        )
        assert cr.fetchone()[0] == len(ids)
        cr.execute("DELETE FROM ficha_consent WHERE method = 'one_click'")
    return whole / len(paths), max(taken), max(waits)


def alike(registry, pairs):
    """How long the doors answer who is known, and who is not, by turns at random.

    :return: ``{what: share of pairs in which who is known waited longer}``: a half
        where nobody can tell
    """
    from odoo.api import SUPERUSER_ID, Environment

    from odoo.addons.ficha_cliente_portal.controllers import signup
    from odoo.addons.ficha_cliente_portal.tools import tokens

    signup.SOONEST = -1  # who is quicker than a person is a program
    with registry.cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, {})
        used = tokens.new_token()
        link = env["ficha.link"]._keep(
            tokens.digest_of(used),
            "correct",
            env["res.partner"].search([("name", "=", "Cliente 7")]),
            "c7@puerta.example",
            None,
        )
        link._use()
    client = _client(registry)
    page = client.get("/alta", follow_redirects=True).get_data(as_text=True)
    boxes = dict(re.findall(r'name="(csrf_token|stamp)"\s+value="([^"]+)"', page))

    def register(email):
        return "/alta", {**boxes, "name": "Ana Real", "email": email}, 200

    def forgotten(login):
        token = {"csrf_token": boxes["csrf_token"]}
        return "/web/reset_password", {**token, "login": login}, 200

    def used_link(token):
        return f"/f/{token}", {"csrf_token": boxes["csrf_token"]}, 404

    kinds = {
        "registering": (
            lambda n: register(f"c{n + 1}@puerta.example"),
            lambda n: register(f"u{n + 1}@puerta.example"),
        ),
        "a forgotten password": (
            lambda _n: forgotten(LOGIN),
            lambda _n: forgotten("nobody_portal"),
        ),
        "a link that is used up": (
            lambda _n: used_link(used),
            lambda _n: used_link(tokens.new_token()),
        ),
    }
    return {
        what: _longer(registry, client, known, unknown, pairs)
        for what, (known, unknown) in kinds.items()
    }


def _longer(registry, client, known, unknown, pairs):
    taken, turns = {True: [], False: []}, [True, False] * (pairs + 5)
    random.Random(7).shuffle(turns)
    for turn, is_known in enumerate(turns):
        with registry.cursor() as cr:  # one visitor, who would knock too often
            cr.execute("DELETE FROM ficha_rate")
        path, values, status = (known if is_known else unknown)(turn)
        start = time.perf_counter()
        answer = client.post(path, data=values)
        seconds = time.perf_counter() - start
        assert answer.status_code == status, (path, answer.status)
        if turn >= 10:  # the first make what is made once
            taken[is_known].append(seconds)
    with registry.cursor() as cr:
        cr.execute("DELETE FROM ficha_signup")
        cr.execute("DELETE FROM ficha_door_request")
    ranked = sorted((t, k) for k, times in taken.items() for t in times)
    ranks = sum(place for place, (_t, k) in enumerate(ranked, 1) if k)
    many, few = len(taken[True]), len(taken[False])
    return (ranks - many * (many + 1) / 2) / (many * few)
