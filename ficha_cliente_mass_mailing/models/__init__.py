from . import mailing_trace
from . import res_partner
from . import ficha_timeline
