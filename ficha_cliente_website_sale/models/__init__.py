from . import sale_order
from . import website_visitor
from . import res_partner
from . import ficha_missed_purchase
from . import ficha_timeline
from . import ficha_today
