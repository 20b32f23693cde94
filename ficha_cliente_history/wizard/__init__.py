from . import ficha_reminder_done
