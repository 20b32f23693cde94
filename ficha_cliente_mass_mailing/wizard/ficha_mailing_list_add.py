from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.ficha_cliente.tools.arguments import only_one

MOST_NAMES = 20


class FichaMailingListAdd(models.TransientModel):
    """Puts the customers chosen in a list on a mailing list.

    Nobody is put twice on a list, whoever left it stays out, and customers without an
    e-mail address are counted instead of lost in silence.
    """

    _name = "ficha.mailing.list.add"
    _description = "Add customers to a mailing list"

    partner_ids = fields.Many2many(
        "res.partner",
        string="Customers",
        help="Customers to put on the list.",
    )
    mailing_list_id = fields.Many2one(
        "mailing.list",
        help="List they are put on. Leave it empty and write a name to make a new one.",
    )
    new_list_name = fields.Char(string="New list", help="Name of a list to make.")
    with_email_count = fields.Integer(
        string="With an e-mail address",
        compute="_compute_counts",
        help="How many of them can be written to.",
    )
    without_email_count = fields.Integer(
        string="Without an e-mail address",
        compute="_compute_counts",
        help="These are left out.",
    )
    refused_count = fields.Integer(
        string="May not be written to",
        compute="_compute_counts",
        help="These are left out.",
    )
    refused_summary = fields.Char(
        string="For these reasons",
        compute="_compute_counts",
        help="How many are left out for each reason.",
    )
    refused_reasons = fields.Text(
        string="Who, and why",
        compute="_compute_counts",
        help="Who is left out, and why.",
    )

    @api.depends("partner_ids")
    def _compute_counts(self):
        for wizard in self:
            reachable = wizard.partner_ids.filtered("email_normalized")
            refused = reachable._ficha_left_out("email")
            names = [
                self.env._(
                    "%(name)s: %(why)s",
                    name=reachable.browse(id_).display_name,
                    why=why,
                )
                for id_, why in [*refused.items()][:MOST_NAMES]
            ]
            if len(refused) > MOST_NAMES:
                names.append(self.env._("and %s more", len(refused) - MOST_NAMES))
            wizard.with_email_count = len(reachable) - len(refused)
            wizard.without_email_count = len(wizard.partner_ids) - len(reachable)
            wizard.refused_count = len(refused)
            wizard.refused_reasons = "\n".join(names)
            wizard.refused_summary = refused and reachable._ficha_counted(
                reachable._ficha_reason_words(answer.code)
                for answer in reachable._ficha_left_out_answers(
                    "email", "own_news"
                ).values()
            )

    def action_add(self):
        """Put them on the list.

        :return: notification that says how many were new, then closes the dialog
        :raises UserError: without a list, or when nobody has an e-mail address
        """
        only_one(self)
        return self._notify(self._add(), {"type": "ir.actions.act_window_close"})

    def action_add_and_write(self):
        """Put them on the list and begin a mailing to it.

        :return: notification, then the form of a new mailing
        """
        only_one(self)
        added = self._add()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "mass_mailing.mailing_mailing_action_mail"
        )
        action["views"] = [[False, "form"]]
        action["context"] = {"default_contact_list_ids": self.mailing_list_id.ids}
        return self._notify(added, action)

    def _add(self):
        """Contacts of the mailing app are found by address, or made.

        :return: number of customers who were not on the list yet
        """
        partners = self.partner_ids.filtered("email_normalized")
        refused = partners._ficha_left_out("email")
        if refused and len(refused) == len(partners):
            raise UserError(
                self.env._(
                    "None of these customers may be written to: %s.",
                    "; ".join(dict.fromkeys(refused.values())),
                )
            )
        partners = partners.filtered(lambda partner: partner.id not in refused)
        if not partners:
            raise UserError(
                self.env._(
                    "None of these customers has an e-mail address. Complete “Email” "
                    "in their file, then add them again."
                )
            )
        if not self.mailing_list_id:
            if not self.new_list_name:
                raise UserError(
                    self.env._("Choose a mailing list, or write the name of a new one.")
                )
            self.mailing_list_id = self.env["mailing.list"].create(
                {"name": self.new_list_name}
            )
        contacts = self._find_or_make_contacts(partners)
        # whoever has opted out has a subscription as well, and keeps it
        known = self.env["mailing.subscription"].search(
            [
                ("list_id", "=", self.mailing_list_id.id),
                ("contact_id", "in", contacts.ids),
            ]
        )
        new = contacts - known.contact_id
        self.env["mailing.subscription"].create(
            [
                {"contact_id": contact.id, "list_id": self.mailing_list_id.id}
                for contact in new
            ]
        )
        # the list's contacts are read through the same table, which it does not know
        self.mailing_list_id.invalidate_recordset(["contact_ids"])
        return len(new)

    def _find_or_make_contacts(self, partners):
        Contact = self.env["mailing.contact"]
        addresses = partners.mapped("email_normalized")
        found = {
            contact.email_normalized: contact
            for contact in Contact.search([("email_normalized", "in", addresses)])
        }
        missing = {}
        for partner in partners:
            if partner.email_normalized not in found:
                missing.setdefault(
                    partner.email_normalized,
                    {
                        "name": partner.name,
                        "email": partner.email,
                        "company_name": partner.commercial_company_name,
                        "country_id": partner.country_id.id,
                        "tag_ids": [(6, 0, partner.category_id.ids)],
                    },
                )
        made = Contact.create(list(missing.values()))
        return Contact.concat(*found.values(), made)

    def _notify(self, added, then):
        message = self.env._(
            "%(added)s added to “%(list)s”, %(known)s were there already, "
            "%(left_out)s have no e-mail address.",
            added=added,
            list=self.mailing_list_id.name,
            known=self.with_email_count - added,
            left_out=self.without_email_count,
        )
        if self.refused_count:
            message = self.env._(
                "%(message)s Left out, because they may not be written to: "
                "%(refused)s.",
                message=message,
                refused=self.refused_count,
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": then,
            },
        }
