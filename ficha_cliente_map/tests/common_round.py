from datetime import date

from .common_map import MapCommon

# a Monday: what a working day is does not depend on today
MONDAY = date(2030, 3, 4)


class RoundCommon(MapCommon):
    """A seller with a place to start from, two customers who are due and one who is
    not; a Monday."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller.tz = "UTC"
        cls.company = cls.env.company
        spain = cls.env.ref("base.es")
        cls.depot = cls.env["res.partner"].create(
            {"name": "Almacén del Mapa", "zip": "41500", "country_id": spain.id}
        )
        (cls.roja + cls.vecina + cls.plain + cls.far).user_id = cls.seller
        cls.vecina.next_contact_date = MONDAY
        cls.far.followup_state_id = False
        cls.round = cls.make_round()

    @classmethod
    def make_round(cls, user=None, **values):
        return (
            cls.env["ficha.round"]
            .with_user(user or cls.seller)
            .create(
                {
                    "date": MONDAY,
                    "start_id": cls.depot.id,
                    "end_id": cls.depot.id,
                    **values,
                }
            )
        )

    def names(self, plan=None):
        return (plan or self.round).stop_ids.partner_id.mapped("name")

    def stop(self, partner, plan=None):
        return (plan or self.round).stop_ids.filtered(lambda s: s.partner_id == partner)
