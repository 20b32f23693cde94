from . import test_mailing_list_add
from . import test_mailing_on_ficha
from . import test_unsubscribe_door
