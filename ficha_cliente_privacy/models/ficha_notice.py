from lxml import etree
from lxml.html import fragment_fromstring
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Domain
from odoo.tools import html2plaintext, plaintext2html

from odoo.addons.ficha_cliente.tools.arguments import only_one
from odoo.addons.ficha_cliente.tools.bounds import check_days
from odoo.addons.ficha_cliente.tools.by_hand import made_by_us

from ..tools.point_key import text_digest

TEXTS = ("first_layer", "second_layer", "checkbox_label")
FIXED = {
    *(*TEXTS, "lang", "place", "version", "sha256"),
    *("purpose_ids", "company_id", "automatic"),
}
#: Odoo writes stars, slashes and numbers for these, which is not what people read.
LOUD = ("b", "strong", "em", "a")
HEADING = ("h1", "h2", "h3", "h4", "h5", "h6")


def as_text(html):
    """What a text with markup says, for a page without; a link that does not say where
    to says it behind."""
    if not html or not html.strip():
        return ""
    tree = fragment_fromstring(str(html), create_parent="div")
    for link in tree.iter("a"):
        address = (link.get("href") or "").removeprefix("mailto:")
        if address and address not in link.text_content():
            link.tail = f" ({address}){link.tail or ''}"
    for loud in list(tree.iter(*LOUD)):
        loud.drop_tag()
    for heading in tree.iter(*HEADING):
        heading.tag = "p"
    plain = etree.tostring(tree, encoding="unicode")
    return html2plaintext(plain, include_references=False).strip()


