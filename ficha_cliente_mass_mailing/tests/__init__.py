from . import test_mailing_list_add
from . import test_mailing_on_ficha
from . import test_unsubscribe_door
from . import test_topic
from . import test_door_tour
from . import test_unsubscribe_page
