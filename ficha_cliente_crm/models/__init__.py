from . import crm_lead
from . import res_partner
from . import ficha_missed_purchase
from . import ficha_timeline
from . import ficha_results
from . import ficha_handover

# what the files of demo/ call
