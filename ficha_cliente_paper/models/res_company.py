from odoo import fields, models

from odoo.addons.ficha_cliente.tools.groups import INTERNAL

ALIAS = "ficha_cliente_paper.mail_alias_ficha_form"


class ResCompany(models.Model):
    _inherit = "res.company"

    ficha_form_notice = fields.Text(
        string="Data-protection notice of the forms",
        translate=True,
        groups=INTERNAL,
        help="Printed at the foot of the forms that customers fill in. Empty: the "
        "usual notice, which names the company and how to write to it.",
    )

    def _get_ficha_form_notice(self, personal=False, keep=True):
        """The notice printed on the forms, in the language of the environment, and
        which version of it: the core's ``_ficha_notice``.

        What it has to say is article 13 of the General Data Protection Regulation:
        who, what for, on what grounds, for how long, to whom, and the rights.

        :param bool personal: the form asks for academic and family data too
        :param bool keep: it is being printed
        :return: dict of ``text`` (paragraphs, separated by newlines), ``version`` and
            ``number``
        """
        self.ensure_one()
        more = personal and self.env._(
            "Personal, academic and family data are voluntary: they are kept only "
            "with your consent, to attend to you better, and you may take it back "
            "at any time."
        )
        return self._ficha_notice(
            "paper",
            self.ficha_form_notice or self._ficha_usual_notice(),
            more or "",
            keep=keep,
        )

    def _ficha_usual_notice(self):
        # sudo: the letterhead of one's own company
        partner = self.sudo().partner_id
        address = ", ".join(
            line.strip()
            for line in partner._display_address(without_company=True).splitlines()
            if line.strip()
        )
        # the country alone is no address to write to
        address = address if partner.street or partner.city else ""
        contact = self.email or self.phone or address
        who = f"{self.name} ({partner.vat})" if partner.vat else self.name
        who = ", ".join(filter(None, [who, address]))
        return " ".join(
            [
                # a name such as "Eo, S.L." brings its own full stop
                self.env._("Data protection. Controller: %s.", who.rstrip(".")),
                *([self.env._("Contact: %s.", contact)] if contact else []),
                self.env._(
                    "We use the data on this form to attend to you, to prepare offers "
                    "and to supply and invoice what you order. Grounds: the contract "
                    "between us, or the steps you ask for before it, and our legal "
                    "obligations. We keep them while we have dealings and afterwards "
                    "for as long as the law requires, and give them to others only "
                    "where the law obliges us."
                ),
                self.env._(
                    "You may ask to see, correct or erase them, to limit or object to "
                    "their use, or to receive them in a common format, by writing to "
                    "%(contact)s, and complain to the supervisory authority (in Spain, "
                    "the Agencia Española de Protección de Datos, www.aepd.es).",
                    contact=contact or self.name,
                ),
            ]
        )
