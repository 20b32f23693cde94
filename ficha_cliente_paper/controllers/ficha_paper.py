import io
import zipfile

from werkzeug.exceptions import BadRequest

from odoo.exceptions import AccessError, MissingError
from odoo.http import Controller, content_disposition, request, route
from odoo.tools.misc import str2bool

MAX_RECORDS = 500


class FichaPaper(Controller):
    """Downloads: forms to fill in, and vCards. As the user, with their rights."""

    # not read only: the first print of a notice keeps it as a version
    @route("/ficha/form", type="http", auth="user")
    def form(self, kind=None, ids="", personal="0"):
        """A blank form, or those of some customers (one PDF, or a ZIP of several).

        :param str kind: ``customer`` or ``prospect``; that of each ficha by default
        :param str ids: ids of contacts, with commas between; empty for a blank form
        :param str personal: ``1`` asks for academic and family data too
        """
        self._check_user()
        personal = str2bool(personal, False)
        partners = self._partners(ids)
        partners._check_ficha_forms()
        kind = kind or (None if partners else "customer")
        if kind not in (None, "customer", "prospect"):
            raise BadRequest(
                request.env._("There is a form for customers and one for prospects.")
            )
        if len(partners) < 2:
            pdf = partners._get_ficha_form_pdf(kind, personal)
            return self._file(pdf, "application/pdf", self._name(partners, kind))
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for partner in partners:
                name = f"{partner.id} {self._name(partner, kind)}"
                archive.writestr(name, partner._get_ficha_form_pdf(kind, personal))
        name = request.env._("Forms.zip")
        return self._file(buffer.getvalue(), "application/zip", name)

    @route("/ficha/vcard", type="http", auth="user", readonly=True)
    def vcard(self, ids=""):
        """Some contacts in one vCard file."""
        partners = self._partners(ids)
        if not partners:
            raise BadRequest(request.env._("Choose the contacts of the vCard first."))
        name = partners.name if len(partners) == 1 else request.env._("Contacts")
        content = partners._get_vcards_file()
        return self._file(content, "text/vcard; charset=utf-8", f"{name}.vcf")

    def _check_user(self):
        if not request.env.user.has_group("ficha_cliente.group_ficha_user"):
            raise AccessError(
                request.env._("Forms are printed by users of the customer files.")
            )

    def _partners(self, ids):
        parts = [part for part in str(ids).split(",") if part]
        if len(parts) > MAX_RECORDS or not all(
            part.isascii() and part.isdigit() and len(part) < 10 for part in parts
        ):
            raise BadRequest(
                request.env._(
                    "These are no contacts. Go back to the list and choose them again, "
                    "%s at most.",
                    MAX_RECORDS,
                )
            )
        asked = list(dict.fromkeys(map(int, parts)))  # in the order of the list
        partners = request.env["res.partner"].browse(asked).exists()
        # not a blank form instead, which somebody would give to a customer
        if len(partners) < len(asked):
            raise MissingError(
                request.env._(
                    "One of these contacts is not there any more. Go back to the list "
                    "and choose again."
                )
            )
        partners.check_access("read")
        return partners

    def _name(self, partner, kind):
        if partner:
            label = partner.entity_client_code or partner.name or partner.id
            return request.env._("Form %s.pdf", str(label).replace("/", "-"))
        if kind == "prospect":
            return request.env._("Form for prospects.pdf")
        return request.env._("Form for customers.pdf")

    def _file(self, content, mimetype, name):
        return request.make_response(
            content,
            [
                ("Content-Type", mimetype),
                ("Content-Length", len(content)),
                ("Content-Disposition", content_disposition(name)),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
