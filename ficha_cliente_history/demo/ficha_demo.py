"""Demo data of what happened, see ``ficha_cliente/demo/ficha_demo.py``."""

from datetime import time, timedelta

from dateutil.relativedelta import relativedelta

from odoo import Command, fields
from odoo.fields import Domain
from odoo.tools import plaintext2html

from odoo.addons.ficha_cliente.demo.ficha_demo import (
    follow_up,
    get_sale_journal,
    prepare_invoice,
    silent,
)

NOISELESS = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_activity_quick_update": True,
    "no_mail_to_attendees": True,
    "dont_notify": True,
    "ficha_no_touch": True,
    "ficha_no_answer": True,
}


def load_missed(env, cancelled, credited, forgotten):
    """What customers nearly bought.

    :param list cancelled: invoices issued and cancelled: tuples with the external
        name of the customer, days ago, amount, and products separated by commas
    :param list credited: part of the last invoice before that day given back:
        tuples with the external name of the customer, days ago, and why
    :param list forgotten: drafts nobody issued, as ``cancelled``
    """
    journal = get_sale_journal(env)
    if not journal or not journal.default_account_id:
        return
    env = silent(env, journal.company_id)
    # those who are gone were customers at the time, and do not come back now
    gone = env["res.partner"].search([("ficha_lifecycle", "=", "former")])
    gone.ficha_lifecycle = "customer"
    _make_documents(env, journal, cancelled, issued=True).button_cancel()
    gone.ficha_lifecycle = "former"
    _make_documents(env, journal, forgotten, issued=False)
    for name, days, reason in credited:
        _make_refund(env, env.ref(f"ficha_cliente.{name}"), days, reason)


def _make_documents(env, journal, rows, issued):
    today = fields.Date.context_today(env.user)
    dates = [today - relativedelta(days=row[1]) for row in rows]
    moves = env["account.move"].create(
        [
            prepare_invoice(
                env,
                journal,
                env.ref(f"ficha_cliente.{name}"),
                issued and date,
                "out_invoice",
                amount,
                products.split(","),
            )
            for (name, _days, amount, products), date in zip(rows, dates, strict=True)
        ]
    )
    if issued:
        moves._post(soft=False)
    env.flush_all()
    for move, date in zip(moves, dates, strict=True):
        # they were begun that day, not on the day the demo is loaded
        env.cr.execute(
            "UPDATE account_move SET create_date = %s WHERE id = %s",
            (date, move.id),
        )
    moves.invalidate_recordset(["create_date"])
    return moves


