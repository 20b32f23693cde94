from . import ficha_sheet
from . import ficha_import
from . import ficha_import_line
from . import ficha_import_read
from . import ficha_import_check
from . import ficha_import_apply
from . import res_partner
from . import res_config_settings
