from . import ficha_form_print
from . import ficha_form_upload
