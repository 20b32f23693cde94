from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.ficha_cliente.tools.groups import INTERNAL

NUMBERS = {
    "ficha_consent_rest_months": 120,
    "ficha_consent_min_age": 100,
    "ficha_call_months": 120,
    "ficha_robinson_days": 365,
    "ficha_soft_opt_in_days": 365,
}


class ResCompany(models.Model):
    """Periods and ages of the law, each a setting: laws change."""

    _inherit = "res.company"

    ficha_contact_rule = fields.Selection(
        [
            ("reason", "Only with a reason that can be shown"),
            ("refusal", "Everybody who did not say no"),
        ],
        string="Whom mailings reach",
        default="reason",
        required=True,
        groups=INTERNAL,
        help="What mailings and messages to many ask for. The second is not what the "
        "law asks for; it is meant for the time in which consents are being recorded.",
    )
    ficha_consent_rest_months = fields.Integer(
        string="Do not ask again for (months)",
        default=12,
        groups=INTERNAL,
        help="Who said no is not asked again within this time.",
    )
    ficha_consent_min_age = fields.Integer(
        string="Consent from age",
        default=14,
        groups=INTERNAL,
        help="LOPDGDD 7. Who is younger needs a guardian.",
    )
    ficha_call_months = fields.Integer(
        string="Customers may be called for (months)",
        default=12,
        groups=INTERNAL,
        help="After the last purchase, or the last time they came to us (LGTel 66.1.b; "
        "AEPD Circular 1/2023).",
    )
    ficha_robinson_days = fields.Integer(
        string="The Robinson look-up lasts (days)",
        default=30,
        groups=INTERNAL,
        help="LOPDGDD 23.4.",
    )
    ficha_soft_opt_in_days = fields.Integer(
        string="An address came with a purchase (days before)",
        default=30,
        groups=INTERNAL,
        help="An address that was written so many days before the first invoice counts "
        "as obtained with the purchase (LSSI 21.2).",
    )
    ficha_call_businesses = fields.Boolean(
        string="Companies may be called",
        default=True,
        groups=INTERNAL,
        help="About their business, and people in them as such (LOPDGDD 19).",
    )

    @api.constrains(*NUMBERS)
    def _check_ficha_privacy_numbers(self):
        for company in self:
            for name, most in NUMBERS.items():
                if not 0 <= company[name] <= most:
                    raise ValidationError(
                        self.env._(
                            "“%(setting)s” is between 0 and %(most)s.",
                            setting=company._fields[name]._description_string(self.env),
                            most=most,
                        )
                    )

    def _ficha_notice(self, place, text, more="", keep=True):
        """Extends the core's: a notice that the privacy desk wrote for that place comes
        first; any other text is kept as a version of its own when it is shown."""
        self.ensure_one()
        # sudo: texts that everybody is shown
        notices = self.env["ficha.notice"].sudo()
        notice = notices._in_force(place, self)
        if notice:
            text = notice._as_text()
        shown = super()._ficha_notice(place, text, more, keep)
        if not notice and keep:
            notice = notices._kept(place, self, shown["text"])
        if keep:
            notice._shown()
        return {
            **shown,
            "version": notice.display_name or "",
            "number": notice.id or 0,
        }

    def _ficha_notice_version(self, number):
        """Extends the core's."""
        # sudo: its name only
        notice = self.env["ficha.notice"].sudo().browse(number or []).exists()
        return notice.display_name or super()._ficha_notice_version(number)
