from odoo import api, fields, models

ALIAS = "ficha_cliente_paper.mail_alias_ficha_form"


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ficha_form_notice = fields.Text(
        related="company_id.ficha_form_notice", readonly=False
    )
    ficha_form_notice_shown = fields.Text(
        string="Notice as printed",
        compute="_compute_ficha_form_notice_shown",
        help="Text at the foot of this company's forms.",
    )
    ficha_form_alias_name = fields.Char(
        string="Address for filled forms",
        compute="_compute_ficha_form_alias_name",
        inverse="_inverse_ficha_form_alias_name",
        help="Forms that arrive at this address wait for review under Forms. Enter "
        "the part before the @; if empty, none is received by e-mail.",
    )
    ficha_form_alias_domain = fields.Char(
        string="Domain of that address", compute="_compute_ficha_form_alias_name"
    )

    @api.depends("ficha_form_notice")
    def _compute_ficha_form_notice_shown(self):
        for settings in self:
            company = settings.company_id
            text = settings.ficha_form_notice or company._ficha_usual_notice()
            shown = company._ficha_notice("paper", text, keep=False)
            settings.ficha_form_notice_shown = "\n".join(
                filter(None, (shown["text"], shown["version"]))
            )

    @api.depends("company_id")
    def _compute_ficha_form_alias_name(self):
        # the alias may have been deleted by hand
        alias = self.env.ref(ALIAS, raise_if_not_found=False)
        for settings in self:
            settings.ficha_form_alias_name = alias and alias.alias_name
            settings.ficha_form_alias_domain = alias and alias.alias_domain

    def _inverse_ficha_form_alias_name(self):
        alias = self.env.ref(ALIAS, raise_if_not_found=False)
        for settings in self:
            if alias and alias.alias_name != settings.ficha_form_alias_name:
                alias.alias_name = settings.ficha_form_alias_name
