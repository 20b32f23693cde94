# filled in from the customer file
from . import ficha_quotation_lost_reason
from . import sale_order_prefill
from . import sale_order_line
from . import account_move

# what became of quotations, and where it is shown
from . import sale_order
from . import sale_order_salesperson
from . import ficha_sources
from . import res_partner
from . import ficha_missed_purchase
from . import ficha_timeline
from . import ficha_followup_rule
from . import ficha_today
from . import ficha_results
from . import ficha_handover

# what Odoo's own translation would keep from being sent
from . import mail_template
from . import ir_module_module

# what the files of demo/ call
