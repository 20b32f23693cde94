"""The same questions to `identify()` and to stock Odoo, kind by kind."""

import gc
import random
import statistics
import time
from unittest.mock import patch

from lib import report
from lib.measure import transaction

# milliseconds that 95 of 100 answers may take
VALUE, NAME = 10, 50
BUILD_SECONDS = 300
LIMIT = 8
NAME_SEARCH, PHONE_SEARCH = "name_search", "phone_mobile_search"


def _kinds():
    """What is asked: title, how the question is made of a contact, limit, what stock
    Odoo is asked with it, and whether the contact has to be among the answers."""
    return [
        ("client code", lambda p: p["code"], VALUE, NAME_SEARCH, True),
        ("client code, digits only", lambda p: p["digits"], VALUE, NAME_SEARCH, True),
        ("tax ID", lambda p: p["vat"], VALUE, NAME_SEARCH, True),
        ("phone", lambda p: p["phone"], VALUE, PHONE_SEARCH, True),
        ("first digits of a phone", lambda p: p["start"], VALUE, PHONE_SEARCH, False),
        ("e-mail", lambda p: p["email"], VALUE, NAME_SEARCH, True),
        ("IBAN", lambda p: p["iban"], VALUE, None, True),
        ("nobody's phone", lambda p: p["unknown"], VALUE, PHONE_SEARCH, False),
        ("one word", lambda p: p["words"][-1], NAME, NAME_SEARCH, False),
        ("two words", lambda p: " ".join(p["words"][:2]), NAME, NAME_SEARCH, False),
        ("three words", lambda p: " ".join(p["words"][:3]), NAME, NAME_SEARCH, False),
        ("two words, begun", _begun, NAME, NAME_SEARCH, False),
        ("surname before name", _turned, NAME, NAME_SEARCH, False),
        ("a typing error", _mistyped, NAME, NAME_SEARCH, False),
        ("no such name", lambda p: "xylo " + p["words"][0], NAME, NAME_SEARCH, False),
    ]


def _begun(person):
    first, second = person["words"][:2]
    return f"{first[:4]} {second[:3]}"


def _turned(person):
    return " ".join([*person["words"][1:], person["words"][0]])


def _mistyped(person):
    """The first two words, a letter in the middle of the longer one left out."""
    words = person["words"][:2]
    longer = max(words, key=len)
    at = len(longer) // 2
    if len(longer) < 7:
        return None
    wrong = longer[:at] + longer[at + 1 :]
    return " ".join(wrong if word == longer else word for word in words)


def sample(registry, count):
    """Contacts of all sorts, each with what may be asked to find it."""
    drawn = random.Random(7)
    with transaction(registry) as env:
        env.cr.execute(
            "SELECT min(id), max(id) FROM res_partner WHERE client_code IS NOT NULL"
        )
        first, last = env.cr.fetchone()
        ids = [drawn.randint(first, last) for _number in range(60 * count)]
        env.cr.execute(
            """
            SELECT p.id, p.name, p.client_code,
                   -- a contact shows its company's, and the company is found by it
                   CASE WHEN p.parent_id IS NULL THEN p.vat END,
                   p.phone, p.email, b.acc_number
              FROM res_partner p LEFT JOIN res_partner_bank b ON b.partner_id = p.id
             WHERE p.id = ANY(%s) AND p.active ORDER BY md5(p.id::text)
            """,
            (ids,),
        )
        from odoo.addons.ficha_cliente_identity.tools.normalize import name_tokens

        rows = env.cr.fetchall()
    people = []
    for number, (partner, name, code, vat, phone, email, iban) in enumerate(rows):
        digits = "".join(filter(str.isdigit, phone or ""))[-9:]
        people.append(
            {
                "id": partner,
                "code": code,
                "digits": code and code[1:].lstrip("0"),
                "vat": vat,
                "phone": phone,
                "start": digits[:6],
                "email": email,
                "iban": iban,
                "unknown": f"8{number:08d}",
                "words": name_tokens(name),
            }
        )
    return people


def questions(people, make, count):
    """The first ``count`` questions that ``make`` makes, with whom they are about."""
    found = []
    for person in people:
        if len(person["words"]) < 3:
            continue
        text = make(person)
        if text and len(found) < count:
            found.append((person["id"], text))
    return found


