"""The one direction of the modules (DESIGN, section 4): the program that watches it,
tried on small made-up houses, and then the real one.

The made-up house: `high` and `other` stand on `low`, `above` on `high`. What `other`
may not use of `high`, `above` may.
"""

import textwrap

import pytest

from devtools import house
from devtools.project import ROOT

FILES = {
    "low/__manifest__.py": """
        {"name": "low", "depends": ["account"], "data": ["views/low.xml"]}
        """,
    "low/models/res_partner.py": """
        from odoo import fields, models

        class FichaState(models.Model):
            _name = "ficha.state"
            kind = fields.Selection([("open", "Open")])

        class Partner(models.Model):
            _inherit = "res.partner"
            state_ids = fields.One2many("ficha.state")
            name = fields.Char(tracking=True)

            def _when_closed(self):
                "Empty: for higher modules to say more."
        """,
    "low/views/low.xml": """
        <odoo>
            <record id="menu_low" model="ir.ui.menu" />
            <record id="ficha_deal" model="ir.actions.report" />
            <record id="partner_form" model="ir.ui.view">
                <field name="model">res.partner</field>
                <field name="arch" type="xml">
                    <form><page name="basics" /></form>
                </field>
            </record>
        </odoo>
        """,
    "high/__manifest__.py": """
        {"name": "high", "depends": ["low"], "data": ["views/high.xml"]}
        """,
    "high/tools/deal.py": "\nLIMIT = 3\n",
    "high/models/deal.py": """
        from odoo import fields, models

        class Deal(models.Model):
            _name = "ficha.deal"
            partner_id = fields.Many2one("res.partner")
            amount_due = fields.Float()
            label_ids = fields.Many2many("res.partner", "ficha_deal_labels")

            def _close(self):
                pass

        class Partner(models.Model):
            _inherit = "res.partner"
            deal_ids = fields.One2many("ficha.deal", "partner_id")
            last_deal_date = fields.Date()
            ripe = fields.Boolean()

            def _deal_total(self):
                return sum(self.deal_ids.mapped("amount_due"))

            def _when_closed(self):
                super()._when_closed()
                self.deal_ids._close()

        class State(models.Model):
            _inherit = "ficha.state"
            weight = fields.Integer()
            kind = fields.Selection(selection_add=[("deal", "Deal")])
        """,
    "high/views/high.xml": """
        <odoo>
            <record id="menu_deals" model="ir.ui.menu" />
            <record id="partner_form_deals" model="ir.ui.view">
                <field name="model">res.partner</field>
                <field name="inherit_id" ref="low.partner_form" />
                <field name="arch" type="xml">
                    <page name="basics" position="after"><page name="deals" /></page>
                </field>
            </record>
            <template id="deal_sheet"><p /></template>
        </odoo>
        """,
    "high/static/src/deal.js": """
        import { registry } from "@web/core/registry";
        registry.category("fields").add("deal_bar", {});
        registry.category("views").add("deal_list", {});
        registry.category("services").add("deals", {});
        """,
    "high/static/src/deal.xml": '\n<templates><t t-name="high.Deal" /></templates>',
    "other/__manifest__.py": '\n{"name": "other", "depends": ["low"]}',
    "above/__manifest__.py": '\n{"name": "above", "depends": ["high"]}',
}
PARTNER = textwrap.dedent("""\
    from odoo import api, fields, models
    class Partner(models.Model):
        _inherit = "res.partner"

""")
VIEW = textwrap.dedent("""\
    <odoo>
        <record id="my_view" model="ir.ui.view">
            <field name="model">res.partner</field>
            <field name="inherit_id" ref="low.partner_form" />
            <field name="arch" type="xml">
""")


def method(line):
    return PARTNER + f"    def _mine(self, partner):\n        {line}\n"


def view(line):
    return VIEW + f"            {line}\n        </field>\n    </record>\n</odoo>\n"


def data(line):
    return f"<odoo>\n{line}\n</odoo>\n"


