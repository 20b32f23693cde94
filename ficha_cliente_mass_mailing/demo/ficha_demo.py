"""Demo data of mailings, see ``ficha_cliente/demo/ficha_demo.py``."""

from dateutil.relativedelta import relativedelta

from odoo import fields


def load_mailings(env, mailings):
    """Mailings that were sent, and what became of them; none where the demo
    customers are not there.

    :param list mailings: tuples with the subject, the days since it was sent and a
        dict of outcome (``sent``, ``open``, ``click``, ``reply``, ``bounce``) to
        names of customers separated by commas
    """
    now = fields.Datetime.now()
    for subject, days, outcomes in mailings:
        sent = now - relativedelta(days=days)
        mailing = env["mailing.mailing"].create(
            {
                "subject": subject,
                "mailing_model_id": env["ir.model"]._get_id("res.partner"),
                "mailing_domain": "[('customer_rank', '>', 0)]",
                "body_html": f"<p>{subject}</p>",
                "state": "done",
                "sent_date": sent,
            }
        )
        env["mailing.trace"].create(
            [
                _prepare_trace(env, mailing, partner, outcome, sent)
                for outcome, names in outcomes.items()
                for name in names.split(",")
                if (partner := _find_demo_customer(env, name))
            ]
        )


def _find_demo_customer(env, name):
    return env.ref(f"ficha_cliente.{name}", raise_if_not_found=False)


def _prepare_trace(env, mailing, partner, outcome, sent):
    after = sent + relativedelta(hours=5)
    return {
        "mass_mailing_id": mailing.id,
        "model": "res.partner",
        "res_id": partner.id,
        "email": partner.email_normalized,
        "trace_status": "open" if outcome == "click" else outcome,
        "sent_datetime": sent,
        "open_datetime": after if outcome in ("open", "click", "reply") else False,
        "links_click_datetime": after if outcome == "click" else False,
        "reply_datetime": after if outcome == "reply" else False,
    }