def ask(registry, method, asked, expected):
    """Put the questions one by one, each as a request of its own with an empty cache.

    :return: seconds of each, and how many had the contact among their answers
    """
    from lib.seed import LOGIN

    walls, hits = [], 0
    with transaction(registry, LOGIN) as env:
        way = _ways(env)[method]
        # a worker of a server has loaded its caches long ago
        way(env, "Calentando 612345678")
        gc.collect()
        gc.disable()
        try:
            for partner, text in asked:
                env.invalidate_all()
                start = time.perf_counter()
                answer = way(env, text)
                walls.append(time.perf_counter() - start)
                hits += partner in answer
        finally:
            gc.enable()
        missed = len(asked) - hits
        assert not (expected and missed), (method, missed, asked[:3])
    return walls, hits


def _ways(env):
    model = type(env["res.partner"])
    names = _without_ours(model, "_search_display_name")
    search = _without_ours(model, "name_search")

    def name_search(env, text):
        with patch.object(model, "_search_display_name", names):
            found = search(env["res.partner"], text, limit=LIMIT)
        return [partner for partner, _name in found]

    def phone_search(env, text):
        domain = [("phone_mobile_search", "ilike", text)]
        return env["res.partner"].search(domain, limit=LIMIT).ids

    def identify(env, text):
        return [line["id"] for line in env["res.partner"].identify(text, LIMIT)]

    return {
        "identify": identify,
        NAME_SEARCH: name_search,
        PHONE_SEARCH: phone_search,
    }


def _without_ours(model, method):
    """What a method of contacts is where this module is not installed."""
    for parent in model.__mro__[1:]:
        if method in vars(parent) and ".ficha_" not in parent.__module__:
            return vars(parent)[method]
    raise AttributeError(method)


def build(registry):
    from lib.identify_base import BUILD

    with transaction(registry) as env:
        seconds, keys = env["ir.config_parameter"].get_param(BUILD).split()
        env.cr.execute(
            """
            SELECT pg_size_pretty(pg_total_relation_size('ficha_identity_key'))
            """
        )
        return float(seconds), int(keys), env.cr.fetchone()[0]


def _figures(walls):
    """Median and 95th percentile in milliseconds."""
    walls = walls if len(walls) > 1 else walls * 2
    cuts = statistics.quantiles(walls, n=20, method="inclusive")
    return 1000 * statistics.median(walls), 1000 * cuts[-1]


def measure(side, options):
    people = side.call(sample, options.rounds)
    fine, rows = True, []
    for title, make, limit, stock, expected in _kinds():
        asked = questions(people, make, options.rounds)
        walls, hits = side.call(ask, "identify", asked, expected)
        middle, high = _figures(walls)
        met = high <= limit
        fine = fine and met
        theirs, their_hits = "", ""
        few = asked[: options.stock]
        if stock and few:
            their_walls, number = side.call(ask, stock, few, False)
            their_middle, their_high = _figures(their_walls)
            theirs = f"{their_middle:.1f} / {their_high:.1f}"
            their_hits = f"{100 * number / len(few):.0f} %"
        row = [
            f"{title} (“{asked[0][1]}”)",
            f"{middle:.1f} / {high:.1f}",
            f"{limit}",
            f"{100 * hits / len(asked):.0f} %",
            f"{theirs} (`{stock}`)" if theirs else "",
            their_hits,
            "met" if met else "NOT met",
        ]
        print(" | ".join(row), flush=True)
        rows.append(row)
    seconds, keys, size = side.call(build)
    built = seconds <= BUILD_SECONDS
    note = (
        f"{options.contacts:,} contacts, {keys:,} keys ({size} with their indexes);"
        f" all keys built in {seconds:.0f} s (at most {BUILD_SECONDS})."
    )
    print(note)
    if not options.no_write:
        head = [
            "what is asked, for example",
            "identify, ms: median / 95th percentile",
            "at most",
            "who was meant is among 8",
            "stock, ms: median / 95th percentile",
            "who was meant is among 8",
            "",
        ]
        notes = [
            f"{options.rounds} questions of each kind, {options.stock} of them to stock"
            " Odoo as well.",
            note,
        ]
        machine = side.call(report.describe_machine)
        report.write("identify", machine, [], notes, tables=[report.table(head, rows)])
    return fine and built