# What is used -> (the file, its text, the line, what the finding names)
CROSSINGS = {
    "import": ("tools/a.py", "\nfrom odoo.addons.high.tools import deal\n", 2, "code"),
    "import of a name": (
        "tests/test_a.py",
        "\n\nfrom odoo.addons.high.tools.deal import LIMIT\n",
        3,
        "code",
    ),
    "model in env": (
        "models/a.py",
        method('self.env["ficha.deal"].search([])'),
        6,
        "model ficha.deal",
    ),
    "comodel": (
        "models/a.py",
        PARTNER + '    best_id = fields.Many2one("ficha.deal")\n',
        5,
        "model ficha.deal",
    ),
    "inherited model": (
        "models/a.py",
        'class Deal(models.Model):\n    _inherit = "ficha.deal"\n',
        2,
        "model ficha.deal",
    ),
    "method of self": (
        "models/a.py",
        method("return self._deal_total()"),
        6,
        "method res.partner._deal_total",
    ),
    "method of something": (
        "tests/test_a.py",
        "def test(partner):\n    assert partner._deal_total()\n",
        2,
        "method res.partner._deal_total",
    ),
    "method said by its name": (
        "models/a.py",
        method('return getattr(partner, "_deal_total")'),
        6,
        "method res.partner._deal_total",
    ),
    "short field of a known model": (
        "models/a.py",
        method("return [one for one in self if one.ripe]"),
        6,
        "field res.partner.ripe",
    ),
    "field of our lower model": (
        "models/a.py",
        method('state = self.env["ficha.state"].sudo()\n        state.weight'),
        7,
        "field ficha.state.weight",
    ),
    "field behind a relation": (
        "models/a.py",
        method("return self.state_ids.weight"),
        6,
        "field ficha.state.weight",
    ),
    "field in depends": (
        "models/a.py",
        PARTNER
        + '    @api.depends(\n        "commercial_partner_id.last_deal_date",\n    )\n'
        + "    def _compute_it(self):\n        pass\n",
        6,
        "field res.partner.last_deal_date",
    ),
    "field in a domain": (
        "models/a.py",
        method('return self.search([("last_deal_date", "!=", False)])'),
        6,
        "field res.partner.last_deal_date",
    ),
    "field given by dict": (
        "demo/a.py",
        "def make(partner, day):\n    partner.write(dict(last_deal_date=day))\n",
        2,
        "field res.partner.last_deal_date",
    ),
    "choices added to a field": (
        "models/a.py",
        'class Deal(models.Model):\n    _inherit = "res.partner"\n'
        '    last_deal_date = fields.Selection(selection_add=[("a", "A")])\n',
        3,
        "field res.partner.last_deal_date",
    ),
    "method extended": (
        "models/a.py",
        PARTNER
        + "    def _deal_total(self):\n        return super()._deal_total() + 1\n",
        5,
        "method res.partner._deal_total",
    ),
    "table in SQL": (
        "models/a.py",
        method('self.env.cr.execute("""\n    SELECT 1\n    FROM ficha_deal d""")'),
        8,
        "table ficha_deal",
    ),
    "table of a relation": (
        "tests/test_a.py",
        '\nQUERY = "DELETE FROM ficha_deal_labels"\n',
        2,
        "table ficha_deal_labels",
    ),
    "table by its name": ("models/a.py", '\nALL = ["ficha_deal_labels"]\n', 2, "table"),
    "table before a column": ("models/a.py", '\nDAY = "ficha_deal.day"\n', 2, "table"),
    "column in SQL": (
        "models/a.py",
        '\nQUERY = "SELECT p.last_deal_date FROM res_partner p"\n',
        2,
        "field res.partner.last_deal_date",
    ),
    "xml id in Python": (
        "hooks.py",
        'def hook(env):\n    env.ref("high.menu_deals")\n',
        2,
        "xml id or template high.menu_deals",
    ),
    "xml id of a model": (
        "security/ir.model.access.csv",
        "id,name,model_id:id,perm_read\nmine,mine,high.model_ficha_deal,1\n",
        2,
        "xml id or template high.model_ficha_deal",
    ),
    "xml id in XML": (
        "data/a.xml",
        data('<menuitem\n    id="mine"\n    parent="high.menu_deals"\n/>'),
        4,
        "xml id or template high.menu_deals",
    ),
    "xml id in an expression": (
        "data/a.xml",
        data('<function model="res.partner" eval="[ref(\'high.menu_deals\')]" />'),
        2,
        "xml id or template high.menu_deals",
    ),
    "record of another's model": (
        "demo/a.xml",
        data('<record id="mine" model="ficha.deal" />'),
        2,
        "model ficha.deal",
    ),
    "field of a record": (
        "demo/a.xml",
        data(
            '<record id="mine" model="res.partner">\n'
            '<field name="ripe">1</field></record>'
        ),
        3,
        "field res.partner.ripe",
    ),
    "method called from data": (
        "data/a.xml",
        data('<function model="res.partner" name="_deal_total" />'),
        2,
        "method res.partner._deal_total",
    ),
    "field in a view": (
        "views/a.xml",
        view('<page name="basics" position="inside"><field name="ripe" /></page>'),
        6,
        "field res.partner.ripe",
    ),
    "field in a view of a view": (
        "views/a.xml",
        view('<field name="state_ids"><list><field name="weight" /></list></field>'),
        6,
        "field ficha.state.weight",
    ),
    "field in an expression of a view": (
        "views/a.xml",
        view('<page\n name="basics"\n invisible="not last_deal_date"\n/>'),
        8,
        "field res.partner.last_deal_date",
    ),
    "field in the domain of an action": (
        "views/a.xml",
        data(
            '<record id="mine" model="ir.actions.act_window"><field name="domain">\n'
            "[('last_deal_date', '!=', False)]</field></record>"
        ),
        3,
        "field res.partner.last_deal_date",
    ),
    "method of a button": (
        "views/a.xml",
        view('<button type="object" name="_deal_total" />'),
        6,
        "method res.partner._deal_total",
    ),
    "node found by xpath": (
        "views/a.xml",
        view('<xpath expr="//page[@name=\'deals\']" position="inside" />'),
        6,
        "node deals in low.partner_form",
    ),
    "node found by its name": (
        "views/a.xml",
        view('<page name="deals" position="inside" />'),
        6,
        "node deals in low.partner_form",
    ),
    "QWeb template": (
        "report/a.xml",
        data('<template id="mine"><t t-call="high.deal_sheet" /></template>'),
        2,
        "xml id or template high.deal_sheet",
    ),
    "OWL template": (
        "static/src/a.xml",
        '<templates>\n<t t-name="a" t-inherit="high.Deal" />\n</templates>',
        2,
        "xml id or template high.Deal",
    ),
    "OWL template in JS": (
        "static/src/a.js",
        'class A {}\nA.template = "high.Deal";\n',
        2,
        "xml id or template high.Deal",
    ),
    "JS import": (
        "static/src/a.js",
        '/* of\n another */\nimport { deal } from "@high/deal";\n',
        3,
        "name",
    ),
    "JS call": (
        "static/tests/tours/a.js",
        '\norm.call("res.partner", "_deal_total", [1]);\n',
        2,
        "method res.partner._deal_total",
    ),
    "JS data": (
        "static/src/a.js",
        "\nconst day = record.data.last_deal_date;\n",
        2,
        "field res.partner.last_deal_date",
    ),
    "JS registry": (
        "static/src/a.js",
        '\nregistry.category("views").get("deal_list");\n',
        2,
        "JS registry key deal_list",
    ),
    "JS service": (
        "static/src/a.js",
        '\nthis.deals = useService("deals");\n',
        2,
        "JS registry key deals",
    ),
    "widget": (
        "views/a.xml",
        view('<field name="name" widget="deal_bar" />'),
        6,
        "JS registry key deal_bar",
    ),
    "js_class": (
        "views/a.xml",
        view('<list js_class="deal_list" />'),
        6,
        "JS registry key deal_list",
    ),
}
# What looks like a crossing and is none: for `other` too.
ALLOWED_USES = {
    "extend a hook": (
        "models/a.py",
        PARTNER
        + "    def _when_closed(self):\n        return super()._when_closed()\n",
    ),
    "a field of its own by the same name": (
        "models/a.py",
        PARTNER
        + "    last_deal_date = fields.Date()\n\n"
        + "    def _mine(self):\n        return self.last_deal_date\n",
    ),
    "a field of Odoo that others define anew": (
        "models/a.py",
        method("return partner.name + self.name"),
    ),
    "an ordinary attribute by the same name": (
        "tests/test_a.py",
        "class Test:\n    def setUp(self):\n        self.last_deal_date = 1\n\n"
        "    def test(self):\n        assert self.last_deal_date\n",
    ),
    "a short word on something unknown": (
        "models/a.py",
        method("return [ripe for ripe in partner if ripe.weight or ripe.ripe]"),
    ),
    "a key that is a field of a model out of reach": (
        "models/a.py",
        method('return {"amount_due": 3}'),
    ),
    "docstrings and comments": (
        "models/a.py",
        '"""As ficha.deal and high.menu_deals do."""\n# ficha.deal, _deal_total\n',
    ),
    "comments in XML": (
        "views/a.xml",
        data("<!-- ficha.deal, last_deal_date, high.menu_deals -->"),
    ),
    "comments in JS": (
        "static/src/a.js",
        "// as _deal_total of @high/deal\n/* last_deal_date\n */\n",
    ),
    "a view, a menu, a field of the lower one": (
        "views/a.xml",
        view('<page name="basics" position="inside"><field name="state_ids" /></page>'),
    ),
    "an xml id that is another's table too": (
        "report/a.py",
        'NAME = "ficha_deal"\n',
    ),
    "the lower model": (
        "models/a.py",
        method('return self.env["ficha.state"].search([]).kind'),
    ),
}


