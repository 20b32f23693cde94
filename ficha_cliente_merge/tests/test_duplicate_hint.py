from unittest.mock import patch

from odoo.tests import Form, tagged

from .common_duplicate import DuplicateCommon

FICHA = "ficha_cliente.res_partner_view_form_ficha"


@tagged("post_install", "-at_install")
class TestDuplicateHint(DuplicateCommon):
    def form(self, view):
        return Form(self.env["res.partner"].with_user(self.user), view=view)

    def test_before_saving(self):
        """In the ficha, the contact form and its short form: who may be the same."""
        for view in (
            FICHA,
            "base.view_partner_form",
            "base.view_partner_simple_form",
        ):
            with self.subTest(view=view):
                form = self.form(view)
                form.name = "Lucía Quiroga"
                form.email = "other@example.com"
                form.phone = "612 40 71 35"
                found = form.duplicate_hint
                self.assertLessEqual(
                    {self.first.id, self.second.id}, {match["id"] for match in found}
                )
                self.assertEqual(found[0]["certainty"], "certain")
                self.assertIn("same mobile", found[0]["evidence"])
                saved = form.save()  # it never blocks
                self.assertTrue(saved.id)
                saved.sudo().unlink()

    def test_nothing_to_say(self):
        form = self.form("base.view_partner_form")
        form.name = "Breixo Amado Couto"
        form.phone = "699 11 22 33"
        self.assertFalse(form.duplicate_hint)

    def test_one_word_is_no_reason_to_look(self):
        form = self.form("base.view_partner_form")
        form.name = "Lucía"
        self.assertFalse(form.duplicate_hint)

    def test_saved_contacts_have_their_pairs_instead(self):
        self.assertFalse(self.first.with_user(self.user).duplicate_hint)

    def test_shown_once(self):
        """Odoo's own line about the tax id says it already."""
        form = self.form("base.view_partner_form")
        form.name = "Lucía Quiroga Ferreiro"
        form.country_id = self.spain
        form.vat = self.first.vat
        self.assertEqual(form.same_vat_partner_id, self.first)
        self.assertNotIn(
            self.first.id, [match["id"] for match in form.duplicate_hint or []]
        )

    def test_few_queries(self):
        partner = self.env["res.partner"].with_user(self.user)
        values = {"name": "Lucía Quiroga", "phone": "612407135"}
        self.assertTrue(partner.new(values).duplicate_hint)
        self.env.invalidate_all()
        with self.assertQueryCount(20):
            self.assertTrue(partner.new(values).duplicate_hint)

    def test_quick_create(self):
        """Created by its name alone, from another form: told afterwards."""
        partners = self.env["res.partner"].with_user(self.user)
        sent = []
        with patch.object(
            type(self.env["res.users"]),
            "_bus_send",
            lambda self, kind, message, **kw: sent.append((kind, message)),
        ):
            partners.name_create("Breixo Amado Couto")
            self.assertFalse(sent)
            partners.name_create("Lucia Quiroga Ferreiro")
        [(kind, message)] = sent
        self.assertEqual(kind, "simple_notification")
        self.assertIn(self.first.display_name, message["message"])
