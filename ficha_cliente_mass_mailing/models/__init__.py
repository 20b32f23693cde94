from . import mail_mail
from . import mail_render_mixin
from . import mailing_mailing
from . import mailing_trace
from . import res_partner
from . import ficha_timeline
from . import res_partner_topic
