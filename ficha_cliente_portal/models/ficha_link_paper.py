import hmac

from odoo import models
from odoo.tools import SQL

from ..tools import short_code

SCOPE = "ficha_portal.paper"


class FichaLink(models.Model):
    """Codes on paper: short, so they open less and are kept as keys."""

    _inherit = "ficha.link"

    def _issue_paper(self, partner):
        """The code for the papers of a customer: made from a key, so that it need not
        be kept to be printed again.

        :return: ten letters and digits
        """
        # sudo: a key is made with the secret, nobody is told it
        key = partner.sudo()._ficha_hmac_key(SCOPE)
        said = f"{partner.id}\x00{self.env.company.id}"
        code = short_code.short_code(hmac.digest(key, said.encode(), "sha256"))
        self._keep(self._paper_digest(code), "paper", partner, "", None)
        return code

    def _find_paper(self, typed):
        """The link of a code that somebody typed.

        :return: ``ficha.link``, one or none, as :meth:`_find`
        """
        code = short_code.read(typed) or ""
        return self._found(
            "token_sha256", self._paper_digest(code), ["paper"], SQL("TRUE")
        )

    def _paper_digest(self, code):
        # sudo: a key is made with the secret; a key and no hash, as a code is short
        key = self.env["res.partner"].sudo()._ficha_hmac_key(SCOPE)
        return hmac.new(key, f"code\x00{code}".encode(), "sha256").hexdigest()
