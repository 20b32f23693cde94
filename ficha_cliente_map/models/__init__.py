from . import ficha_place
from . import ir_actions
from . import ir_ui_view
from . import res_company
from . import res_config_settings
from . import res_partner_map
from . import res_partner_pin
from . import res_partner_position
