from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column


class MailingTrace(models.Model):
    """Whose mailing it was, and when something last happened with it.

    Odoo keeps the document a mailing was sent to and the address, not the customer.
    """

    _inherit = "mailing.trace"

    ficha_partner_id = fields.Many2one(
        "res.partner",
        string="Contact",
        compute="_compute_ficha_partner_id",
        store=True,
        ondelete="set null",
        help="Contact the mailing went to: the document itself, or the only contact "
        "with that e-mail address.",
    )
    ficha_date = fields.Datetime(
        string="Last news",
        compute="_compute_ficha_date",
        store=True,
        help="When they last answered, clicked or opened it, or else when it was sent.",
    )

    _ficha_partner_idx = models.Index(
        "(ficha_partner_id, ficha_date DESC, id DESC) WHERE ficha_partner_id IS NOT "
        "NULL"
    )

    def _auto_init(self):
        """Extends the ORM's _auto_init: mailings of years are given their contact and
        date by one statement instead of one by one."""
        cr = self.env.cr
        if not column_exists(cr, "mailing_trace", "ficha_partner_id"):
            create_column(cr, "mailing_trace", "ficha_partner_id", "int4")
            create_column(cr, "mailing_trace", "ficha_date", "timestamp")
            cr.execute(
                SQL(
                    """
                    UPDATE mailing_trace trace
                       SET ficha_date = %s, ficha_partner_id = found.partner_id
                      FROM (
                        SELECT trace.id, coalesce(document.id, address.id) AS partner_id
                          FROM mailing_trace trace
                          LEFT JOIN res_partner document
                            ON trace.model = 'res.partner'
                           AND document.id = trace.res_id
                          LEFT JOIN (
                            SELECT email_normalized, min(id) AS id
                              FROM res_partner
                             WHERE email_normalized IS NOT NULL AND active
                             GROUP BY email_normalized HAVING count(*) = 1
                          ) address ON address.email_normalized = trace.email
                      ) found
                     WHERE found.id = trace.id
                    """,
                    self._ficha_date_sql(SQL("trace")),
                )
            )
        return super()._auto_init()

    def _ficha_date_sql(self, alias):
        """The latest that happened, as :meth:`_compute_ficha_date`."""
        return SQL(
            "greatest(%(t)s.reply_datetime, %(t)s.links_click_datetime,"
            " %(t)s.open_datetime, %(t)s.sent_datetime)",
            t=alias,
        )

    @api.depends("model", "res_id", "email")
    def _compute_ficha_partner_id(self):
        Partner = self.env["res.partner"].sudo()  # the sender need not see them all
        elsewhere = self.filtered(lambda trace: trace.model != "res.partner")
        by_address = {
            email: ids[0]
            for email, ids in Partner._read_group(
                [
                    (
                        "email_normalized",
                        "in",
                        [e for e in elsewhere.mapped("email") if e],
                    )
                ],
                ["email_normalized"],
                ["id:array_agg"],
            )
            if len(ids) == 1
        }
        documents = self - elsewhere
        present = set(Partner.browse(documents.mapped("res_id")).exists().ids)
        for trace in self:
            found = (
                trace.res_id
                if trace.model == "res.partner" and trace.res_id in present
                else by_address.get(trace.email)
                if trace in elsewhere
                else False
            )
            trace.ficha_partner_id = found

    @api.depends(
        "sent_datetime", "open_datetime", "reply_datetime", "links_click_datetime"
    )
    def _compute_ficha_date(self):
        for trace in self:
            trace.ficha_date = max(
                filter(
                    None,
                    (
                        trace.reply_datetime,
                        trace.links_click_datetime,
                        trace.open_datetime,
                        trace.sent_datetime,
                    ),
                ),
                default=False,
            )
