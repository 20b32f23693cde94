import base64
import binascii
import hmac as hmac_lib

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import hmac

from odoo.addons.ficha_cliente.tools.arguments import asks, files_with_names
from odoo.addons.ficha_cliente.tools.by_hand import made_by_us
from odoo.addons.ficha_cliente.tools.groups import PERSONAL
from odoo.addons.ficha_cliente.tools.plain_text import visible

from ..tools import form_layout as layout
from ..tools.form_read import HEADER, MAX_SIZE, MAX_TEXT, FormRefusedError, read_form
from .res_company import ALIAS

SCOPE = "ficha_cliente_paper.form"
# what came in: nobody writes it
KEPT = {
    "name",
    "kind",
    "file",
    "personal_file",
    "file_name",
    "personal",
    "email_from",
    "user_id",
    "company_id",
    "matched_on",
    "notice_number",
}
MAX_NAME = 120
MAX_FILES = 50  # at once, of one e-mail or one drop


def _written(text):
    """What somebody writes into the head of an e-mail, or calls a file, as it can be
    kept: without what is no letter, and not longer than a name is; the end of the name
    of a file stays."""
    text = str(text or "")
    text = text[:MAX_TEXT] + text[MAX_TEXT:][-4:]
    text = visible(text.encode(errors="replace").decode().replace("\0", "")).strip()
    if len(text) <= MAX_NAME:
        return text
    return text[: MAX_NAME - 4] + (text[-4:] if text[-4:].lower() == ".pdf" else "")


