from . import ficha_mailing_list_add
