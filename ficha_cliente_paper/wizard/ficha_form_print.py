from odoo import api, fields, models

from odoo.addons.ficha_cliente.tools.arguments import only_one
from odoo.addons.ficha_cliente.tools.groups import PERSONAL


class FichaFormPrint(models.TransientModel):
    """Which form to download: blank, or filled with what some fichas say."""

    _name = "ficha.form.print"
    _inherit = "ficha.closed.mixin"
    _description = "Download forms"

    partner_ids = fields.Many2many(
        "res.partner",
        string="Customers",
        default=lambda self: self._default_partner_ids(),
        help="Their forms come filled with what their files say. None: a blank form.",
    )
    kind = fields.Selection(
        [("customer", "For customers"), ("prospect", "For prospects")],
        required=True,
        default="customer",
        help="Customers are asked how to invoice them; prospects, what they need.",
    )
    personal = fields.Boolean(
        string="With personal data",
        groups=PERSONAL,
        help="Also ask for academic and family data. Ask for no more than you need.",
    )

    @api.model
    def _default_partner_ids(self):
        if self.env.context.get("active_model") != "res.partner":
            return False
        return self.env.context.get("active_ids")

    @api.model
    def default_get(self, fields):
        """Extended: the kind is that of the customer."""
        defaults = super().default_get(fields)
        ids = self._default_partner_ids()
        if ids and "kind" in fields:
            partner = self.env["res.partner"].browse(ids[0])
            defaults["kind"] = partner._ficha_form_kind()
        return defaults

    def action_download(self):
        """
        :raise UserError: there are too many customers
        :return: URL action that downloads the form
        """
        only_one(self)
        self.partner_ids._check_ficha_forms()
        ids = ",".join(map(str, self.partner_ids.ids))
        url = f"/ficha/form?kind={self.kind}&ids={ids}"
        if self.env.user.has_group(PERSONAL) and self.personal:
            url += "&personal=1"
        return {"type": "ir.actions.act_url", "url": url, "target": "download"}
