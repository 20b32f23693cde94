from . import ficha_quotation_lost
from . import sale_mass_cancel_orders
