from . import controllers
from . import models
from . import wizard
from .tools.quiet_log import quieten

quieten()
