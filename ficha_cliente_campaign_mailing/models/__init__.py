from . import ficha_campaign
from . import mailing_mailing
from . import mailing_trace
