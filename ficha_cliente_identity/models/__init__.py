from . import ficha_identity_word
from . import ficha_identity_key
from . import ficha_identity_related
from . import res_partner_identity
from . import res_partner_identify
from . import res_partner_identify_lookup
from . import res_partner_identify_rest
from . import ir_http
