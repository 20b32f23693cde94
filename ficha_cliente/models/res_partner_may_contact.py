from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

#: in the context as ``ficha_said_no``: it was asked, and there is nobody
NOBODY = SQL("SELECT NULL::int WHERE FALSE")


class ResPartner(models.Model):
    """Who is left out when something is offered: hooks, by which whoever plans, calls
    or writes to many asks, and the part that knows answers.

    Here nobody is left out. "Do not contact" is a gesture of ours, which each of them
    asks about itself.
    """

    _inherit = "res.partner"

    @api.model
    def _ficha_said_no_sql(self):
        """Hook: customers and contacts who do not want to be called to be sold to.

        :return: SQL, a SELECT of their ids; None when nobody knows of any
        """
        return None

    @api.model
    def _ficha_no_profile_sql(self):
        """Hook: customers of whom nothing is worked out: no segment, tier, score, drift
        or forecast.

        :return: SQL, a SELECT of the ids of commercial entities, none of them empty;
            None when nobody knows of any
        """
        return None

    def _ficha_profile_said(self):
        """Hook: these customers said whether something may be worked out of them; a
        module that keeps what was worked out forgets it, or works it out again."""

    def _ficha_notice_shown(self, number, moment):
        """Hook: this contact had a notice in front of them on paper, and sent it back.

        :param int number: which version, as ``res.company._ficha_notice`` gave it
        :param moment: when it came back
        """

    def _ficha_left_out(self, channel_code, purpose_code="own_news"):
        """Hook: who of these is not reached by a message to many.

        :param str channel_code: of ``ficha.channel``
        :param str purpose_code: what it is for: news of one's own products
        :return: ``{partner id: why, in the reader's language}``
        """
        return {}

    @api.model
    def _ficha_came_to_us_sql(self):
        """Hook: when customers last came to us by themselves, besides buying.

        :return: list of SQL, each a SELECT of commercial entity and day
        """
        return []

    @api.model
    def _ficha_said_no(self):
        """:meth:`_ficha_said_no_sql`, asked once where whoever makes a page keeps it in
        the context, as ``ficha_said_no``.

        :return: SQL; :data:`NOBODY` when nobody knows of any
        """
        said_no = self.env.context.get("ficha_said_no")
        if not isinstance(said_no, SQL):  # a client can say nothing of the kind
            said_no = self._ficha_said_no_sql()
        return NOBODY if said_no is None else said_no

    @api.model
    def _ficha_may_sell_domain(self):
        """Customers to whom something may be offered.

        Where one statement asks it many times, who makes it has the answer of
        :meth:`_ficha_said_no_sql` in a ``WITH`` around it, and in the context
        ``ficha_said_no``, an ``SQL`` that reads it there: it is planned and read once.
        Where it is None, :data:`NOBODY`: then it is not asked again.

        :return: ``Domain``
        """
        said_no = self._ficha_said_no()
        if said_no is NOBODY:
            return Domain.TRUE
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s NOT IN (%s)", SQL.identifier(alias, "id"), said_no
            )
        )

    @api.model
    def _ficha_may_remind_domain(self):
        """Customers whose next contact is one that they expect, as it was agreed with
        them or they wait for an answer, or to whom something may be offered: to answer
        is no selling.

        :return: ``Domain``
        """
        may_sell = self._ficha_may_sell_domain()
        if may_sell is Domain.TRUE:
            return may_sell
        return (
            Domain("next_contact_agreed", "=", True)
            | Domain("awaiting_reply_since", "!=", False)
            | may_sell
        )
