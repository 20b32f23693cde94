from . import test_tokens
from . import test_door_rights
from . import test_link
from . import test_door_correct
from . import test_preference
from . import test_my_ficha
from . import test_review
from . import test_signup_page
