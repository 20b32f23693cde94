from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_form import FormCommon, fill


@tagged("post_install", "-at_install")
class TestFormPersonal(FormCommon):
    """Academic and family data on a form: for who may see them only."""

    def _pdf(self, partner=None):
        return fill(
            self.form(partner, self.privy, personal=True),
            name="Begoña Núñez",
            occupation="Afinadora de pianos",
            marital_status="divorced",
            birthdate_date="17/09/1972",
            family_1_kinship="child",
            family_1_name="Ane Núñez",
            family_1_birthdate="30/06/2005",
            studies_1_title="Derecho",
            studies_1_year="1995",
        )

    def test_with_the_group(self):
        form, _refused = self.drop(self._pdf(), self.privy)
        form.action_apply()
        self.assertEqual(form.state, "done")
        partner = form.partner_id
        self.assertEqual(partner.occupation, "Afinadora de pianos")
        self.assertEqual(partner.marital_status, "divorced")
        self.assertEqual(str(partner.birthdate_date), "1972-09-17")
        self.assertEqual(partner.family_member_ids.member_name, "Ane Núñez")
        self.assertEqual(partner.family_member_ids.kinship, "child")
        self.assertEqual(partner.education_ids.title, "Derecho")

    def test_without_the_group_the_rest_is_taken(self):
        form, _refused = self.drop(self._pdf())
        names = set(self.lines(form))
        self.assertIn("name", names)
        self.assertFalse(names & {"occupation", "marital_status", "family_1"})
        self.assertTrue(form.personal)
        self.assertFalse(form.file, "the file itself tells them, too")
        with self.assertRaises(AccessError):
            form.read(["personal_file"])
        hidden = form.sudo().line_ids.filtered("personal").with_user(self.user)
        with self.assertRaises(AccessError):
            hidden.read(["text"])
        attachments = self.env["ir.attachment"].with_user(self.user)
        self.assertFalse(
            attachments.search(
                [("res_model", "=", form._name), ("res_field", "=", "personal_file")]
            )
        )
        form.action_apply()
        self.assertEqual(form.state, "personal")
        partner = form.partner_id.sudo()
        self.assertEqual(partner.name, "Begoña Núñez")
        self.assertFalse(partner.occupation or partner.family_member_ids)

        self.env.invalidate_all()
        form.with_user(self.privy).action_apply()
        self.assertEqual(form.state, "done")
        self.assertEqual(partner.family_member_ids.member_name, "Ane Núñez")
        proposals = partner.proposal_ids
        self.assertEqual(
            set(proposals.mapped("field_name")), {"occupation", "marital_status"}
        )
        self.assertTrue(all(proposals.mapped("personal")))

    def test_not_told_in_messages(self):
        form, _refused = self.drop(self._pdf(), self.privy)
        form.action_apply()
        messages = (form | form.browse()).sudo().message_ids
        messages |= form.partner_id.sudo().message_ids
        told = " ".join(messages.mapped("body"))
        for word in ("Afinadora", "Ane", "Derecho"):
            self.assertNotIn(word, told)

    def test_a_form_that_did_not_ask_tells_nothing(self):
        """Fields added to a form of ours by hand are not looked at."""
        pdf = fill(self.form(), name="Ana", occupation="Espía")
        form, _refused = self.drop(pdf, self.privy)
        self.assertEqual(set(self.lines(form)) & {"occupation"}, set())
