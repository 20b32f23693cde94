"""Opening a ficha against Odoo's own contact form; the daily reminders against
activities.
"""

import argparse
import sys

import reminders
from lib import databases, report
from lib.measure import timed, transaction
from lib.race import alternate
from lib.side import Side

FEW, MANY = "Pocos", "Muchos"
STOCK_FORM, FICHA_FORM = (
    "base.view_partner_form",
    "ficha_cliente.res_partner_view_form_ficha",
)
THREAD = [
    "activities",
    "attachments",
    "contact_fields",
    "followers",
    "scheduledMessages",
    "suggestedRecipients",
]
REPEAT = 5


def _partner(env, name):
    return env["res.partner"].search([("name", "=", name)])


def _form(env, form):
    model = env["res.partner"]
    return model, env.ref(form).id


def load_views(registry, form):
    from lib import client
    from lib.seed import LOGIN

    with transaction(registry, LOGIN) as env:
        model, view = _form(env, form)
        return timed(env, lambda: client.load_views(model, view))[0]


def specification(registry, form):
    from lib import client
    from lib.seed import LOGIN

    with transaction(registry, LOGIN) as env:
        model, view = _form(env, form)
        return client.form_specification(model, client.load_views(model, view))


def open_form(registry, specification, name):
    """``REPEAT`` openings, each as a request of its own: empty cache, warm server."""
    from lib.seed import LOGIN

    samples = []
    for _number in range(REPEAT):
        with transaction(registry, LOGIN) as env:
            partner = env["res.partner"].browse(_partner(env, name).id)
            env.invalidate_all()
            sample, values = timed(
                env,
                lambda partner=partner: partner.with_context(bin_size=True).web_read(
                    specification
                ),
            )
            assert values[0]["id"] == partner.id
            samples.append(sample)
    return samples


def load_thread(registry, name):
    """The column of messages beside the form: its data and its last thirty messages."""
    from lib.seed import LOGIN

    from odoo.addons.mail.tools.discuss import Store

    def work():
        data = Store().add(partner, request_list=THREAD, as_thread=True).get_result()
        found = env["mail.message"]._message_fetch(
            domain=None, thread=partner, limit=30
        )
        return data, Store().add(found["messages"]).get_result()

    samples = []
    for _number in range(REPEAT):
        with transaction(registry, LOGIN) as env:
            partner = env["res.partner"].browse(_partner(env, name).id)
            env.invalidate_all()
            samples.append(timed(env, work)[0])
    return samples


def load_timeline(registry, name):
    """What happened, beside our form: the first page of it."""
    from lib.seed import LOGIN

    samples = []
    for _number in range(REPEAT):
        with transaction(registry, LOGIN) as env:
            partner_id = _partner(env, name).id
            env.invalidate_all()
            samples.append(
                timed(
                    env,
                    lambda i=partner_id, e=env: e["ficha.timeline"].get_timeline(
                        i, limit=50
                    ),
                )[0]
            )
    return samples


def open_in_view(registry, specification, name, ours):
    """An opening with what happened in view: Odoo's messages beside Odoo's form, our
    timeline beside ours (whose messages are asked for when one scrolls to them)."""
    beside = (load_timeline if ours else load_thread)(registry, name)
    form = open_form(registry, specification, name)
    return [one + other for one, other in zip(form, beside, strict=True)]


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--reminder-rounds", type=int, default=5)
    parser.add_argument("--only", choices=["form", "reminders"])
    parser.add_argument(
        "--no-write", action="store_true", help="leave RESULTS.md alone"
    )
    options = parser.parse_args(arguments)
    stock_name, ficha_name = databases.ready()
    fine = True
    with Side("stock", stock_name) as stock, Side("ficha", ficha_name) as ficha:
        machine = ficha.call(report.describe_machine)
        if options.only != "reminders":
            results, notes = measure_form(stock, ficha, options.rounds)
            print(*notes, sep="\n")
            fine = all(result.met for result in results)
            if not options.no_write:
                report.write("ficha: opening", machine, results, notes)
        if options.only != "form":
            results = reminders.measure(stock, ficha, options.reminder_rounds)
            fine = fine and all(result.met for result in results)
            if not options.no_write:
                report.write("ficha: reminders", machine, results)
    return 0 if fine else 1


def measure_form(stock, ficha, rounds):
    specifications = {
        side.label: side.call(specification, form)
        for side, form in ((stock, STOCK_FORM), (ficha, FICHA_FORM))
    }
    results = []
    for name, count in ((FEW, "10"), (MANY, "50,000")):
        results.append(
            alternate(
                f"opening a customer with {count} documents",
                lambda name=name: stock.call(open_form, specifications["stock"], name),
                lambda name=name: ficha.call(open_form, specifications["ficha"], name),
                rounds,
                limit=1.5,
            )
        )
    for name, count in ((FEW, "10"), (MANY, "50,000")):
        results.append(
            alternate(
                f"the same with what happened in view, {count} documents",
                lambda name=name: stock.call(
                    open_in_view, specifications["stock"], name, False
                ),
                lambda name=name: ficha.call(
                    open_in_view, specifications["ficha"], name, True
                ),
                rounds,
                limit=1.2,
            )
        )
    results.append(
        alternate(
            "the messages beside it (the same call on both)",
            lambda: stock.call(load_thread, MANY),
            lambda: ficha.call(load_thread, MANY),
            rounds,
        )
    )
    results.append(
        alternate(
            "loading the views (once per session)",
            lambda: stock.call(load_views, STOCK_FORM),
            lambda: ficha.call(load_views, FICHA_FORM),
            rounds,
        )
    )
    few, many = (result.median("ficha", "queries") for result in results[:2])
    notes = [
        f"Queries to open our form: {few:.0f} with 10 documents, "
        f"{many:.0f} with 50,000.",
        "Fields read: "
        + ", ".join(f"{len(spec)} ({label})" for label, spec in specifications.items())
        + ", and the columns of the lists inside the form.",
    ]
    assert few == many, notes[0]
    return results, notes


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
