from odoo.addons.ficha_cliente.tests.common_followup import FollowupCommon


class FollowupHistoryCommon(FollowupCommon):
    """Purchase histories and interactions, written as the other parts leave them."""

    def bought(self, partner=None, company=None, **values):
        """The purchase history of a customer: every 31 days, last 47 days ago."""
        company = company or self.env.company
        partner = partner or self.customer
        return self.env["ficha.purchase.summary"].create(
            {
                "partner_id": partner.id,
                "company_id": company.id,
                "currency_id": company.currency_id.id,
                "first_purchase_date": "2024-05-10",
                "last_purchase_date": "2026-01-14",
                "purchase_days": 8,
                "usual_interval_days": 31,
                "expected_date": "2026-02-14",
                "expected_from_date": "2026-02-08",
                "expected_to_date": "2026-02-20",
                "expected_basis": "both",
                "expected_basis_count": 117,
                "average_ticket": 100.0,
                "value_tier": "b",
                **values,
            }
        )

    def interaction(self, partner=None, **values):
        return self.env["ficha.interaction"].create(
            {
                "partner_id": (partner or self.customer).id,
                "kind": "complaint",
                "complaint_state": "open",
                "subject": "Bent labels",
                "date": "2026-02-20 12:00:00",
                **values,
            }
        )

    def assertHolds(self, rule, reason=None, partner=None):
        partner = partner or self.customer
        found = rule._matching()
        self.assertIn(partner.id, found)
        self.assertIn(partner.id, rule._matching(partner))
        if reason:
            self.assertEqual(rule._fill_reason(found[partner.id]), reason)

    def assertHoldsNot(self, rule, partner=None):
        partner = partner or self.customer
        self.assertNotIn(partner.id, rule._matching())
        self.assertNotIn(partner.id, rule._matching(partner))

    def queries(self, function):
        """How many queries a function makes."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        return self.env.cr.sql_log_count - before
