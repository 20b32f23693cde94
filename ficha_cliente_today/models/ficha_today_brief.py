from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, format_duration, formatLang

from odoo.addons.ficha_cliente.tools.arguments import a_word, an_id, asks, ids, maybe
from odoo.addons.ficha_cliente.tools.moments import in_zone
from odoo.addons.ficha_cliente.tools.query import (
    query_column,
    query_refine,
    query_select,
)
from odoo.addons.ficha_cliente.tools.words import in_near_date

BRIEFS = 10  # customers that one call tells about
LAST = 4  # of what was said
PEOPLE = 5  # to call
MINDED = 6  # lines of what to keep in mind


class FichaToday(models.AbstractModel):
    """What one wants to know of a customer before calling, a few customers at a time
    and in a number of queries that does not depend on how many they are."""

    _inherit = "ficha.today"

    @api.model
    @api.readonly
    @asks(partner_ids=ids, scope=a_word, user_id=maybe(an_id))
    def get_briefs(self, partner_ids, scope="mine", user_id=None):
        """What to know of these customers before calling them.

        :param partner_ids: of lines of the list; the first ten are told
        :param scope, user_id: as in :meth:`get_walk`
        :return: list of dicts with ``partner_id``, ``line`` (as it is now; False when
            it does not wait any more), ``gone`` (then why), ``person`` (whom to ask
            for), ``hours``, ``say``, ``last`` and ``mind`` (lists); whoever is not
            there any more, or not for the reader, is not in it
        :raise AccessError: as :meth:`get_today`
        """
        day = self._today_day(scope, user_id)
        partners = self.env["res.partner"].browse(partner_ids[:BRIEFS]).exists()
        partners = partners._filtered_access("read")
        with self._planned_for_memory():
            lines = self._today_among(day, partners.ids)
        gone = partners.filtered(lambda partner: partner.id not in lines)
        reasons = self._today_gone_words(day, gone) if gone else {}
        partners -= gone
        last = self._today_last(day, partners)
        people = self._today_people_of(partners)
        say = self._today_say(day, partners)
        briefs = [
            {
                "partner_id": partner.id,
                "line": lines[partner.id],
                "gone": "",
                **people[partner.id],
                "hours": self._today_hours(partner),
                "say": say[partner.id],
                "last": last[partner.id],
                "mind": self._today_mind(partner),
            }
            for partner in partners
        ]
        return briefs + [
            {"partner_id": partner_id, "line": False, "gone": reason}
            for partner_id, reason in reasons.items()
        ]

    # -- what to say -------------------------------------------------------------------

    @api.model
    def _today_say(self, day, partners):
        """What to say, each as far as the reader may see it. Modules add theirs.

        :return: ``{id of the customer: [dict]}`` with ``key``, ``text``, ``detail`` and
            ``open`` (window action, or False)
        """
        return {
            partner.id: [
                {"detail": "", "open": False, **said}
                for said in (
                    *self._today_say_purchases(day, partner),
                    *self._today_say_money(partner),
                    *self._today_say_tasks(partner),
                )
            ]
            for partner in partners
        }

    @api.model
    def _today_say_purchases(self, day, partner):
        """What they bought last, and what they buy most."""
        date = self._today_read(partner, "last_purchase_date")
        if date:
            yield {
                "key": "last_purchase",
                "text": self.env._(
                    "Last purchase: %(day)s, %(amount)s before taxes",
                    day=in_near_date(self.env, date, day.today),
                    amount=formatLang(
                        self.env,
                        partner.last_purchase_amount,
                        currency_obj=partner.currency_id,
                    ),
                ),
                "detail": partner.last_purchase_note or "",
            }
        # sudo: the name of a product that is on their invoices
        product = self._today_read(partner, "preferred_product_id")
        if product:
            yield {
                "key": "product",
                "text": self.env._(
                    "Propose what they buy most: %s", product.sudo().display_name
                ),
                "detail": self._today_read(partner, "next_purchase_text") or "",
            }

    @api.model
    def _today_say_money(self, partner):
        """What they owe, and what is in their favour."""
        if self._today_read(partner, "overdue_amount"):
            yield {
                "key": "overdue",
                "text": self.env._("Ask for what is overdue, taxes included"),
                "detail": partner.outstanding_note or "",
            }
        favour = self._today_read(partner, "in_favour_note")
        if favour:
            yield {"key": "favour", "text": favour}

    @api.model
    def _today_say_tasks(self, partner):
        for task in self._today_read(partner, "ficha_task_ids") or ():
            yield {"key": "task", "text": self.env._("To do: %s", task.name)}

    @api.model
    def _today_read(self, partner, name):
        """A field of a customer, of which the reader may see nothing."""
        field = partner._fields[name]
        return partner._has_field_access(field, "read") and partner[name]

    # -- what was said last, and what to keep in mind ----------------------------------

    @api.model
    def _today_last(self, day, partners):
        """What was said with each last, newest first.

        :return: ``{id of the customer: [dict]}`` with ``icon``, ``title``, ``note``,
            ``when``, ``who`` and ``open``
        """
        Interaction = self.env["ficha.interaction"]
        result = {partner.id: [] for partner in partners}
        if not result or not Interaction.has_access("read"):
            return result
        query = Interaction._search([])
        found = self._today_first_of_each(
            query,
            query_column(query, "commercial_partner_id"),
            partners.ids,
            SQL(
                "%s DESC, %s DESC",
                query_column(query, "date"),
                query_column(query, "id"),
            ),
            LAST,
        )
        for noted in Interaction.browse(found).sorted(
            lambda one: (one.date, one.id), reverse=True
        ):
            date = in_zone(noted.date, self.env.tz).date()
            result[noted.commercial_partner_id.id].append(
                {
                    "id": noted.id,
                    "icon": noted.channel_id.icon or "fa-comment-o",
                    "title": noted.display_name,
                    "note": (noted.description or "").partition("\n")[0],
                    "when": self._today_when(day, date),
                    # sudo: the name of a colleague
                    "who": noted.user_id.sudo().name or "",
                    "open": self._today_open("ficha.interaction", noted.id),
                }
            )
        return result

    @api.model
    def _today_mind(self, partner):
        """What they demand, what anybody who deals with them should know, and how they
        like to be contacted, a line each."""
        words = []
        for name in ("customer_requirements", "customer_observations"):
            text = self._today_read(partner, name) or ""
            words += [line.strip() for line in text.splitlines() if line.strip()]
        channel = self._today_read(partner, "preferred_channel_id")
        if channel:
            words.append(self.env._("Prefers %s", channel.name))
        buys = self._today_read(partner, "buying_initiative")
        if buys:
            labels = partner._fields["buying_initiative"]._description_selection
            words.append(dict(labels(self.env))[buys])
        return words[:MINDED]

    @api.model
    def _today_hours(self, partner):
        """When they like to be called: "from 9:00 to 11:00"."""
        begin = self._today_read(partner, "contact_hour_from")
        end = begin is not False and partner.contact_hour_to
        if not begin and not end:
            return ""
        if not end:
            return self.env._("from %s", format_duration(begin))
        return self.env._(
            "from %(begin)s to %(end)s",
            begin=format_duration(begin),
            end=format_duration(end),
        )

    # -- whom to call ------------------------------------------------------------------

    @api.model
    def _today_people_of(self, partners):
        """Whom to ask for, and who else there is to call or write to.

        :return: ``{id of the customer: dict}``: ``person`` (the one to speak to, or
            False), ``whatsapp`` (address, or "") and ``people``, each with ``id``,
            ``name``, ``function``, ``phone``, ``email`` and ``whatsapp``
        """
        Partner = self.env["res.partner"]
        query = Partner._search(
            Domain("parent_id", "!=", False)
            & Domain("type", "=", "contact")
            & (Domain("phone", "!=", False) | Domain("email", "!=", False))
        )
        entity = query_column(query, "commercial_partner_id")
        query_refine(query, SQL("%s <> %s", query_column(query, "id"), entity))
        found = self._today_first_of_each(
            query, entity, partners.ids, query_column(query, "id"), PEOPLE
        )
        main = partners.main_contact_id._filtered_access("read")
        others = Partner.browse(found) - main
        points = self.env["ficha.contact.point"].search(
            [
                ("partner_id", "in", (partners | main | others).ids),
                ("kind", "=", "whatsapp"),
            ]
        )
        links = {}
        for point in points:
            links.setdefault(point.partner_id.id, point.link)
        people = others.grouped("commercial_partner_id")

        def told(person):
            return {
                "id": person.id,
                "name": person.name or "",
                "function": person.function or "",
                "phone": person.phone or "",
                "email": person.email or "",
                "whatsapp": links.get(person.id) or "",
            }

        result = {}
        for partner in partners:
            person = partner.main_contact_id & main
            result[partner.id] = {
                "person": person and told(person) or False,
                "whatsapp": links.get(person.id) or links.get(partner.id) or "",
                "people": [told(one) for one in people.get(partner, Partner)][:PEOPLE],
            }
        return result

    @api.model
    def _today_first_of_each(self, query, column, entity_ids, order, limit):
        """The first records of each customer, in one query, however many there are.

        :param query: ``Query`` of the records, with the reader's rights
        :param column: ``SQL`` of the column that holds the customer
        :param order: ``SQL``
        :return: list of ids
        """
        query_refine(query, SQL("%s = entity.id", column), order=order, limit=limit)
        return [
            record_id
            for (record_id,) in self.env.execute_query(
                SQL(
                    """SELECT first.id FROM unnest(%s::int[]) AS entity(id)
                       CROSS JOIN LATERAL (%s) AS first(id)""",
                    list(entity_ids),
                    query_select(query, query_column(query, "id")),
                )
            )
        ]
