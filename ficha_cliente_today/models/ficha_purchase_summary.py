from odoo import models

from ..tools.results_ask import WAITED_DAYS


class FichaPurchaseSummary(models.Model):
    _inherit = "ficha.purchase.summary"

    # the day until which a customer is waited for, see ``_patience_sql``; spelt as
    # PostgreSQL reads that, or it would not be used
    _gone_idx = models.Index(
        "((last_purchase_date + LEAST(NULLIF(usual_interval_days, 0)"
        f" + GREATEST(COALESCE(usual_interval_days, 0), 30), {WAITED_DAYS})))"
    )
