"""What measuring everybody, a few, one and the board take."""

import statistics

from lib import report
from lib.measure import timed, transaction

SECONDS_EVERYBODY = 30
BATCH = 2000


def fill(env, contacts):
    """Contacts with identity keys and, for two in three, the day their phone came."""
    from lib import bulk, people, seed

    env = env(context={"tracking_disable": True, "no_vat_validation": True})
    seed.make_company(env)
    user = seed.make_user(env, "group_ficha_manager")
    people.fill(env, contacts)
    env.flush_all()
    with bulk.step("identity keys of all of them"):
        env["ficha.identity.key"]._rebuild()
    with bulk.step("where their data came from"):
        env.cr.execute(
            """
            INSERT INTO ficha_value_origin
                   (partner_id, field_name, source, user_id, date, personal)
            SELECT p.id, f.name, 'import', %s,
                   now() - (p.id %% 60) * interval '1 month', FALSE
              FROM res_partner p
             CROSS JOIN (VALUES ('name'), ('phone'), ('email'), ('street')) f (name)
             WHERE p.id %% 3 > 0
            """,
            [user.id],
        )
    env.cr.execute("ANALYZE ficha_value_origin")


def everybody(registry, again):
    with transaction(registry) as env:
        quality = env["ficha.quality"]
        if again:
            quality._refresh()
        sample, _nothing = timed(env, quality._refresh)
        env.cr.execute("SELECT count(*) FROM ficha_quality")
        return sample, env.cr.fetchone()[0]


def some(registry, number):
    with transaction(registry) as env:
        quality = env["ficha.quality"]
        quality._refresh()
        env.cr.execute("ANALYZE ficha_quality")
        ids = env["res.partner"].search([], limit=number, order="id DESC").ids
        return timed(env, lambda: quality._refresh(ids))[0]


def screen(registry, what):
    from lib.seed import LOGIN

    with transaction(registry) as env:
        env["ficha.quality"]._refresh()
        env["ficha.quality.day"]._snapshot("2026-01-01")
        env.cr.execute("ANALYZE ficha_quality, ficha_quality_day")
        user = env["res.users"].search([("login", "=", LOGIN)])
        env = env(user=user)
        board = env["ficha.quality.board"]
        partners = env["res.partner"].search([("is_company", "=", True)], limit=80)
        one = partners[:1]
        question = {"who": "files", "dimension": "user"}
        domain = board.open_figure(question, "complete")["domain"]
        works = {
            "board": board.get_board,
            "list": lambda: env["res.partner"].search(domain, limit=80),
            "question": one.get_ficha_question,
            "sorted": lambda: env["res.partner"].search(
                [], limit=80, order="ficha_completeness, id"
            ),
            "shown": lambda: partners.mapped("ficha_missing_text"),
        }
        works[what]()  # a server has loaded its caches long ago
        env.invalidate_all()
        return timed(env, works[what])[0]


def night(registry):
    with transaction(registry) as env:
        env["ficha.quality"]._refresh()
        return timed(env, env["ficha.quality.day"]._snapshot)[0]


def measure(side, options):
    rows, seconds = [], {}

    def line(title, function, *arguments, rounds=options.rounds):
        samples = [side.call(function, *arguments) for _round in range(rounds)]
        walls = [sample.wall for sample in samples]
        seconds[title] = statistics.median(walls)
        rows.append(
            (title, f"{1000 * seconds[title]:,.1f} ms", f"{samples[-1].queries}")
        )
        print(*rows[-1], flush=True)

    few = min(options.rounds, 3)
    _sample, measured = side.call(everybody, False)
    first, again = "everybody, from nothing", "everybody, nothing changed"
    line(first, everybody_sample, False, rounds=few)
    line(again, everybody_sample, True, rounds=few)
    line("the figures of the day", night, rounds=few)
    line(f"{BATCH:,} that changed", some, BATCH, rounds=few)
    line("one that changed", some, 1, rounds=few)
    for title, what in (
        ("the board, a manager", "board"),
        ("first 80 of the list behind a figure", "list"),
        ("first 80 by completeness", "sorted"),
        ("80 fichas with what is missing in each", "shown"),
        ("the question on opening a ficha", "question"),
    ):
        line(title, screen, what, rounds=few)
    fine = max(seconds[first], seconds[again]) <= SECONDS_EVERYBODY
    if not options.no_write:
        report.write(
            f"Quality of {measured:,} files",
            side.call(_machine),
            [],
            notes=[
                f"Everybody in at most {SECONDS_EVERYBODY} s:"
                f" {'met' if fine else 'NOT met'}.",
            ],
            tables=[report.table(["what", "median", "queries"], rows)],
        )
    return fine


def everybody_sample(registry, again):
    return everybody(registry, again)[0]


def _machine(registry):
    return report.describe_machine(registry)
