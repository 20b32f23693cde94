from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.groups import INTERNAL


class ProductPricelist(models.Model):
    """The price list of a segment: of who is in it and has no list of their own.

    And that of a campaign: the customer's own one, with the discount of the campaign on
    top. It is nobody's by itself; while the campaign runs, it is the answer to which
    list its customers have.
    """

    _inherit = "product.pricelist"

    ficha_closed_list = fields.Boolean(
        string="Only what is on it",
        groups=INTERNAL,
        help="Customers with this price list buy only products that a rule of it "
        "names, so nothing else is proposed to them.",
    )
    ficha_segment_id = fields.Many2one(
        "ficha.segment",
        string="Of the segment",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        groups=INTERNAL,
        domain="[('personal', '=', False)]",
        help="Customers who are in it, and have no price list of their own, have this "
        "one; nobody else does.",
    )
    ficha_campaign_id = fields.Many2one(
        "ficha.campaign",
        string="Campaign",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
        groups=INTERNAL,
        help="The campaign whose discount it gives.",
    )
    ficha_base_id = fields.Many2one(
        "product.pricelist",
        string="Stands on",
        ondelete="set null",
        readonly=True,
        copy=False,
        groups=INTERNAL,
        help="The customers' own price list.",
    )
    ficha_key = fields.Char(
        string="Discounts",
        readonly=True,
        copy=False,
        groups=INTERNAL,
        help="Which discounts it gives, by product.",
    )

    def _get_partner_pricelist_multi_search_domain_hook(self, company_id):
        """Extends product's: the list of a campaign or of a segment is never that of
        everybody."""
        domain = super()._get_partner_pricelist_multi_search_domain_hook(company_id)
        # by SQL: customers on the website look for a list, too, and read none of ours
        of_some = SQL(
            """(SELECT id FROM product_pricelist
                 WHERE ficha_campaign_id IS NOT NULL OR ficha_segment_id IS NOT NULL)"""
        )
        return [*domain, ("id", "not in", of_some)]

    @api.model
    def _get_partner_pricelist_multi(self, partner_ids):
        """Extends product's: customers of a segment with a list have that one, where
        they have none of their own, and those of a running campaign with a discount the
        list of the campaign."""
        result = super()._get_partner_pricelist_multi(partner_ids)
        ids = [one for one in partner_ids if isinstance(one, int)]
        if not ids or not result:
            return result
        Pricelist = self.env["product.pricelist"]
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        own = (
            self.env["res.partner"]
            .browse(ids)
            .filtered(
                lambda one: (
                    one.specific_property_product_pricelist
                    # EXTENDS product: what counts as a list of their own
                    ._get_partner_pricelist_multi_filter_hook()
                )
            )
        )
        for partner_id, pricelist_id in self._ficha_of_segments(ids):
            if partner_id not in own._ids:
                result[partner_id] = Pricelist.browse(pricelist_id)
        for partner_id, pricelist_id in self._ficha_of_campaigns(ids):
            result[partner_id] = Pricelist.browse(pricelist_id)
        return result

    @api.constrains("ficha_segment_id", "company_id")
    def _check_ficha_segment(self):
        for pricelist in self:
            # sudo: whoever writes price lists need not see the segment
            segment = pricelist.sudo().ficha_segment_id
            if segment.personal:
                raise ValidationError(
                    self.env._(
                        "“%s” asks for personal data: a price would tell who is in it. "
                        "Choose another segment.",
                        segment.name,
                    )
                )
            if segment and pricelist.company_id not in (
                segment.company_id,
                self.env["res.company"],
            ):
                raise ValidationError(
                    self.env._(
                        "“%(segment)s” is of %(company)s, and the price list of "
                        "another company: choose a segment of that one.",
                        segment=segment.name,
                        company=segment.company_id.name,
                    )
                )

    def _ficha_of_segments(self, partner_ids):
        """:return: pairs ``(contact id, price list id)`` of those in a segment of the
        active company that has a price list; the first segment decides"""
        self.env["ficha.segment"].flush_model(["active", "sequence", "personal"])
        self.flush_model(["active", "ficha_segment_id", "sequence"])
        return self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (contact.id) contact.id, pricelist.id
                  FROM product_pricelist AS pricelist
                  JOIN ficha_segment AS segment
                    ON segment.id = pricelist.ficha_segment_id
                  JOIN ficha_segment_member AS member
                    ON member.segment_id = segment.id AND member.left_on IS NULL
                  JOIN res_partner AS contact
                    ON contact.commercial_partner_id = member.partner_id
                 WHERE contact.id = ANY(%s) AND pricelist.active AND segment.active
                   AND segment.company_id = %s AND NOT COALESCE(segment.personal, false)
                 ORDER BY contact.id, segment.sequence, segment.name, segment.id,
                          pricelist.sequence, pricelist.id
                """,
                partner_ids,
                self.env.company.id,
            )
        )

    def _ficha_of_campaigns(self, partner_ids):
        """:return: pairs ``(contact id, price list id)`` of those in a campaign"""
        Member = self.env["ficha.campaign.member"]
        Member.flush_model(["pricelist_id", "side"])
        self.env["ficha.campaign"].flush_model(["state", "date_end"])
        return self.env.execute_query(Member._discounts_sql(partner_ids))
