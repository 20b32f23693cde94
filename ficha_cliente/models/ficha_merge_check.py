from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_list


class FichaMerge(models.Model):
    """Who may merge what, and what is not merged at all."""

    _inherit = "ficha.merge"

    @api.model
    def _check_merge(self, survivor, others, choices=None):
        """Refuse what may not be merged.

        :param choices: see :meth:`_merge`
        :raise AccessError: the user may not write one of the contacts
        :raise UserError: with a sentence that says why, and what to do
        """
        every = survivor | others
        if len(survivor) != 1 or not others or len(every.exists()) != len(every):
            raise UserError(
                self.env._("Choose at least two contacts, and which of them stays.")
            )
        if not self.env.su:
            every.check_access("write")
        # sudo: what speaks against a merge does so whether or not the user sees it
        survivor, others = survivor.sudo(), others.sudo()
        reason = (
            self._refuse_merged(survivor, others)
            or self._refuse_users(survivor, others)
            or self._refuse_family(survivor, others)
            or self._refuse_companies(survivor, others)
            or self._refuse_secured(others)
            or self._refuse_other_entity(survivor, others, choices or {})
        )
        if reason:
            raise UserError(reason)

    @api.model
    def _refuse_merged(self, survivor, others):
        every = survivor | others
        before = self.env["ficha.merge.source"].sudo()
        archived = every.filtered(lambda p: not p.active)
        before = before.search(
            [("partner_id", "in", archived.ids), ("merge_id.state", "!=", "undone")],
            limit=1,
        )
        if before:
            return self.env._(
                "%(name)s was already merged into %(survivor)s.",
                name=before.name,
                survivor=before.merge_id.survivor_name,
            )
        if not survivor.active:
            return self.env._(
                "%s is archived. Keep another one, or restore it first.",
                survivor.display_name,
            )
        return None

    @api.model
    def _refuse_users(self, survivor, others):
        every = survivor | others
        users = every.with_context(active_test=False).user_ids
        if len(users.partner_id) > 1:
            return self.env._(
                "%(names)s are users of this database (or of its portal), each with "
                "their own login. Users are not merged: take the login away from all "
                "but one of them first.",
                names=format_list(self.env, users.partner_id.mapped("display_name")),
            )
        internal = users.filtered(lambda user: not user.share) - self.env.user
        if internal and not self.env["res.users"].has_access("write"):
            raise AccessError(
                self.env._(
                    "%s is the contact of a user of this database: only an "
                    "administrator can merge it.",
                    internal[0].partner_id.display_name,
                )
            )
        company = survivor.company_id
        if company and any(company not in user.company_ids for user in users):
            return self.env._(
                "%(name)s belongs to %(company)s, which the user %(user)s does not "
                "work for.",
                name=survivor.display_name,
                company=company.name,
                user=users[0].name,
            )
        return None

    @api.model
    def _refuse_family(self, survivor, others):
        every = survivor | others
        for partner in every:
            above = partner.parent_id
            seen = partner
            while above and above not in seen:
                if above in every:
                    return self.env._(
                        "%(contact)s belongs to %(company)s. A contact is not merged "
                        "with its own company: take it out of the company first, or "
                        "archive it.",
                        contact=partner.display_name,
                        company=above.display_name,
                    )
                seen |= above
                above = above.parent_id
        return None

    @api.model
    def _refuse_companies(self, survivor, others):
        every = survivor | others
        own = (
            self.env["res.company"]
            .sudo()
            .with_context(active_test=False)
            .search([("partner_id", "in", every.ids)], limit=1)
        )
        if own:
            return self.env._(
                "%s is one of your own companies, not a customer.", own.name
            )
        for partner in others:
            if partner.company_id == survivor.company_id:
                continue
            if partner.company_id and not survivor.company_id:
                continue  # who stays is seen by every company already
            if not partner.company_id:
                return self.env._(
                    "%(name)s is shared by all companies and %(survivor)s belongs to "
                    "%(company)s only. Keep %(name)s.",
                    name=partner.display_name,
                    survivor=survivor.display_name,
                    company=survivor.company_id.name,
                )
            return self.env._(
                "%(name)s belongs to %(company)s and %(survivor)s to %(other)s. "
                "Contacts of different companies are not merged.",
                name=partner.display_name,
                company=partner.company_id.name,
                survivor=survivor.display_name,
                other=survivor.company_id.name,
            )
        companies = others.company_id
        if len(companies) > 1:
            return self.env._(
                "The contacts belong to different companies (%s). Contacts of "
                "different companies are not merged.",
                format_list(self.env, companies.mapped("name")),
            )
        return None

    @api.model
    def _refuse_secured(self, others):
        """Entries secured by a hash have the customer in it (``account.move.line.
        _get_integrity_hash_fields``): with another one the chain would be broken."""
        line = (
            self.env["account.move.line"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", others.ids),
                    ("move_id.inalterable_hash", "!=", False),
                ],
                limit=1,
            )
        )
        if not line:
            return None
        return self.env._(
            "%(name)s has accounting entries that are secured (%(entry)s): who they "
            "are of can no longer change. Keep %(name)s and merge the others into it.",
            name=line.partner_id.display_name,
            entry=line.move_id.name,
        )

    @api.model
    def _refuse_other_entity(self, survivor, others, choices):
        """Invoices of a contact are its company's: they would go to another customer,
        which the core does not allow either (account's write on the parent)."""
        parent = self._final_parent(survivor, others, choices)
        entity = survivor.commercial_partner_id
        if parent != survivor.parent_id and not survivor.is_company:
            entity = parent.commercial_partner_id or survivor
        # sudo: invoices count against a merge whether or not the user sees them
        Move = self.env["account.move"].sudo()
        for partner in survivor | others:
            owner = partner.commercial_partner_id
            same_vat = (owner.vat or "") == (entity.vat or "")
            if owner == entity or (
                owner == partner and (entity == survivor or same_vat)
            ):
                continue
            move = Move.search([("partner_id", "=", partner.id)], limit=1)
            if move:
                return self.env._(
                    "The documents of %(name)s (%(document)s) are of the customer "
                    "%(owner)s and would become those of %(entity)s. Merge these two "
                    "customers first.",
                    name=partner.display_name,
                    document=move.display_name,
                    owner=owner.display_name,
                    entity=entity.display_name,
                )
        return None

    @api.model
    def _final_parent(self, survivor, others, choices):
        """The company to which the kept contact will belong: its own, the chosen one,
        or for a person without any that of the others, as in Odoo's own merge."""
        if "parent_id" in choices:
            return survivor.browse(choices["parent_id"]).parent_id
        if survivor.parent_id or survivor.is_company:
            return survivor.parent_id
        return others.parent_id[:1]
