from odoo import fields

from odoo.addons.ficha_cliente.tests.common_followup import FollowupCommon


class TodayCommon(FollowupCommon):
    """A Monday in March; `user` looks at their day, `manager` at everybody's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("ficha_manager", "ficha_cliente.group_ficha_manager")
        # who buys is in Hoy only for a reason
        cls.customer.write({"user_id": cls.user.id, "ficha_lifecycle": "customer"})

    def client(self, name="Cafés del Norte", colour=None, next_contact=None, **vals):
        """A customer of `user`, with a colour and the next contact; one who buys,
        unless the values say how they came to us."""
        vals = {"name": name, "is_company": True, "user_id": self.user.id, **vals}
        if not {"ficha_lifecycle", "ficha_acquisition"} & set(vals):
            vals["ficha_lifecycle"] = "customer"
        partner = self.env["res.partner"].create(vals)
        if colour:
            partner._set_followup(colour, f"Because of {name}", mode="manual")
        if colour or next_contact:
            partner.next_contact_date = next_contact
        return partner

    def summary(self, partner, **vals):
        return self.env["ficha.purchase.summary"].create(
            {
                "partner_id": partner.id,
                "company_id": self.env.company.id,
                "currency_id": self.env.company.currency_id.id,
                **vals,
            }
        )

    def today(self, user=None, scope="mine", user_id=None, **context):
        Today = self.env["ficha.today"].with_user(user or self.user)
        if context:
            Today = Today.with_context(**context)
        return Today.get_today(scope, user_id)

    def section(self, key, *args, **kwargs):
        sections = self.today(*args, **kwargs)["sections"]
        return next(section for section in sections if section["key"] == key)

    def names(self, key, *args, **kwargs):
        """Names of our customers in a section; demo data do not count."""
        lines = self.section(key, *args, **kwargs)["lines"]
        return [line["name"] for line in lines]

    def line(self, partner, *args, **kwargs):
        """The lines of a customer in the whole page: never more than one."""
        found = [
            (section["key"], line)
            for section in self.today(*args, **kwargs)["sections"]
            for line in section["lines"]
            if line["partner_id"] == partner.id
        ]
        self.assertLessEqual(len(found), 1, "a customer is in one section only")
        return found[0] if found else (None, None)

    def where(self, partner, *args, **kwargs):
        return self.line(partner, *args, **kwargs)[0]

    def activity(self, partner, deadline, user=None, **vals):
        return self.env["mail.activity"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": partner.id,
                "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
                "summary": "Ask for the order",
                "date_deadline": fields.Date.to_date(deadline),
                "user_id": (user or self.user).id,
                **vals,
            }
        )
