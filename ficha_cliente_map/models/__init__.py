from . import ficha_map_cell
from . import ficha_place
from . import ficha_round
from . import ficha_round_due
from . import ficha_round_solve
from . import ficha_round_stop
from . import ficha_round_stop_road
from . import ficha_territory
from . import ficha_round_undo
from . import ficha_territory_undo
from . import ir_actions
from . import ir_ui_view
from . import res_company
from . import res_config_settings
from . import res_partner_cells
from . import res_partner_geocode
from . import res_partner_groups
from . import res_partner_map
from . import res_partner_heat
from . import res_partner_pin
from . import res_partner_position
from . import res_partner_properties
from . import res_partner_visits
from . import res_partner_zone
from . import res_users

# isort: split
# a view of the tables of the others, which are made first
from . import ficha_round_result
