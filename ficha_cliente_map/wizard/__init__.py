from . import ficha_round_balance
