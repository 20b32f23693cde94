from . import test_form
from . import test_form_inbox
from . import test_form_mail
from . import test_form_personal
from . import test_form_refused
from . import test_form_tour
from . import test_print
from . import test_vcard
