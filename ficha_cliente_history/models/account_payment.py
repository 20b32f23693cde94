from odoo import api, models
from odoo.tools import SQL


class AccountPayment(models.Model):
    _inherit = "account.payment"

    _ficha_payment_idx = models.Index(
        "(partner_id, date DESC, id DESC) WHERE partner_type = 'customer' AND state IN "
        "('in_process', 'paid', 'rejected')"
    )


class AccountPaymentMethodLine(models.Model):
    _inherit = "account.payment.method.line"

    @api.model
    def _ficha_name_sql(self, alias, lang):
        """What a way to pay is called. Odoo copies the name of its method, as it was in
        English, into each journal; where nobody gave it another name it is told in the
        reader's language.

        :param str alias: of the table in the statement around it
        :param str lang: code of the language
        :return: ``SQL``
        """
        return SQL(
            """(SELECT CASE WHEN %(line)s.name = known.name ->> 'en_US'
                            THEN COALESCE(known.name ->> %(lang)s, %(line)s.name)
                            ELSE %(line)s.name END
                  FROM account_payment_method AS known
                 WHERE known.id = %(line)s.payment_method_id)""",
            line=SQL.identifier(alias),
            lang=lang,
        )

    def _ficha_names(self):
        """What these ways to pay are called, in the reader's language. Past the rights
        on them: the name is shown with each payment made by it.

        :return: ``{id: name}``
        """
        if not self:
            return {}
        self.env["account.payment.method"].flush_model(["name"])
        self.flush_recordset(["name", "payment_method_id"])
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT line.id, %s FROM account_payment_method_line AS line"
                    " WHERE line.id = ANY(%s)",
                    self._ficha_name_sql("line", self.env.lang or "en_US"),
                    list(self.ids),
                )
            )
        )
