from odoo.tests import TransactionCase, new_test_user


class DuplicateCommon(TransactionCase):
    """A user of customer files, and one customer who is there twice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.spain = cls.env.ref("base.es")
        cls.env.company.country_id = cls.spain
        cls.user = new_test_user(
            cls.env,
            "duplicate_user",
            groups="base.group_user,base.group_partner_manager,"
            "ficha_cliente.group_ficha_user",
            lang="en_US",
        )
        cls.plain = new_test_user(
            cls.env, "duplicate_plain", groups="base.group_user", lang="en_US"
        )
        cls.Duplicate = cls.env["ficha.duplicate"]
        cls.first = cls.contact(
            "Lucía Quiroga Ferreiro", phone="+34 612 40 71 35", vat="33345678W"
        )
        cls.second = cls.contact("QUIROGA, LUCIA", phone="612407135")

    @classmethod
    def contact(cls, name, **values):
        return cls.env["res.partner"].create(
            {"name": name, "country_id": cls.spain.id, **values}
        )

    def pair(self, one=None, other=None):
        """The pair of two contacts (by default of the two that are one)."""
        one, other = one or self.first, other or self.second
        return self.Duplicate.search(
            [
                ("partner_a_id", "=", min(one.id, other.id)),
                ("partner_b_id", "=", max(one.id, other.id)),
            ]
        )

    def scan(self):
        return self.Duplicate.with_user(self.user).action_scan()
