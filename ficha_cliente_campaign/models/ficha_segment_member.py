from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.merge import Unique


class FichaSegmentMember(models.Model):
    """That a customer is in a segment, since when, and until when they were."""

    _name = "ficha.segment.member"
    _description = "Customer of a Segment"
    _log_access = False
    _rec_name = "partner_id"
    _order = "entered_on DESC, id DESC"
    _ficha_found_by_itself = True  # undoing an import removes whom only a segment knows
    _ficha_merge_unique = (Unique(("segment_id", "partner_id"), "(left_on IS NULL)"),)

    segment_id = fields.Many2one(
        "ficha.segment",
        required=True,
        readonly=True,
        ondelete="cascade",
        help="What was asked.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        ondelete="cascade",
        help="The company of the segment.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
        help="The customer: a company, or a person who is their own customer.",
    )
    entered_on = fields.Date(
        required=True, readonly=True, help="The day they were found in it."
    )
    left_on = fields.Date(
        readonly=True, help="The day they were not found in it any more."
    )
    first = fields.Boolean(
        string="From the beginning",
        readonly=True,
        help="They were in it when it was asked for the first time.",
    )

    _open_idx = models.UniqueIndex("(segment_id, partner_id) WHERE (left_on IS NULL)")
    _partner_idx = models.Index("(partner_id, segment_id)")

    @api.model
    def _replace(self, segment, partner_ids, today):
        """Write down who is in a segment.

        :param list partner_ids: who was found
        """
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                WITH found AS (SELECT unnest(%(ids)s::int[]) AS partner_id),
                -- in and out on one day is nothing to tell
                never AS (
                    DELETE FROM ficha_segment_member AS member
                     WHERE segment_id = %(segment)s AND left_on IS NULL
                       AND entered_on = %(today)s
                       AND NOT EXISTS (SELECT FROM found
                                        WHERE partner_id = member.partner_id)
                ),
                gone AS (
                    UPDATE ficha_segment_member AS member SET left_on = %(today)s
                     WHERE segment_id = %(segment)s AND left_on IS NULL
                       AND entered_on < %(today)s
                       AND NOT EXISTS (SELECT FROM found
                                        WHERE partner_id = member.partner_id)
                ),
                back AS (
                    UPDATE ficha_segment_member AS member SET left_on = NULL
                     WHERE segment_id = %(segment)s AND left_on = %(today)s
                       AND partner_id IN (SELECT partner_id FROM found)
                       AND id = (SELECT max(id) FROM ficha_segment_member AS last
                                  WHERE last.segment_id = member.segment_id
                                    AND last.partner_id = member.partner_id)
                 RETURNING partner_id
                )
                INSERT INTO ficha_segment_member
                       (segment_id, company_id, partner_id, entered_on, first)
                SELECT %(segment)s, %(company)s, partner_id, %(today)s, %(first)s
                  FROM found
                 WHERE NOT EXISTS (
                       SELECT FROM ficha_segment_member AS member
                        WHERE member.segment_id = %(segment)s
                          AND member.partner_id = found.partner_id
                          AND member.left_on IS NULL)
                   AND partner_id NOT IN (SELECT partner_id FROM back)
                """,
                ids=list(partner_ids),
                segment=segment.id,
                company=segment.company_id.id,
                today=today,
                first=not segment.begun_on,
            )
        )
        self.invalidate_model(flush=False)
        segment.invalidate_recordset(["member_ids"], flush=False)
        self.env["res.partner"].invalidate_model(
            [
                "ficha_segment_member_ids",
                "ficha_segment_ids",
                "property_product_pricelist",
            ],
            flush=False,
        )
