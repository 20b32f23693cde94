from . import ficha_gesture
from . import ficha_reminder_done
