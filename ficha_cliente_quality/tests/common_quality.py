from odoo import Command
from odoo.tests import TransactionCase, new_test_user


class QualityCommon(TransactionCase):
    """Templates of our own, whose figures can be worked out by heart, and people with
    just the rights they need.

    ======= =====================================================================
    Company vat 40, phone 30 (12 months), email 20 (12 months), occupation 10
    Person  phone 50, birthdate_date 50
    Contact email 60, function 40
    ======= =====================================================================
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env.user.lang = "en_US"
        cls.spain = cls.env.ref("base.es")
        cls.env.company.country_id = cls.spain
        cls.origins = cls.env["ficha.value.origin"]
        cls.quality = cls.env["ficha.quality"]
        templates = cls.env["ficha.template"]
        templates.search([]).active = False
        cls.of_company, cls.of_person, cls.of_contact = templates.create(
            [
                cls._template(
                    "company",
                    vat=(40, 0),
                    phone=(30, 12),
                    email=(20, 12),
                    occupation=(10, 0),
                ),
                cls._template("person", phone=(50, 0), birthdate_date=(50, 0)),
                cls._template("contact", email=(60, 0), function=(40, 0)),
            ]
        )
        cls.user = cls._user("quality_user", "ficha_cliente.group_ficha_user")
        cls.colleague = cls._user("quality_colleague", "ficha_cliente.group_ficha_user")
        cls.manager = cls._user("quality_manager", "ficha_cliente.group_ficha_manager")
        cls.personal = cls._user(
            "quality_personal",
            "ficha_cliente.group_ficha_user,ficha_cliente.group_ficha_personal",
        )

    @classmethod
    def _user(cls, login, groups):
        return new_test_user(
            cls.env, login=login, groups=f"base.group_user,{groups}", lang="en_US"
        )

    @classmethod
    def _template(cls, kind, **lines):
        return {
            "name": kind,
            "kind": kind,
            "line_ids": [
                Command.create(
                    {
                        "field_id": cls.env["ir.model.fields"]
                        ._get("res.partner", name)
                        .id,
                        "weight": weight,
                        "stale_months": months,
                    }
                )
                for name, (weight, months) in lines.items()
            ],
        }

    @classmethod
    def _partner(cls, name="Casa Lis", is_company=True, **vals):
        vat = vals.pop("vat", None)
        partner = cls.env["res.partner"].create(
            {"name": name, "is_company": is_company, "country_id": cls.spain.id, **vals}
        )
        if vat:  # past base_vat's check: a database holds whatever was imported
            partner.with_context(no_vat_validation=True).vat = vat
        return partner

    def _seen(self, partner, user=None):
        """The partner as somebody sees it in a new request."""
        self.env.invalidate_all()
        return partner.with_user(user or self.user)
