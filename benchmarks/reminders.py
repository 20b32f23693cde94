"""The daily reminders of 20,000 due customers, against bare activities for as many."""

import argparse
import sys

from lib import databases, report
from lib.measure import timed, transaction
from lib.race import alternate
from lib.side import Side

TYPE = "mail.mail_activity_data_call"


def _due(env):
    from lib import seed

    return seed.customers(env, "Pendiente")


def count_due(registry):
    with transaction(registry) as env:
        return len(_due(env))


def _activities(env, partners):
    return env["mail.activity"].search_count(
        [("res_model", "=", "res.partner"), ("res_id", "in", partners.ids)]
    )


def _uncommitted(cr):
    """What ``cr.commit()`` does, but for the commit: the round is undone afterwards."""
    cr.flush()
    cr.clear()


def bare(registry):
    """As many activities, each for the customer's salesperson, in one batch."""
    with transaction(registry) as env:
        due = _due(env)
        owners = {partner.id: partner.user_id.id for partner in due}
        model = env["ir.model"]._get_id("res.partner")
        kind = env.ref(TYPE).id
        today = env.cr.now().date()
        env.invalidate_all()

        def work():
            # without this, Odoo reads the contacts one by one: four times the cost
            env["res.partner"].browse(owners).mapped("display_name")
            # no e-mail to the person in charge: neither do the reminders send one
            env["mail.activity"].with_context(mail_activity_quick_update=True).create(
                [
                    {
                        "res_model_id": model,
                        "res_id": partner,
                        "activity_type_id": kind,
                        "summary": "Llamar",
                        "date_deadline": today,
                        "user_id": owner,
                    }
                    for partner, owner in owners.items()
                ]
            )

        before = _activities(env, due)
        sample, _result = timed(env, work)
        assert _activities(env, due) - before == len(due)
    return _tidy(registry, sample)


def reminders(registry):
    """The scheduled action, from choosing who is due to the last batch."""
    with transaction(registry) as env:
        due = _due(env)
        before = _activities(env, due)
        env.invalidate_all()
        env.cr.commit = lambda: _uncommitted(env.cr)
        sample, _result = timed(env, env["res.partner"]._cron_followup_reminders)
        made = _activities(env, due) - before
        assert made == len(due), f"{made} reminders for {len(due)} due customers"
    return _tidy(registry, sample)


def _tidy(registry, sample):
    """Take away the dead rows of the round that was undone."""
    with registry.cursor() as cr:
        cr._cnx.autocommit = True
        cr.execute("VACUUM mail_activity, mail_followers, res_partner")
    return sample


def measure(stock, ficha, rounds):
    result = alternate(
        f"{ficha.call(count_due):,} due customers",
        lambda: stock.call(bare),
        lambda: ficha.call(reminders),
        rounds,
        warm_up=1,
        limit=1.3,
    )
    return [result]


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--no-write", action="store_true", help="leave RESULTS.md alone"
    )
    options = parser.parse_args(arguments)
    stock_name, ficha_name = databases.ready()
    with Side("stock", stock_name) as stock, Side("ficha", ficha_name) as ficha:
        results = measure(stock, ficha, options.rounds)
        machine = ficha.call(report.describe_machine)
    if not options.no_write:
        report.write("ficha: reminders", machine, results)
    return 0 if all(result.met for result in results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
