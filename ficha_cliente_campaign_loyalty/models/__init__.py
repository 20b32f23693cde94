from . import loyalty_program
from . import ficha_campaign
from . import ficha_campaign_member
from . import ficha_campaign_report
from . import res_partner
from . import sale_order
