"""What was said with the customers of the generated base."""

from odoo.tools import SQL

from lib import bulk
from lib.copies import copy_rows

# every so many customers has one
INTERACTIONS, COMPLAINTS, ACTIVITIES, PROPOSALS = 2, 200, 60, 1_000
# of the customer with 100 entries; 20 are invoices
FEW = {"interactions": 30, "messages": 50}


def fill(env, partners, few, many, invoices):
    model = env["res.partner"].create({"name": "Modelo de la conversación"})
    # with its invoices, a tenth of all, half as many entries as there are invoices
    count = invoices * 2 // 10
    with bulk.without_indexes(env.cr, "mail_message", "ficha_interaction"):
        _interactions(env, model, partners, few, many, count)
        _messages(env, model, partners, few, many, count)
    _activities(env, model, partners)
    _proposals(env, model, partners)


def _days(number):
    return SQL(
        "date_trunc('second', now() AT TIME ZONE 'UTC') - (1 + %s) * interval '1 hour'",
        number,
    )


def _interactions(env, model, partners, few, many, count):
    kinds = {
        kind: env["ficha.interaction"].create(
            {"partner_id": model.id, "kind": kind, "subject": "Conversación"}
        )
        for kind in ("call", "complaint")
    }
    env.flush_all()
    for kind, chosen, times in (
        ("call", partners[::INTERACTIONS], 1),
        ("complaint", partners[::COMPLAINTS], 1),
        ("call", few, FEW["interactions"]),
        ("call", many, count),
    ):
        copy_rows(
            env.cr,
            "ficha_interaction",
            kinds[kind].ids,
            {
                "partner_id": SQL("p"),
                "commercial_partner_id": SQL("p"),
                "date": _days(SQL("(i * 7 + p %% 9000)")),
            },
            times,
            SQL("CROSS JOIN unnest(%s::int[]) p", chosen.ids),
        )


def _messages(env, model, partners, few, many, count):
    message = model.message_post(body="Gracias por su pedido", message_type="comment")
    env.flush_all()
    for chosen, times in ((partners, 2), (few, FEW["messages"]), (many, count)):
        copy_rows(
            env.cr,
            "mail_message",
            message.ids,
            {
                "res_id": SQL("p"),
                "date": _days(SQL("(i * 5 + p %% 9000)")),
                "message_id": SQL("NULL"),
            },
            times,
            SQL("CROSS JOIN unnest(%s::int[]) p", chosen.ids),
        )


def _activities(env, model, partners):
    activity = model.activity_schedule("mail.mail_activity_data_call", summary="Llamar")
    env.flush_all()
    copy_rows(
        env.cr,
        "mail_activity",
        activity.ids,
        {
            "res_id": SQL("p.id"),
            "user_id": SQL("p.user_id"),
            "date_deadline": SQL("CURRENT_DATE - 3 + p.id %% 7"),
        },
        join=SQL("JOIN res_partner p ON p.id = ANY(%s)", partners[::ACTIVITIES].ids),
    )


def _proposals(env, model, partners):
    proposal = env["ficha.proposal"]._propose(
        model, {"street": "Calle Nueva, 1"}, "import"
    )
    env.flush_all()
    copy_rows(
        env.cr,
        "ficha_proposal",
        proposal.ids,
        {"partner_id": SQL("p")},
        join=SQL("CROSS JOIN unnest(%s::int[]) p", partners[::PROPOSALS].ids),
    )
