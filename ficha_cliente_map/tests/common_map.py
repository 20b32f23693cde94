from odoo.tests import TransactionCase, new_test_user


class MapCommon(TransactionCase):
    """Three customers in Seville, one in Madrid, one nowhere; who sees them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.es")
        groups = "base.group_user,ficha_cliente.group_ficha_user"
        cls.seller = new_test_user(cls.env, "map_user", groups)
        cls.other = new_test_user(cls.env, "map_other", groups)
        cls.employee = new_test_user(cls.env, "map_plain", "base.group_user")
        cls.manager = new_test_user(
            cls.env, "map_boss", "ficha_cliente.group_ficha_manager"
        )
        cls.portal = new_test_user(cls.env, "map_door", "base.group_portal")
        state = cls.env["ficha.followup.state"]
        cls.red, cls.green = (
            state.search([("color", "=", color)], limit=1) for color in ("red", "green")
        )
        cls.tag = cls.env["res.partner.category"].create({"name": "Del mapa"})
        rows = [
            ("Roja del Mapa", "41001", "Sevilla", cls.red),
            ("Vecina del Mapa", "41002", "Sevilla", cls.green),
            ("Sin color del Mapa", "41003", "Sevilla", state),
            ("Lejana del Mapa", "28001", "Madrid", cls.red),
            ("Sin sitio del Mapa", False, False, state),
        ]
        cls.customers = cls.env["res.partner"].create(
            [
                {
                    "name": name,
                    "is_company": True,
                    "zip": postcode,
                    "city": city,
                    "country_id": postcode and cls.env.ref("base.es").id,
                    "followup_state_id": colour.id,
                    "category_id": cls.tag.ids,
                }
                for name, postcode, city, colour in rows
            ]
        )
        cls.roja, cls.vecina, cls.plain, cls.far, cls.nowhere = cls.customers
        cls.domain = [("category_id", "in", cls.tag.ids)]
