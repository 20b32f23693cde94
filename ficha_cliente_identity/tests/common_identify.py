from odoo.tests import new_test_user


class IdentifyCommon:
    """A company with a contact, a family with one telephone, and their users; to be
    mixed into a test case."""

    @classmethod
    def _set_up_identify(cls):
        cls.Partner = cls.env["res.partner"]
        cls.spain = cls.env.ref("base.es")
        cls.company = cls.env["res.company"].create(
            {"name": "Identify company", "country_id": cls.spain.id}
        )
        cls.user = cls._user("identify_user", "ficha_cliente.group_ficha_user")
        cls.firm = cls._partner(
            "Talleres Ureña, S.L.",
            is_company=True,
            vat="ESB12345674",
            phone="976 123 456",
            email="info@ureña-talleres.example",
            client_code="C00777",
        )
        cls.contact = cls._partner(
            "Lucía Mora Izquierdo",
            parent_id=cls.firm.id,
            email="lucia.mora@talleres.example",
            phone="+34 699 11 22 33",
        )
        cls.mother, cls.daughter = (
            cls._partner(name, phone="612 34 56 78")
            for name in ("Ana Fernández Quesada", "Eva Roldán Fernández")
        )
        cls.account = cls.env["res.partner.bank"].create(
            {
                "partner_id": cls.mother.id,
                "acc_number": "ES91 2100 0418 4502 0005 1332",
            }
        )
        cls.Identify = cls.Partner.with_user(cls.user).with_company(cls.company)

    @classmethod
    def _user(cls, login, groups, company=None):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login,
            groups=f"base.group_user,{groups}",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )

    @classmethod
    def _partner(cls, name, **values):
        return cls.Partner.create({"name": name, "country_id": cls.spain.id, **values})

    def _ids(self, query, **kwargs):
        return [line["id"] for line in self.Identify.identify(query, **kwargs)]
