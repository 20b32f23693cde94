from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.grid import HEIGHT, WIDTH

# So many on the map are counted by place; of fewer each is read, as quickly.
FROM = 50_000
PARAMETER = "ficha_cliente_map.cells"
CRON = "ficha_cliente_map.ir_cron_map_cells"
# what customers are told apart by, and how a contact says it
KEYS = {
    "cell_row": f"floor(map_latitude / {HEIGHT})::int",
    "cell_column": f"floor(map_longitude / {WIDTH})::int",
    "followup_color": "followup_color",
    "active": "active",
    "partner_share": "partner_share",
    "is_company": "is_company",
    # of whom it does not matter
    "parent_id": "CASE WHEN parent_id IS NOT NULL THEN 0 END",
    "company_id": "company_id",
}
# what of a contact changes what is counted
POSITION = frozenset({"map_latitude", "map_longitude", "map_precision"})
COUNTED = frozenset(KEYS) - {"cell_row", "cell_column"} | POSITION


class FichaMapCell(models.Model):
    """How many customers are in each cell of a grid: what the map of many asks, so that
    a view of a whole country does not read a million.

    Columns that rules and searches ask are called as those of contacts: the same
    conditions count here. What changes is added with its sign, as rows of its own, so
    that nobody waits for anybody; at night all is counted anew.
    """

    _name = "ficha.map.cell"
    _description = "Customers Counted by Place"
    _order = "id"
    _log_access = False

    cell_row = fields.Integer(help="Row of the grid; south is negative.")
    cell_column = fields.Integer(help="Column of the grid; west is negative.")
    followup_color = fields.Char(help="Follow-up colour of those who are counted.")
    active = fields.Boolean(help="Whether they are in use.")
    partner_share = fields.Boolean(help="Whether they are from outside.")
    is_company = fields.Boolean(help="Whether they are companies.")
    parent_id = fields.Integer(help="Empty: they belong to nobody.")
    company_id = fields.Integer(help="For which company alone; empty: for all.")
    customers = fields.Integer(help="How many more there are; negative: fewer.")
    latitude = fields.Float(help="Sum of their latitudes.")
    longitude = fields.Float(help="Sum of their longitudes.")

    @api.model
    def _state(self):
        """How far it is: nothing is counted (empty), changes are (*counting*), or all
        are (*ready*).

        :return: str
        """
        # sudo: the state of a table, for whoever writes contacts or looks at a map
        return self.env["ir.config_parameter"].sudo().get_param(PARAMETER) or ""

    @api.model
    def _count(self, ids=None, sign=1):
        """Adds contacts as they stand in the database, or takes them away.

        :param ids: of contacts; all when there are none
        :param int sign: 1 or -1
        """
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO ficha_map_cell (%(names)s, customers, latitude, longitude)
                SELECT %(keys)s, %(sign)s * count(*), %(sign)s * sum(map_latitude),
                       %(sign)s * sum(map_longitude)
                  FROM res_partner
                 WHERE map_precision IS NOT NULL AND %(which)s
                 GROUP BY %(places)s
                """,
                names=SQL(", ").join(map(SQL.identifier, KEYS)),
                keys=SQL(", ").join(map(SQL, KEYS.values())),
                places=SQL(", ").join(SQL(str(n + 1)) for n in range(len(KEYS))),
                sign=sign,
                which=SQL("TRUE") if ids is None else SQL("id = ANY(%s)", list(ids)),
            )
        )

    @api.model
    def _count_all(self):
        """Counts all anew. What others write meanwhile is in neither what is deleted
        nor what is counted, and stays."""
        self.env["res.partner"].flush_model(COUNTED)
        self.env.cr.execute("DELETE FROM ficha_map_cell")
        self._count()

    @api.model
    def _cron_count(self):
        """Counts all anew, where there are many.

        The first time it only says that changes count from now on, and comes again an
        hour later: who was writing when it began, and counted nothing, is over by
        then."""
        self.env.cr.execute(
            "SELECT count(*) FROM res_partner WHERE map_precision IS NOT NULL"
        )
        [many] = self.env.cr.fetchone()
        # sudo: the state of a table, in a run of nobody's
        parameters = self.env["ir.config_parameter"].sudo()
        state = self._state()
        if many < FROM:
            if state:
                parameters.set_param(PARAMETER, False)
                self.env.cr.execute("DELETE FROM ficha_map_cell")
        elif not state:
            parameters.set_param(PARAMETER, "counting")
            # sudo: its own run again
            later = fields.Datetime.now() + timedelta(hours=1)
            self.env.ref(CRON).sudo()._trigger(later)
        else:
            self._count_all()
            parameters.set_param(PARAMETER, "ready")
