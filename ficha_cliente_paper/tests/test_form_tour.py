from odoo.tests import HttpCase, tagged

from .common_form import FormMixin


@tagged("post_install", "-at_install")
class TestFormTour(FormMixin, HttpCase):
    """A form dropped on the list, in a browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_forms()

    def test_form_drop_tour(self):
        customer = self.Partner.create(
            {
                "name": "Formulario Tour, S.L.",
                "is_company": True,
                "street": "Calle Tour 1",
            }
        )
        self.start_tour("/odoo/fichas", "ficha_form_drop_tour", login=self.user.login)
        form = self.Inbox.search([("partner_id", "=", customer.id)])
        self.assertEqual(form.state, "refused")
        self.assertEqual(form.user_id, self.user)
        self.assertFalse(customer.proposal_ids)
