"""What a merge does to interactions and purchases, through Odoo's own wizard and
through ours: the one place that knows both modules, which do not know each other."""

from odoo.tests import tagged

from odoo.addons.ficha_cliente_merge.tests.common_merge_parity import (
    MergeParityCommon,
    both_merges,
)


@tagged("post_install", "-at_install")
class TestMergeParityHistory(MergeParityCommon):
    def _said(self, partner, **values):
        # sudo: nobody but the system says which e-mail it was
        Interaction = self.env["ficha.interaction"].sudo()
        return Interaction.create(
            {"partner_id": partner.id, "subject": "Asked for a price", **values}
        )

    @both_merges
    def test_interactions_of_a_person_who_is_a_contact(self, merge):
        person = self._customer("Lola")
        said = self._said(person)
        merge(self.contact, person)
        self.assertEqual(said.partner_id, self.customer)
        self.assertEqual(said.contact_id, self.contact)
        self.assertEqual(said.commercial_partner_id, self.customer)

    @both_merges
    def test_interactions_of_who_becomes_a_contact(self, merge):
        person = self._customer("Lola")
        said = self._said(person)
        merge(person, self.contact)
        self.assertEqual(person.parent_id, self.customer)
        self.assertEqual(said.partner_id, self.customer)
        self.assertEqual(said.contact_id, person)
        self.assertEqual(said.commercial_partner_id, self.customer)

    @both_merges
    def test_an_email_to_both_is_one_interaction(self, merge):
        kept, gone = self._two()
        message = kept.message_post(body="An offer")
        first, again = (
            self._said(partner, message_id=message.id) for partner in (kept, gone)
        )
        attachment = self.env["ir.attachment"].create(
            {"name": "a.txt", "res_model": "ficha.interaction", "res_id": again.id}
        )
        merge(kept, gone)
        self.assertFalse(again.exists())
        self.assertEqual(first.partner_id, kept)
        self.assertEqual(attachment.res_id, first.id, "nothing is lost")

    @both_merges
    def test_an_email_to_a_contact_and_their_company(self, merge):
        person = self._customer("Lola")
        message = person.message_post(body="An offer")
        said = [
            self._said(partner, message_id=message.id)
            for partner in (self.customer, person)
        ]
        merge(self.contact, person)
        self.assertTrue(said[0].exists())
        self.assertFalse(said[1].exists())

    @both_merges
    def test_purchases_are_made_again_from_the_documents(self, merge):
        kept, gone = self._two()
        for partner in (kept, gone):
            self._posted(partner)
        Summary = self.env["ficha.purchase.summary"].sudo()
        Summary._refresh(kept | gone)
        self.env.cr.precommit.run()
        merge(kept, gone)
        self.assertFalse(Summary.search([("partner_id", "=", gone.id)]))
        self.env.cr.precommit.run()
        queue = self.env["ficha.purchase.queue"].sudo()
        self.assertTrue(queue.search([("partner_id", "=", kept.id)]))
        Summary._refresh(kept)
        summary = Summary.search([("partner_id", "=", kept.id)])
        self.assertEqual(summary.purchase_count, 2)
