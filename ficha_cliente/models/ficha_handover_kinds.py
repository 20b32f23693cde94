from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.query import query_column, query_subselect


def _found_in(name, query, column=None, negative=False):
    """Domain: the column of a record is among what a query finds."""
    return Domain.custom(
        to_sql=lambda model, alias, own: SQL(
            "%s %s %s",
            model._field_to_sql(alias, name, own),
            SQL("NOT IN" if negative else "IN"),
            query_subselect(query, column),
        )
    )


class FichaHandover(models.Model):
    """What there is to move: the sorts of work that a person holds with customers, and
    how each is found."""

    _inherit = "ficha.handover"

    @api.model
    def _handover_kinds(self):
        """Hook: the sorts of work that a person holds with customers.

        Each is a dict: ``label``; ``model``; ``user``, the field that holds the person;
        ``customer``, the path to the commercial entity; ``company``, the field that
        holds the company, if any; ``domain``, what of it is still to be done;
        ``along``, true when nothing is written because it follows its customer, and is
        only counted. A kind that is found or written otherwise has its methods
        ``_handover_domain_<key>``, ``_handover_write_<key>`` and
        ``_handover_back_<key>``.

        :return: ``{key: dict}``, in the order in which they are shown and written
        """
        partner = {
            "model": "res.partner",
            "customer": "commercial_partner_id",
            "company": "company_id",
        }
        entity = Domain("is_company", "=", True) | Domain("parent_id", "=", False)
        outside = Domain("partner_share", "=", True)
        return {
            "customer": {
                **partner,
                "label": self.env._("Customers"),
                "user": "user_id",
                "domain": outside & entity,
            },
            "contact": {
                **partner,
                "label": self.env._("Contacts of companies"),
                "user": "user_id",
                "domain": outside & ~entity,
            },
            "followup": {
                **partner,
                "label": self.env._("Customers they follow up"),
                "user": "followup_user_id",
                "domain": outside,
            },
            "activity": {
                "label": self.env._("Open activities"),
                "model": "mail.activity",
                "user": "user_id",
                "domain": Domain("active", "=", True),
            },
            "meeting": {
                "label": self.env._("Meetings and visits to come"),
                "model": "calendar.event",
                "user": "user_id",
                "domain": Domain("stop", ">=", fields.Datetime.now()),
            },
            "plan": {
                "label": self.env._("Planned contacts"),
                "model": "ficha.followup.plan",
                "user": "user_id",
                "customer": "partner_id.commercial_partner_id",
                "company": "company_id",
                "domain": Domain("active", "=", True),
            },
            "task": {
                "label": self.env._("Things to do without a day"),
                "model": "ficha.task",
                "user": "user_id",
                "customer": "partner_id.commercial_partner_id",
                "domain": Domain("done", "=", False),
            },
            "proposal": {
                "label": self.env._("Changes to decide"),
                "model": "ficha.proposal",
                "user": "partner_id.commercial_partner_id.user_id",
                "customer": "partner_id.commercial_partner_id",
                "company": "company_id",
                "domain": self.env["ficha.proposal"]._open_domain(),
                "along": True,
            },
        }

    @api.model
    def _handover_domain(self, key, portfolio):
        """What of a kind belongs to a portfolio.

        :param key: one of :meth:`_handover_kinds`
        :param portfolio: :class:`Portfolio`
        :return: ``Domain`` on the model of the kind
        """
        spec = self._handover_kinds()[key]
        method = getattr(self, f"_handover_domain_{key}", None)
        if method:
            return spec["domain"] & method(portfolio)
        return self._handover_of_customers(spec, portfolio) & Domain(
            spec["user"], "=", portfolio.user.id
        )

    @api.model
    def _handover_of_customers(self, spec, portfolio):
        """What of a kind is about the customers of a portfolio, whoever has it."""
        domain = spec["domain"]
        if portfolio.customers is not None:
            domain &= Domain(spec["customer"], "in", portfolio.customers.ids)
        if portfolio.companies is not None and spec.get("company"):
            domain &= Domain(spec["company"], "in", [False, *portfolio.companies.ids])
        return domain

    @api.model
    def _handover_partners(self, portfolio):
        """Contacts outside the house that a portfolio is about; nobody's colleague,
        nor the person who gives, who may be archived by now.

        :return: ``Domain`` on res.partner
        """
        # sudo: only who is a colleague, archived ones too, whatever users one may read
        users = self.env["res.users"].sudo().with_context(active_test=False)
        colleagues = users._search([("share", "=", False)])
        domain = _found_in(
            "id", colleagues, query_column(colleagues, "partner_id"), negative=True
        )
        if portfolio.customers is not None:
            domain &= Domain("commercial_partner_id", "in", portfolio.customers.ids)
        if portfolio.companies is not None:
            domain &= Domain("company_id", "in", [False, *portfolio.companies.ids])
        return domain

    @api.model
    def _handover_domain_activity(self, portfolio):
        """On the customers, their contacts, and their documents of the other kinds."""
        about = self._handover_about_partners(portfolio)
        for spec in self._handover_kinds().values():
            Model = self.env[spec["model"]]
            if "activity_ids" not in Model._fields or "customer" not in spec:
                continue
            if Model._name == "res.partner":
                continue
            # sudo: as in _handover_records
            documents = Model.sudo()._search(
                self._handover_of_customers(spec, portfolio)
            )
            about |= Domain("res_model", "=", Model._name) & _found_in(
                "res_id", documents
            )
        return Domain("user_id", "=", portfolio.user.id) & about

    @api.model
    def _handover_about_partners(self, portfolio):
        """Records that hang from a contact by ``res_model`` and ``res_id``."""
        # sudo: as in _handover_records
        Partner = self.env["res.partner"].sudo().with_context(active_test=False)
        partners = Partner._search(self._handover_partners(portfolio))
        return Domain("res_model", "=", "res.partner") & _found_in("res_id", partners)

    @api.model
    def _handover_domain_meeting(self, portfolio):
        """Meetings with a customer that the person organizes or attends. What is marked
        as private stays with its owner."""
        user = portfolio.user
        mine = Domain("user_id", "=", user.id) | Domain(
            "partner_ids", "in", user.partner_id.ids
        )
        with_them = Domain("partner_ids", "any", self._handover_partners(portfolio))
        return (
            mine
            & (with_them | self._handover_about_partners(portfolio))
            & Domain(self.env["calendar.event"]._get_default_privacy_domain())
        )

    @api.model
    def _handover_records(self, key, domain):
        """The records of a kind."""
        # sudo: a portfolio is given as a whole, by a manager who need not have the
        # rights of who works with it; its domain keeps to the companies
        Model = self.env[self._handover_kinds()[key]["model"]].sudo()
        return Model.search(domain)

    @api.model
    def _handover_count(self, portfolio):
        """What a person holds.

        :return: ``{key: number}``, without those of which there is nothing
        """
        counts = {}
        for key, spec in self._handover_kinds().items():
            # sudo: as in _handover_records; numbers only
            Model = self.env[spec["model"]].sudo()
            counts[key] = Model.search_count(self._handover_domain(key, portfolio))
        return {key: count for key, count in counts.items() if count}

    @api.model
    def _handover_refused(self, to_user):
        """Kinds that the person who would receive them may not open.

        :return: set of keys
        """
        # sudo: the rights of somebody else are asked for, nothing of theirs is read
        env = self.env(user=to_user.id)
        return {
            key
            for key, spec in self._handover_kinds().items()
            if not env[spec["model"]].has_access("read")
        }

    @api.model
    def _handover_told(self, counts):
        """In one line, what a person holds.

        :param counts: of :meth:`_handover_count`
        """
        kinds = self._handover_kinds()
        return ", ".join(
            f"{kinds[key]['label']}: {count}" for key, count in counts.items()
        )