@pytest.fixture
def findings(tmp_path):
    """A function: writes the made-up house with these files too, and checks it."""

    def check(files=(), **options):
        made_up = {path: textwrap.dedent(text)[1:] for path, text in FILES.items()}
        for path, text in {**made_up, **dict(files)}.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text)
        return house.check(tmp_path, **options)

    return check


def test_the_made_up_house_is_in_order(findings):
    assert findings() == []


@pytest.mark.parametrize("name", CROSSINGS)
def test_a_crossing_is_found_with_its_line(findings, name):
    path, text, line, what = CROSSINGS[name]
    found = findings({f"other/{path}": text})
    place = f"other/{path}:{line}: uses "
    assert [one for one in found if str(one).startswith(place) and what in one.text]
    assert all("of high, on which it does not depend" in one.text for one in found)
    assert {one.path for one in found} == {f"other/{path}"}


@pytest.mark.parametrize("name", CROSSINGS)
def test_the_same_is_right_for_who_depends(findings, name):
    path, text, _line, _what = CROSSINGS[name]
    assert findings({f"above/{path}": text}) == []


@pytest.mark.parametrize("name", ALLOWED_USES)
def test_no_false_alarm(findings, name):
    path, text = ALLOWED_USES[name]
    assert findings({f"other/{path}": text}) == []


