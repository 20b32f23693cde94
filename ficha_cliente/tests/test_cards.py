from lxml import etree

from odoo.tests import BaseCase, TransactionCase, new_test_user, tagged

from ..tools.cards import MOST, cards_of_list, form_of_list


class TestCardsOfList(BaseCase):
    """What a list becomes on a telephone, without a database."""

    LIST = """
        <list create="0" editable="bottom">
            <field name="sequence" widget="handle"/>
            <field name="currency_id" column_invisible="True"/>
            <field name="name" width="120px"/>
            <field name="date" string="When" invisible="not date"/>
            <field name="secret" groups="base.group_system"/>
            <field name="rare" optional="hide"/>
            <button name="action_undo" type="object" title="Undo" icon="fa-undo"/>
        </list>
    """

    def setUp(self):
        super().setUp()
        self.list = etree.fromstring(self.LIST)
        self.kanban = cards_of_list(self.list, str.title, "secret".__eq__)
        self.card = self.kanban.find("templates/t")

    def test_the_first_column_is_the_title(self):
        title, called = self.card[:2]
        self.assertEqual((title.get("name"), title.get("class")), ("name", "fw-bold"))
        self.assertFalse(title.get("width"))
        self.assertEqual(called.get("name"), "display_name")
        self.assertIn("!(record.name", called.get("t-if"))

    def test_the_others_have_their_name_and_are_left_out_when_empty(self):
        lines = self.card.findall("div")
        self.assertEqual([line[0].text for line in lines], ["When", "Secret"])
        self.assertIn("record.date.raw_value", lines[0].get("t-if"))
        # of several values, such as tags, none is an empty list
        self.assertIn("record.date.raw_value.length !== 0", lines[0].get("t-if"))
        self.assertEqual(lines[0].get("invisible"), "not date")
        self.assertEqual(lines[1].get("groups"), "base.group_system")
        self.assertEqual(lines[1].get("t-if"), "record.secret", "no is said too")

    def test_what_is_not_shown_in_the_list_is_not_on_the_card(self):
        shown = {field.get("name") for field in self.card.iter("field")}
        self.assertEqual(shown, {"name", "display_name", "date", "secret"})
        hidden = [field.get("name") for field in self.kanban.findall("field")]
        self.assertEqual(hidden, ["currency_id"])
        self.assertEqual(self.kanban.get("create"), "0")

    def test_a_button_has_words(self):
        (button,) = self.card.iter("button")
        self.assertEqual(button.get("string"), "Undo")

    def test_a_wide_list_says_its_first_columns(self):
        columns = "".join(f"<field name='f{number}'/>" for number in range(12))
        wide = etree.fromstring(f"<list>{columns}</list>")
        lines = cards_of_list(wide, str, bool).find("templates/t").findall("div")
        self.assertEqual(len(lines), MOST - 1)

    def test_the_form_has_the_columns(self):
        form = form_of_list(self.list)
        fields = {field.get("name"): field for field in form.iter("field")}
        self.assertEqual(
            list(fields), ["currency_id", "name", "date", "secret", "rare"]
        )
        self.assertEqual(fields["currency_id"].get("invisible"), "1")
        self.assertFalse(fields["rare"].get("optional"))


@tagged("post_install", "-at_install")
class TestCards(TransactionCase):
    """On a telephone no list of ours is a table."""

    def test_every_list_in_a_menu_has_cards(self):
        root = self.env.ref("ficha_cliente.menu_ficha_root")
        menus = self.env["ir.ui.menu"].search([("id", "child_of", root.id)])
        actions = menus.mapped("action")
        lists = [
            action
            for action in actions
            if action
            and action._name == "ir.actions.act_window"
            and action.res_model.startswith(("ficha.", "res.partner"))
            and action.view_mode.split(",")[0] == "list"
        ]
        self.assertTrue(lists)
        for action in lists:
            with self.subTest(action=action.name):
                self.assertIn("kanban", action.view_mode)

    def test_the_cards_say_what_the_list_says(self):
        self.env["ficha.channel"].create({"name": "Pigeon"})
        user = new_test_user(
            self.env, "cards_manager", groups="ficha_cliente.group_ficha_manager"
        )
        Channel = self.env["ficha.channel"].with_user(user)
        card = etree.fromstring(Channel.get_view(view_type="kanban")["arch"])
        shown = [f.get("name") for f in card.find("templates/t").iter("field")]
        self.assertEqual(shown[0], "name")
        self.assertIn("active", shown)
        form = etree.fromstring(Channel.get_view(view_type="form")["arch"])
        self.assertTrue(form.xpath("//field[@name='name']"))
        self.assertFalse(form.xpath("//field[@name='display_name']"))

    def test_other_models_keep_odoos_own(self):
        arch = self.env["res.country.group"]._get_default_kanban_view()
        self.assertEqual([f.get("name") for f in arch.iter("field")], ["name"])