def _make_refund(env, customer, days, reason):
    date = fields.Date.context_today(env.user) - relativedelta(days=days)
    invoice = env["account.move"].search(
        [
            ("commercial_partner_id", "=", customer.id),
            ("move_type", "=", "out_invoice"),
            ("state", "=", "posted"),
            ("invoice_date", "<", date),
        ],
        order="invoice_date DESC, id DESC",
        limit=1,
    )
    if not invoice:
        return
    wizard = (
        env["account.move.reversal"]
        .with_context(active_model="account.move", active_ids=invoice.ids)
        .create({"date": date, "reason": reason, "journal_id": invoice.journal_id.id})
    )
    wizard.reverse_moves()
    note = wizard.new_move_ids
    note.invoice_line_ids[1:].unlink()
    note.invoice_line_ids.quantity = max(note.invoice_line_ids.quantity // 2, 1)
    note._post(soft=False)


# --------------------------------------------------------------------------
# Interactions.
# --------------------------------------------------------------------------


def load_interactions(env, rows):
    """What was said with the customers of the demonstration, counted from today.

    :param rows: tuples (name, customer or contact, days ago, hour in UTC, kind,
        code of the channel, who attended, subject, further values). Among the
        values, ``product`` names one, and ``solved`` and ``replied`` say after
        how many days.

    The base data say already when most were last spoken to and whose turn it is: an
    interaction moves that only where they do not.
    """
    now = fields.Datetime.now()
    records, quiet = [], []
    for name, who, days, hour, kind, channel, user, subject, more in rows:
        moment = (now - timedelta(days=days)).replace(hour=hour, minute=20)
        partner = env.ref(f"ficha_cliente.demo_{who}")
        values = {
            "partner_id": partner.id,
            "date": moment,
            "kind": kind,
            "channel_id": env.ref(f"ficha_cliente.channel_{channel}").id,
            "user_id": env.ref(f"ficha_cliente.demo_user_{user}").id,
            "subject": subject,
            "needs_reply": False,
            **more,
        }
        product = values.pop("product", None)
        if product:
            record = env.ref(f"ficha_cliente.demo_product_{product}")
            values["product_ids"] = [Command.set(record.ids)]
        if "solved" in values:
            taken = timedelta(days=values.pop("solved"))
            values.update(complaint_state="solved", solved_on=moment + taken)
        if "replied" in values:
            taken = timedelta(days=values.pop("replied"))
            values.update(needs_reply=True, replied_on=moment + taken)
        known = partner.commercial_partner_id.last_contact_date
        (quiet if known else records).append(
            {
                "xml_id": f"ficha_cliente_history.demo_interaction_{name}",
                "values": values,
                "noupdate": True,
            }
        )
    Interaction = env["ficha.interaction"]
    Interaction.with_context(ficha_no_touch=True)._load_records(quiet)
    Interaction._load_records(records)


# --------------------------------------------------------------------------
# What else the timeline shows.
# --------------------------------------------------------------------------


def load_timeline(env, rows):
    """E-mails, notes, meetings and activities of the last months.

    :param list rows: tuples with what it is (``in``, ``out``, ``note``,
        ``meeting``, ``done``), the external name of the customer or contact, the
        days since, the hour, the title, the text, and the external name of the
        colleague.
    """
    today = fields.Date.context_today(env.user)
    for what, name, days, hour, title, text, colleague in rows:
        partner = env.ref(f"ficha_cliente.{name}").with_context(**NOISELESS)
        user = env.ref(f"ficha_cliente.{colleague}")
        day = today - relativedelta(days=days)
        moment = fields.Datetime.to_datetime(day).combine(day, time(hour, 10))
        if what == "meeting":
            _load_meeting(env, partner, moment, title, text, user)
        elif what == "done":
            _load_activity(env, partner, day, title, text, user)
        else:
            _load_message(env, what, partner, moment, title, text, user)


def _load_meeting(env, partner, start, title, place, user):
    partner.env["calendar.event"].create(
        {
            "name": title,
            "location": place,
            "start": start,
            "stop": start + relativedelta(hours=1),
            "user_id": user.id,
            "partner_ids": [Command.set((partner | user.partner_id).ids)],
        }
    )


def _load_activity(env, partner, day, title, feedback, user):
    activity = partner.activity_schedule(
        "mail.mail_activity_data_todo", summary=title, user_id=user.id
    )
    activity.with_context(ficha_dates_by_dialog=True).action_feedback(feedback=feedback)
    activity.write({"date_done": day, "date_deadline": day})


def _load_message(env, what, partner, moment, title, text, user):
    """A message and, unless it is a note, the interaction it entered as."""
    incoming = what == "in"
    author = partner if incoming else user.partner_id
    kind, subtype = ("email" if incoming else "comment"), "mail.mt_comment"
    if what == "note":
        subtype = "mail.mt_note"
    message = env["mail.message"].create(
        {
            "model": "res.partner",
            "res_id": partner.id,
            "message_type": kind,
            "subtype_id": env.ref(subtype).id,
            "is_internal": what == "note",
            "author_id": author.id,
            "email_from": author.email_formatted,
            "subject": title,
            "body": plaintext2html(text),
            "date": moment,
        }
    )
    if what == "note":
        return
    customer = partner.commercial_partner_id
    # what was answered waits for nobody
    log = partner.env["ficha.interaction"].with_context(ficha_no_answer=False)
    log.sudo().create(
        {
            "partner_id": customer.id,
            "contact_id": partner.id if partner != customer else False,
            "date": moment,
            "kind": "message",
            "channel_id": env.ref("ficha_cliente.channel_email").id,
            "direction": what,
            "subject": title,
            "user_id": user.id,
            "message_id": message.id,
        }
    )


def load_payments(env, names):
    """The last invoices of these customers were paid by transfer.

    Payments stay when the module is taken out, as the invoices do: they are not paid a
    second time when it is installed again.

    :param list names: external names of the customers
    """
    journal = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1
    )
    if not journal.inbound_payment_method_line_ids:
        return
    customers = [env.ref(f"ficha_cliente.{name}") for name in names]
    Payment = env["account.payment"].with_context(**NOISELESS)
    paid = Payment.search([("partner_id", "in", [c.id for c in customers])])
    for customer in customers:
        if customer in paid.partner_id:
            continue
        invoices = env["account.move"].search(
            customer._get_purchase_domain()
            & Domain("move_type", "=", "out_invoice")
            & Domain("payment_state", "in", ("paid", "in_payment")),
            order="invoice_date DESC",
            limit=4,
        )
        payments = Payment.create(
            [
                {
                    "partner_id": customer.id,
                    "payment_type": "inbound",
                    "journal_id": journal.id,
                    "amount": invoice.amount_total,
                    "currency_id": invoice.currency_id.id,
                    "date": max(invoice.invoice_date, invoice.invoice_date_due),
                    "memo": invoice.name,
                    "invoice_ids": [Command.link(invoice.id)],
                }
                for invoice in invoices
            ]
        )
        # The money is in the entries of the bank already: with no account to be booked
        # on, they are not booked again, and Odoo does not refuse them for that.
        payments.outstanding_account_id = False
        payments.state = "paid"


# --------------------------------------------------------------------------
# What the rules say of all this.
# --------------------------------------------------------------------------


def follow_up_again(env):
    """The purchases and interactions are there now: the colours and the reminders of
    the base data once more."""
    env["ficha.purchase.summary"]._refresh()
    follow_up(env)
