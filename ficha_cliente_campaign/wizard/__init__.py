from . import ficha_gesture
from . import ficha_segment_suggest
from . import ficha_offer
from . import ficha_campaign_left_out
