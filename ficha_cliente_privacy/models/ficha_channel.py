from odoo import api, fields, models

LEGAL_KINDS = [
    ("electronic", "Electronic message"),
    ("call", "Call"),
    ("post", "Post"),
    ("presence", "In person"),
]
KIND_OF_CODE = {
    "phone": "call",
    "video": "call",
    "post": "post",
    "visit": "presence",
    "fair": "presence",
}
# kind of the point that a channel reaches: what a consent or a refusal is about
POINT_OF_CODE = {
    "email": "email",
    "phone": "phone",
    "whatsapp": "phone",
    "sms": "phone",
    "post": "post",
}


class FichaChannel(models.Model):
    _inherit = "ficha.channel"

    legal_kind = fields.Selection(
        LEGAL_KINDS,
        compute="_compute_legal_kind",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        string="For the law",
        help="What the law takes this channel for: electronic messages need consent or "
        "an earlier purchase, calls also the Robinson list.",
    )

    @api.depends("code")
    def _compute_legal_kind(self):
        for channel in self:
            channel.legal_kind = KIND_OF_CODE.get(
                channel.code, channel.legal_kind or "electronic"
            )

    def _ficha_point_kind(self):
        """The kind of point that this channel reaches, or False."""
        fallback = "phone" if self.legal_kind == "call" else False
        return POINT_OF_CODE.get(self.code, fallback)

    @api.model_create_multi
    def create(self, vals_list):
        """Extends the ORM's: the gate remembers what the channels are."""
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        """Extends the ORM's: as for create."""
        if vals.keys() & {"legal_kind", "code", "active"}:
            self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        """Extends the ORM's: as for create."""
        self.env.registry.clear_cache()
        return super().unlink()