class FichaFormInbox(models.Model):
    """A filled form that came back, and what a person decides about it.

    Reading is here, on top of ``form_read``; whose it is and what comes of it is in
    ``ficha_form_inbox_apply``. A file with personal data is kept
    in a field of its own, for the group *Ficha: personal data* only; so are the lines
    with such data (record rule), and everybody else decides about the rest.
    """

    _name = "ficha.form.inbox"
    _description = "Filled form of a customer"
    _inherit = ["mail.thread"]
    _order = "id desc"

    name = fields.Char(
        string="Who",
        required=True,
        readonly=True,
        help="The name on the form; when it could not be read, the subject of the "
        "e-mail or the name of the file.",
    )
    state = fields.Selection(
        [
            ("review", "To review"),
            ("personal", "Personal data left"),
            ("done", "Done"),
            ("refused", "Refused"),
        ],
        required=True,
        readonly=True,
        default="review",
        index=True,
        tracking=True,
        help="To review: nobody has decided yet. Personal data left: the rest was "
        "accepted, and somebody who may see personal data has to decide on it.",
    )
    reason = fields.Char(
        string="Why it was refused", readonly=True, help="Why it was not accepted."
    )
    kind = fields.Selection(
        [("customer", "Customer"), ("prospect", "Prospect")],
        readonly=True,
        help="For whom the form was printed.",
    )
    file = fields.Binary(attachment=True, readonly=True, help="The form as it came.")
    personal_file = fields.Binary(
        string="File with personal data",
        attachment=True,
        readonly=True,
        groups=PERSONAL,
        help="The form as it came, when it has academic or family data.",
    )
    file_name = fields.Char(readonly=True, help="Name of the file.")
    personal = fields.Boolean(
        string="With personal data",
        readonly=True,
        help="It has academic or family data; only those who may see such data can "
        "see it.",
    )
    email_from = fields.Char(
        string="Sent by", readonly=True, help="Who sent it, when it came by e-mail."
    )
    user_id = fields.Many2one(
        "res.users",
        string="Read by",
        readonly=True,
        help="Who brought the file in, when it did not come by e-mail.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company,
        help="The company whose form it is.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer file",
        index="btree_not_null",
        ondelete="set null",
        help="The customer file it is about. Empty: a new one is made.",
    )
    matched_on = fields.Char(
        string="Recognised by",
        readonly=True,
        help="How the customer file was found, or why none was.",
    )
    notice_number = fields.Integer(
        readonly=True, help="Number of the notice that was printed on it."
    )
    notice_version = fields.Char(
        string="Notice on it",
        compute="_compute_notice_version",
        help="The data-protection notice that they signed below, and its version.",
    )
    line_ids = fields.One2many("ficha.form.line", "form_id", string="What it says")
    problem_count = fields.Integer(
        compute="_compute_problem_count", help="How many values cannot be used."
    )

    @api.depends("notice_number")
    def _compute_notice_version(self):
        for form in self:
            form.notice_version = form.company_id._ficha_notice_version(
                form.notice_number
            )

    @api.depends("line_ids.problem")
    @api.depends_context("uid")
    def _compute_problem_count(self):
        for form in self:
            form.problem_count = len(form.line_ids.filtered("problem"))

    @api.model_create_multi
    def create(self, vals_list):
        """Extends mail's: a form comes in by :meth:`_receive`, which has read it. What
        somebody makes up is not one."""
        if not self.env.su:
            raise AccessError(
                self.env._(
                    "A filled form is read from its PDF file: choose “Read a form”."
                )
            )
        return super().create(vals_list)

    def write(self, vals):
        """Extends mail's: what a form is, says and came from is not changed by hand,
        and the customer it is given to is one that the user may see. The lines would
        otherwise tell what the file of anybody says."""
        if not self.env.su:
            if set(vals) & KEPT:
                raise AccessError(
                    self.env._(
                        "What a filled form says, who sent it and its company are not "
                        "changed by hand."
                    )
                )
            if vals.get("partner_id"):
                self.env["res.partner"].browse(vals["partner_id"]).check_access("read")
        return super().write(vals)

    def _lines_to_take(self):
        """The lines the user sees that would change something."""
        # the record rule holds for what is searched; what is in the cache may have
        # been read as superuser
        return self.line_ids._filtered_access("read").filtered(
            lambda line: line.take
            and not line.problem
            and not line.same
            and not line.applied
        )

    def action_refuse(self):
        """Leave everything as it is."""
        for form in self.filtered(lambda form: form.state != "done"):
            form.write(
                {
                    "state": "refused",
                    "reason": self.env._(
                        "%(user)s decided not to accept it.", user=self.env.user.name
                    ),
                }
            )
        return True

    def action_review(self):
        """Look again at one that was refused by hand."""
        # sudo: only whether it was ever read is asked
        self.filtered(
            lambda form: form.state == "refused" and form.sudo().line_ids
        ).write({"state": "review", "reason": False})
        return True

    # --------------------------------------------------------------------------
    # How a form comes in: by hand, or by e-mail, and what is refused.
    # --------------------------------------------------------------------------

    # -- what a form says of itself ----------------------------------------------------

    @api.model
    def _sign_form(self, company, kind, partner, personal, notice=0):
        """What the hidden field of a form says: version, database, company, kind,
        ficha, whether it asks for personal data and the number of the notice on it,
        signed, so that a form that comes back finds its ficha and nobody can make it
        find another."""
        # sudo: the identity of the database is a system parameter
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        details = "|".join(
            str(part)
            for part in (
                layout.VERSION,
                uuid,
                company.id,
                kind,
                partner.id or 0,
                int(personal),
                notice,
            )
        )
        return f"{details}|{self._seal_of(details)}"

    @api.model
    def _seal_of(self, details):
        return hmac(self.env(su=True), SCOPE, details)

    @api.model
    def _read_meta(self, meta):
        """
        :raise FormRefusedError: ``foreign``, ``other_database``, ``version`` or
            ``forged``
        :return: dict with ``company_id, kind, partner_id, personal, notice``
        """
        details, _sep, signature = meta.rpartition("|")
        parts = details.split("|")
        if len(parts) not in map(len, layout.META.values()):
            raise FormRefusedError("foreign")
        names = layout.META.get(parts[0], ())
        said = dict(zip(layout.META[str(layout.VERSION)], parts, strict=False))
        # sudo: as in _sign_form
        if said["uuid"] != self.env["ir.config_parameter"].sudo().get_param(
            "database.uuid"
        ):
            raise FormRefusedError("other_database")
        right = self._seal_of(details)
        if not hmac_lib.compare_digest(right.encode(), signature.encode()):
            raise FormRefusedError("forged")
        if len(names) != len(parts):
            raise FormRefusedError("version")
        return {
            "company_id": int(said["company"]),
            "kind": said["kind"],
            "partner_id": int(said["partner"]),
            "personal": said["personal"] == "1",
            "notice": int(said.get("notice", 0)),
        }

    @api.model
    def _refusal_text(self, reason):
        """The reason for refusing a file, as a sentence."""
        return {
            "empty": self.env._("The file is empty."),
            "too_big": self.env._(
                "The file is too big: a filled form has less than %s MB.",
                MAX_SIZE // 1024 // 1024,
            ),
            "not_pdf": self.env._("The file is not a PDF."),
            "encrypted": self.env._(
                "The PDF is protected with a password. Save it without one."
            ),
            "broken": self.env._(
                "The PDF is damaged or incomplete. Ask for it to be sent again."
            ),
            "scanned": self.env._(
                "The PDF has no fields to read: it was scanned, or printed to a new "
                "PDF. The form has to be filled in on the screen and saved."
            ),
            "foreign": self.env._(
                "The PDF has fields, but it is not one of our forms. Send the form "
                "printed from Customer files > Forms."
            ),
            "other_database": self.env._(
                "The form was printed by a different database."
            ),
            "forged": self.env._(
                "The form was altered: the part that says who it was printed for "
                "does not carry our signature."
            ),
            "version": self.env._(
                "The form is of an older or newer version. Print it again."
            ),
            "no_values": self.env._("Nothing was filled in on the form."),
            "no_file": self.env._("The e-mail has no PDF attached."),
        }[reason]

    # -- coming in ---------------------------------------------------------------------

    @api.model
    def _receive(self, file_name, data, **vals):
        """Read one file.

        :param str file_name: as it came
        :param bytes data: the file
        :param vals: more values of the record
        :raise FormRefusedError: it cannot be taken
        :return: the form to be reviewed
        """
        meta, texts = read_form(data)
        details = self._read_meta(meta)
        # sudo: the gateway has no company of its own; a user's are asked for below
        company = self.env["res.company"].sudo().browse(details["company_id"]).exists()
        if not company or (
            not self.env.su and company not in self.env.user.company_ids
        ):
            company = self.env.company
        lines = (
            self.env["res.partner"]
            .with_company(company)
            ._ficha_form_lines(texts, details["kind"], details["personal"])
        )
        if not lines:
            raise FormRefusedError("no_values")
        personal = any(line["personal"] for line in lines)
        name = next((ln["text"] for ln in lines if ln["name"] == "name"), file_name)
        # sudo: the file and the lines with personal data are not for everybody who may
        # bring a form in; nobody writes them by hand
        form = made_by_us(self).create(
            {
                **vals,
                "name": name[:MAX_NAME],
                "file_name": file_name[:MAX_NAME],
                "personal_file" if personal else "file": base64.b64encode(data),
                "personal": personal,
                "kind": details["kind"],
                "company_id": company.id,
                "notice_number": details["notice"],
                "line_ids": [
                    (0, 0, {**line, "sequence": number})
                    for number, line in enumerate(lines)
                ],
            }
        )
        form._match(details["partner_id"])
        return form.with_env(self.env)

    @api.model
    @asks(files=files_with_names)
    def read_files(self, files):
        """Read files that somebody dropped or chose.

        :param list files: pairs (name, content in base64)
        :raise AccessError: the user may not bring forms in
        :return: dict with ``refused`` (sentences) and ``action``: the form, or the list
            of forms, to look at; False when none could be read
        """
        self.check_access("create")
        forms, refused = self.browse(), []
        for name, content in files[:MAX_FILES]:
            try:
                data = self._decode(content)
                forms |= self._receive(str(name), data, user_id=self.env.uid)
            except FormRefusedError as error:
                refused.append(f"{name}: {self._refusal_text(error.reason)}")
        if len(files) > MAX_FILES:
            refused.append(self.env._("Only the first %s files were read.", MAX_FILES))
        return {
            "refused": refused,
            "action": bool(forms) and forms._get_review_action(),
        }

    @api.model
    def _decode(self, content):
        if len(content or "") > MAX_SIZE * 4 / 3 + 4:
            raise FormRefusedError("too_big")
        try:
            return base64.b64decode(content or "", validate=True)
        except (binascii.Error, ValueError) as error:
            raise FormRefusedError("broken") from error

    def _get_review_action(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ficha_cliente_paper.action_ficha_form_inbox"
        )
        if len(self) == 1:
            return {**action, "views": [(False, "form")], "res_id": self.id}
        return {
            **action,
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "domain": [("id", "in", self.ids)],
        }

    # -- by e-mail ---------------------------------------------------------------------

    @api.model
    def _get_form_address(self, company):
        """The address to which filled forms are sent back, or that of the company."""
        # sudo: aliases are the administrator's, the address is no secret
        alias = self.env.ref(ALIAS, raise_if_not_found=False)
        alias = alias and alias.sudo()
        if alias and alias.alias_name:
            domain = alias.alias_domain or company.sudo().alias_domain_id.name
            if domain:
                return f"{alias.alias_name}@{domain}"
        return company.email or ""

    @api.model
    @api.private
    def message_new(self, msg_dict, custom_values=None):
        """Extended: each PDF of the e-mail is a form. What cannot be read is kept as
        refused, with its reason; an e-mail never fails here. What is kept in words is
        in the language of the company: the gateway has none, and is the superuser.
        Anybody else brings a form in as by hand, and needs the right to."""
        self.check_access("create")
        self = self.with_context(lang=self.env.company._ficha_lang())
        subject = _written(msg_dict.get("subject")) or self.env._("Form by e-mail")
        common = {"email_from": _written(msg_dict.get("email_from")), "name": subject}
        forms = self.browse()
        for name, content in self._pdfs_of(msg_dict):
            forms |= self._receive_or_refuse(name, content, common)
        if not forms:
            forms = self._refused("no_file", common)
        return forms[:1]

    @api.model
    def _pdfs_of(self, msg_dict):
        """What may be forms among what came with an e-mail: a text may be one, another
        e-mail that hangs from it is none; what hangs from that one has come too.

        :return: pairs ``(name, bytes)``, not more than are read
        """
        found = []
        for name, content, *_info in msg_dict.get("attachments") or ():
            if isinstance(content, str):
                content = content.encode(errors="replace")
            if not isinstance(content, bytes) or len(found) >= MAX_FILES:
                continue
            name = _written(name)
            if name.lower().endswith(".pdf") or b"%PDF-" in content[:HEADER]:
                found.append((name or "form.pdf", content))
        return found

    @api.model
    def _receive_or_refuse(self, file_name, data, vals):
        try:
            with self.env.cr.savepoint():
                return self._receive(file_name, data, **vals)
        except FormRefusedError as error:
            return self._refused(
                error.reason, {**vals, "file_name": file_name[:MAX_NAME]}
            )

    @api.model
    def _refused(self, reason, vals):
        # sudo: as in _receive. The file itself is not kept: nobody knows what it is.
        return made_by_us(self).create(
            {**vals, "state": "refused", "reason": self._refusal_text(reason)}
        )

    def message_post(self, **kwargs):
        """Extended: the files of an e-mail are not hung on the record as well, where
        everybody would see them; ``message_new`` has kept what is to be kept."""
        if kwargs.get("message_type") == "email":
            kwargs["attachments"] = []
        return super().message_post(**kwargs)

    @api.model
    def _read_or_raise(self, name, content):
        """Read one file chosen in a dialog.

        :raise UserError: why it cannot be taken
        """
        answer = self.read_files([(name, content)])
        if answer["refused"]:
            raise UserError("\n".join(answer["refused"]))
        return answer["action"]
