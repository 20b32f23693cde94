from . import controllers
from . import models
from .tools.quiet_log import quieten

quieten()
