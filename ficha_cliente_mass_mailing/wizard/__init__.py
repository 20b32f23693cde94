from . import ficha_mailing_list_add
from . import mail_compose_message
