from . import ficha_gesture
from . import ficha_round_balance
from . import ficha_round_send
