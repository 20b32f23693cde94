from . import res_company
from . import res_config_settings
from . import ficha_rate
from . import ficha_link
from . import ficha_signup
from . import res_partner_door
from . import res_partner_preference
from . import res_partner_review