def test_a_name_that_odoo_has_too_is_not_ours(findings, tmp_path):
    odoo = {
        "odoo/release.py": "version = '19.0'\n",
        "odoo/addons/account/__manifest__.py": "{'depends': []}",
        "odoo/addons/account/models/move.py": "class A:\n    def _deal_total(self):\n",
    }
    use = {"other/models/a.py": "def total(partner):\n    partner._deal_total()\n"}
    assert len(findings(use)) == 1
    assert findings({**use, **odoo}, odoo=tmp_path / "odoo") == []


def test_an_xml_id_left_behind_by_a_move(findings):
    use = {"above/hooks.py": 'def hook(env):\n    env.ref("low.menu_deals")\n'}
    (found,) = findings(use)
    assert (
        str(found)
        == "above/hooks.py:2: names low.menu_deals, but menu_deals is in high"
    )


def test_the_assets_of_another(findings):
    manifest = """
        {
            "depends": ["%s"],
            "assets": {"web.assets_backend": ["high/static/src/deal.js"]},
        }
        """
    (found,) = findings({"other/__manifest__.py": textwrap.dedent(manifest % "low")})
    assert str(found).startswith("other/__manifest__.py:4: uses a name of high")
    files = {"other/__manifest__.py": textwrap.dedent(manifest % "high")}
    assert findings(files) == []


def test_data_is_loaded_before_it_is_named(findings):
    files = {
        "other/views/a.xml": data('<menuitem id="child" parent="main" />'),
        "other/views/b.xml": data('<menuitem id="main" parent="low.menu_low" />'),
    }
    manifest = '{"depends": ["low"], "data": ["views/%s.xml", "views/%s.xml"]}'
    (found,) = findings({**files, "other/__manifest__.py": manifest % ("a", "b")})
    assert str(found).startswith("other/views/a.xml:2: names other.main of views/b.xml")
    assert findings({**files, "other/__manifest__.py": manifest % ("b", "a")}) == []


def test_demo_comes_after_data(findings):
    files = {
        "other/views/a.xml": data('<menuitem id="child" parent="main" />'),
        "other/demo/b.xml": data('<menuitem id="main" parent="low.menu_low" />'),
    }
    manifest = '{"depends": ["low"], "%s": ["views/a.xml"], "%s": ["demo/b.xml"]}'
    wrong = findings({**files, "other/__manifest__.py": manifest % ("data", "demo")})
    assert [one.path for one in wrong] == ["other/views/a.xml"]
    right = findings({**files, "other/__manifest__.py": manifest % ("demo", "data")})
    assert right == []


def test_a_circle_is_found_once(findings):
    files = {"low/__manifest__.py": '{"depends": ["account", "above"]}'}
    (found,) = findings(files)
    assert str(found) == (
        "above/__manifest__.py:1: above -> high -> low -> above is a circle"
    )


def test_an_exception_is_of_one_name_in_one_module(findings):
    use = "def total(partner):\n    partner._deal_total(), partner.last_deal_date\n"
    files = {"other/models/a.py": use}
    allowed = {("other", "_deal_total"): "a reason", ("low", "last_deal_date"): "one"}
    (found,) = findings(files, allowed=allowed)
    assert "last_deal_date" in found.text


def test_the_drawing_has_the_lower_modules_first(findings, tmp_path):
    findings()
    lines = house.drawing(house.House(tmp_path)).splitlines()
    assert [line.split() for line in lines] == [
        ["low", "account"],
        ["high", "->", "low"],
        ["other", "->", "low"],
        ["above", "->", "high"],
    ]


def test_our_house():
    """Each of our modules uses what it depends on, and nothing else of ours."""
    assert all(house.ALLOWED.values()), "an exception without a reason"
    found = house.check(ROOT, house.odoo_here())
    assert not found, "\n" + "\n".join(map(str, found))
