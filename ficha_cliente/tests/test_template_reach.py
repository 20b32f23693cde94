from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..tools.template_reach import reaches, reaching

SECRET = "Zurcidora Secreta"
EDITOR = "mail.group_mail_template_editor"
FURTHER = (
    "object.sudo().occupation",
    "object.with_user(1).occupation",
    "object.env(su=True)['res.partner'].browse(object.id).occupation",
    "object.env.cr.execute('SELECT 1')",
    "object\n.sudo().occupation",
    "object.ｓｕｄｏ().occupation",
    "(lambda one: one.sudo())(object).occupation",
    "[one.sudo().occupation for one in object]",
    "user.env.registry",
    "object._ficha_values()",
)
WITHIN = (
    "object.name",
    "object.partner_id.lang or user.env.company.name",
    "object.env.lang",
    "format_date(object.create_date)",
    "object.name if object.name else 'pseudo sudo()'",
)


class TestWhatReaches(TransactionCase):
    def test_words_that_give_other_rights(self):
        for expression in FURTHER:
            with self.subTest(expression):
                self.assertTrue(reaches(expression))
        for expression in WITHIN:
            with self.subTest(expression):
                self.assertFalse(reaches(expression))

    def test_wherever_it_stands(self):
        for text in (
            '<p t-out="object.sudo().x"/>',
            '<p T-OUT="object.sudo().x"/>',
            '<p><t t-set="a" t-value="object.sudo()"/></p>',
            '<a t-att-href="object.sudo().x">x</a>',
            '<a t-attf-href="/x/{{ object.sudo().x }}">x</a>',
            '<a t-attf-href="/x/#{object.sudo().x}">x</a>',
            "Dear {{ object.sudo().x }}",
            "Dear {{ object.sudo().x ||| friend }}",
            "<p t-out='object.sudo&#40;).x'/>",
        ):
            with self.subTest(text):
                self.assertEqual(len(reaching(text)), 1)
        self.assertFalse(reaching("<p>write to sudo() or {{ object.name }}</p>"))


@tagged("post_install", "-at_install")
class TestTemplateReach(TransactionCase):
    """Who may write templates reads by one what they may read, and nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = f"base.group_user,base.group_partner_manager,{EDITOR}"
        cls.user = new_test_user(cls.env, "reach_employee", groups)
        cls.partner = cls.env["res.partner"].create(
            {"name": "Cliente Zurcido", "occupation": SECRET}
        )
        cls.model = cls.env["ir.model"]._get("res.partner")

    def template(self, text, user=None):
        Template = self.env["mail.template"].with_user(user or self.user)
        values = {"name": "Zurcido", "model_id": self.model.id}
        return Template.create(
            {**values, "subject": f"x {{{{ {text} }}}}", "body_html": "<p>x</p>"}
        )

    def composed(self, text, body=None, **values):
        """What an employee's mail would say."""
        composer = (
            self.env["mail.compose.message"]
            .with_user(self.user)
            .create(
                {
                    "model": "res.partner",
                    "res_ids": str(self.partner.ids),
                    "composition_mode": "mass_mail",
                    "subject": f"x {{{{ {text} }}}}",
                    "body": body or f'<p t-out="{text}"/>',
                    **values,
                }
            )
        )
        ids = self.partner.ids
        return [composer._render_field(name, ids) for name in ("subject", "body")]

    @mute_logger("odoo.addons.mail.models.mail_render_mixin")
    def test_a_mail_tells_nothing_that_is_closed(self):
        for text in (
            "object.sudo().occupation",
            "object.env(su=True)[object._name].browse(object.id).occupation",
            "object.occupation",
            "object.read(['occupation'])",
        ):
            with self.subTest(text), self.assertRaises(UserError):
                self.assertNotIn(SECRET, str(self.composed(text)))
        self.assertIn("Cliente Zurcido", str(self.composed("object.name")))

    def test_neither_does_a_template(self):
        with self.assertRaises(AccessError) as refusal:
            self.template("object.sudo().occupation")
        self.assertIn("sudo", str(refusal.exception))
        mine = self.template("object.name")
        with self.assertRaises(AccessError):
            mine.body_html = '<p t-out="object.sudo().occupation"/>'
        with self.assertRaises(AccessError):
            mine.update_field_translations(
                "subject", {"es_ES": "{{ object.sudo().occupation }}"}
            )
        with self.assertRaises(AccessError):
            mine.lang = "{{ object.sudo().occupation }}"

    def test_what_an_administrator_wrote_is_used_as_it_stands(self):
        admin = self.env.ref("base.user_admin")
        theirs = self.template("object.sudo().name", admin)
        said = theirs.with_user(self.user)._render_field("subject", self.partner.ids)
        self.assertEqual(said[self.partner.id], "x Cliente Zurcido")
        sent = self.composed("object.sudo().name", template_id=theirs.id)
        self.assertIn("Cliente Zurcido", str(sent))
        # and goes on standing there when an employee changes something else
        theirs.with_user(self.user).body_html = "<p>Buenos días</p>"
        theirs.with_user(self.user).copy()
        with self.assertRaises(AccessError):
            theirs.with_user(self.user).subject = "{{ object.sudo().occupation }}"

    def test_in_whichever_language_it_stands(self):
        """The words within an expression are translated with it."""
        self.env["res.lang"]._activate_lang("fr_FR")
        admin = self.env.ref("base.user_admin")
        theirs = self.template("object.sudo().name or 'Hola'", admin)
        french = "object.sudo().name or 'Bonjour'"
        theirs.with_context(lang="fr_FR").subject = f"x {{{{ {french} }}}}"
        self.assertIn("Cliente Zurcido", str(self.composed(french)))
