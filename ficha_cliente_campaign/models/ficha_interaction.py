from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.ficha_cliente.tools.arguments import only_one

#: Who says "not now" is asked again after so many days.
LATER_DAYS = 90
REFUSAL_REASONS = [
    ("cheaper", "Buys it elsewhere, cheaper"),
    ("elsewhere", "Buys it elsewhere"),
    ("no_need", "Has no use for it"),
    ("quality", "Does not like it"),
    ("later", "Not now"),
]


class FichaInteraction(models.Model):
    """A product that was proposed and refused, with its reason: the lists of what to
    propose learn from it."""

    _inherit = "ficha.interaction"

    kind = fields.Selection(
        selection_add=[("refusal", "Proposal refused")],
        ondelete={"refusal": "set default"},
    )
    refusal_reason = fields.Selection(
        REFUSAL_REASONS,
        help="Why they do not want it. After “Not now” it is proposed again in three "
        "months; after any other, not any more.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Extends ours: of customers of a running campaign it is kept that something
        was said; and of a proposal that is refused on a customer's page, what the
        customer was like before."""
        before = waiting = None
        if self.env.context.get("ficha_refusing") and len(vals_list) == 1:
            partner_id = self.env.context.get("default_partner_id")
            customer = self.env["res.partner"].browse(partner_id).exists()
            before = self.env["ficha.gesture"]._state_of(customer)
            # sudo: also the private ones, which are answered with the others
            waiting = customer.sudo()._reply_owed()
        interactions = super().create(vals_list)
        self.env["ficha.campaign"]._noted(interactions)
        if before is not None and set(before) == set(
            interactions.commercial_partner_id.ids
        ):
            self.env["ficha.gesture"]._answer(
                before,
                self.env._(
                    "%(customer)s does not want it: %(products)s.",
                    customer=interactions.commercial_partner_id.name,
                    products=", ".join(interactions.product_ids.mapped("name")),
                ),
                notes={self._name: interactions.ids},
                answered=(waiting - customer.sudo()._reply_owed()).ids,
            )
        return interactions

    def action_refused(self):
        """Say that the refusal that was written here is noted.

        :return: client action that says so, with *Undo*
        """
        only_one(self)
        Gesture = self.env["ficha.gesture"]
        # sudo: nobody reads those; this user's last one, where it is of this note
        mine = Gesture.sudo().search(
            [("create_uid", "=", self.env.uid)], order="id desc", limit=1
        )
        if ((mine.traces or {}).get("notes") or {}).get(self._name) == self.ids:
            return Gesture._told(mine._way_back())
        return {"type": "ir.actions.act_window_close"}

    @api.constrains("kind", "product_ids", "refusal_reason")
    def _check_refusal(self):
        for interaction in self:
            if interaction.kind != "refusal":
                continue
            if not interaction.product_ids:
                raise ValidationError(
                    self.env._(
                        "“Products”: say which product they refused, so that it is "
                        "not proposed again."
                    )
                )
            if not interaction.refusal_reason:
                raise ValidationError(
                    self.env._("“Why”: say why they refused it; “Not now” if unsure.")
                )

    @api.model
    def _refused_products(self, entities, company):
        """What these customers do not want to be proposed.

        :param entities: commercial entities
        :return: ``{customer id: set of product ids}``
        """
        later = fields.Datetime.subtract(fields.Datetime.now(), days=LATER_DAYS)
        refused = {}
        # sudo: what was refused is not proposed by whoever may not read why
        for interaction in self.sudo().search_fetch(
            [
                ("commercial_partner_id", "in", entities.ids),
                ("kind", "=", "refusal"),
                ("company_id", "in", [False, company.id]),
                "|",
                ("refusal_reason", "!=", "later"),
                ("date", ">", later),
            ],
            ["commercial_partner_id", "product_ids"],
        ):
            entity_id = interaction.commercial_partner_id.id
            refused.setdefault(entity_id, set()).update(interaction.product_ids.ids)
        return refused
