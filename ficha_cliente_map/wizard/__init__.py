from . import ficha_gesture
