from . import base_partner_merge
from . import ficha_merge_wizard