class FichaNotice(models.Model):
    """A text that people were shown, in one version.

    Once somebody gave a consent on it, it stays as it was: a new version is another
    record.
    """

    _name = "ficha.notice"
    _description = "Privacy Notice"
    _order = "place, lang, version desc, id desc"

    name = fields.Char(required=True, help="Name among ourselves.")
    purpose_ids = fields.Many2many(
        "ficha.purpose", string="Purposes", help="What the text informs about."
    )
    place = fields.Selection(
        [
            ("web_form", "Web form"),
            ("portal", "Customer portal"),
            ("paper", "Paper"),
            ("checkout", "Checkout"),
            ("call_script", "Said by telephone"),
            ("email_footer", "Foot of messages"),
        ],
        required=True,
        default="paper",
        help="Where it is shown.",
    )
    lang = fields.Selection(
        selection="_get_langs",
        string="Language",
        required=True,
        default=lambda self: self.env.lang or "en_US",
        help="Language the text is in.",
    )
    version = fields.Integer(
        readonly=True, copy=False, help="Given by the system: 1, 2, 3..."
    )
    first_layer = fields.Html(
        required=True,
        help="Who, what for, and how to exercise one's rights (LOPDGDD 11.2).",
    )
    second_layer = fields.Html(help="All the rest (GDPR 13 and 14).")
    checkbox_label = fields.Char(help="What is written beside the box to tick.")
    sha256 = fields.Char(
        "Fingerprint",
        compute="_compute_sha256",
        store=True,
        help="Changes when a single letter of the text does.",
    )
    valid_from = fields.Date(
        default=fields.Date.context_today, help="First day on which it is shown."
    )
    valid_to = fields.Date(help="Last day on which it is shown.")
    automatic = fields.Boolean(
        "Kept by itself",
        readonly=True,
        copy=False,
        help="A text of the settings, kept as it was printed. To have another one "
        "printed, write a notice for that place: it comes first.",
    )
    shown_on = fields.Date(
        "Printed since",
        readonly=True,
        copy=False,
        help="From then on the text stays as it is: somebody may have it on paper.",
    )
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company,
        help="The company that informs; empty: all.",
    )

    # what is printed names a version: two texts of one number would be told by nobody
    _version_uniq = models.UniqueIndex(
        "(name, place, lang, COALESCE(company_id, 0), version) WHERE version > 0",
        "There is a version of that number with this name already.",
    )

    @api.constrains("valid_from", "valid_to")
    def _check_days(self):
        check_days(self, "valid_from", "valid_to")

    @api.model
    def _get_langs(self):
        return self.env["res.lang"].get_installed()

    @api.depends(*TEXTS)
    def _compute_sha256(self):
        for notice in self:
            notice.sha256 = text_digest(*(notice[name] for name in TEXTS))

    @api.depends("name", "version")
    def _compute_display_name(self):
        for notice in self:
            notice.display_name = self.env._(
                "%(name)s, version %(version)s",
                name=notice.name or "",
                version=notice.version,
            )

    @api.model_create_multi
    def create(self, vals_list):
        """Extends the ORM's: the version is the next of its name, place, language.

        :raise ConcurrencyError: somebody took that number at this very moment: Odoo
            repeats the request, which then sees theirs
        """
        notices = super().create(vals_list)
        try:
            for notice in notices:
                # sudo: of another company's versions no more than their number
                others = self.sudo().search(
                    [
                        ("name", "=", notice.name),
                        ("place", "=", notice.place),
                        ("lang", "=", notice.lang),
                        ("company_id", "=", notice.company_id.id),
                        ("id", "!=", notice.id),
                    ]
                )
                notice.version = max(others.mapped("version"), default=0) + 1
            notices.flush_recordset(["version"])
        except UniqueViolation as error:
            raise ConcurrencyError(str(error)) from error
        return notices

    def write(self, vals):
        """Extends the ORM's: what somebody was shown is not written anew."""
        # the first day on paper is what keeps the text: it is never taken away
        again = "shown_on" in vals and any(self.sudo().mapped("shown_on"))
        if again or (vals.keys() & FIXED and self._used()):
            raise UserError(
                self.env._(
                    "People were shown this text, so it stays as it is. Make a new "
                    "version of it instead."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_used(self):
        if self._used():
            raise UserError(
                self.env._(
                    "People were shown this text, so it is kept. Write its last day "
                    "instead."
                )
            )

    def _used(self):
        """Whether evidence points at one of these, or may come back on paper."""
        # sudo: the evidence need not be the reader's
        if any(self.sudo().mapped("shown_on")):
            return True
        consents = self.env["ficha.consent"].sudo()
        return bool(self.ids) and bool(
            consents.search_count([("notice_id", "in", self.ids)], limit=1)
        )

    # -- shown somewhere ---------------------------------------------------------------

    @api.model
    def _in_force(self, place, company):
        """The notice that somebody wrote for a place, in the reader's language: that of
        the company before one of all, and of these the last version.

        :return: ``ficha.notice``, one or none
        """
        today = fields.Date.context_today(self)
        found = self.search(
            self._shown_domain(place)
            & Domain("company_id", "in", [False, company.id])
            & Domain("automatic", "=", False)
            & (Domain("valid_from", "=", False) | Domain("valid_from", "<=", today))
            & (Domain("valid_to", "=", False) | Domain("valid_to", ">=", today))
        )
        return found.sorted(lambda n: (not n.company_id, -n.version, -n.id))[:1]

    @api.model
    def _kept(self, place, company, text):
        """The version of a text that is shown without being a notice: of the settings,
        or the usual one. The first time it is kept as the next version.

        :return: ``ficha.notice``
        """
        found = self.search(
            self._shown_domain(place)
            & Domain("company_id", "=", company.id)
            & Domain("automatic", "=", True),
            order="id desc",
        )
        kept = plaintext2html(text)
        # compared as it is kept: addresses of the web become links there
        for notice in found:
            if notice._as_text().split() == as_text(kept).split():
                return notice
        purposes = ("purpose_service", "purpose_invoicing")
        refs = [
            self.env.ref(f"ficha_cliente_privacy.{name}", raise_if_not_found=False)
            for name in purposes
        ]
        # sudo: whoever prints it shows it
        return made_by_us(self).create(
            {
                "name": self.env._("Notice of the forms on paper"),
                "place": place,
                "lang": self.env.lang or "en_US",
                "first_layer": kept,
                "automatic": True,
                "company_id": company.id,
                "purpose_ids": [ref.id for ref in refs if ref],
            }
        )

    def _shown(self):
        """It is being printed: from now on it stays as it is."""
        fresh = self.filtered(lambda notice: not notice.shown_on)
        if fresh:
            fresh.shown_on = fields.Date.context_today(self)

    @api.model
    def _shown_domain(self, place):
        lang = self.env.lang or "en_US"
        return Domain("place", "=", place) & Domain("lang", "=", lang)

    def _as_text(self):
        """What it says in the first place, for a page without markup."""
        return as_text(self.first_layer)

    def action_new_version(self):
        """Copy the text into its next version, and end this one.

        :return: window action on the new one
        """
        only_one(self)
        today = fields.Date.context_today(self)
        copy = self.copy({"valid_from": today, "valid_to": False})
        self.valid_to = today
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": copy.id,
            "views": [(False, "form")],
        }
