from collections import namedtuple

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..tools.arguments import only_one
from ..tools.by_hand import made_by_us

#: Whose work is given: of this user, with these customers (commercial entities; None:
#: with all of them), in these companies (None: in all).
Portfolio = namedtuple("Portfolio", "user customers companies")

# one summary tells of it all: no note, no e-mail and no invitation per record
QUIET = {
    "mail_notrack": True,
    "mail_auto_subscribe_no_notify": True,
    "mail_activity_quick_update": True,
    "skip_attendee_notification": True,
    "dont_notify": True,
    "ficha_keep_prepared": True,
}


class FichaHandover(models.Model):
    """A portfolio that went from one person to another: what moved, and the way back.

    What there is to move is said by :meth:`_handover_kinds` (in
    ``ficha_handover_kinds.py``), which other modules extend with their documents. Each
    kind is one search and one write, whatever the number of records. What moved is kept
    record by record, so that it can be undone for those that are still as the hand-over
    left them.
    """

    _name = "ficha.handover"
    _description = "Hand-over of customers"
    _inherit = ["mail.thread"]
    _order = "id desc"

    from_user_id = fields.Many2one(
        "res.users",
        string="From",
        required=True,
        readonly=True,
        index=True,
        help="Who had the customers.",
    )
    to_user_id = fields.Many2one(
        "res.users",
        string="To",
        required=True,
        readonly=True,
        index=True,
        help="Who has them since.",
    )
    date = fields.Datetime(
        string="Handed over on",
        required=True,
        readonly=True,
        default=fields.Datetime.now,
        help="When it was done.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Handed over by",
        readonly=True,
        default=lambda self: self.env.user,
        help="Who decided it.",
    )
    company_ids = fields.Many2many(
        "res.company",
        "ficha_handover_company_rel",
        string="Companies",
        readonly=True,
        help="Companies whose documents it concerned.",
    )
    state = fields.Selection(
        [("done", "Handed over"), ("undone", "Undone")],
        required=True,
        readonly=True,
        default="done",
        help="Undone: what had not changed in the meantime went back.",
    )
    item_ids = fields.One2many(
        "ficha.handover.item",
        "handover_id",
        help="Each record that moved.",
    )
    summary = fields.Text(
        compute="_compute_summary", help="What moved, and how many of each."
    )

    @api.depends("from_user_id", "to_user_id")
    def _compute_display_name(self):
        for handover in self:
            handover.display_name = (
                f"{handover.from_user_id.name} → {handover.to_user_id.name}"
            )

    @api.depends("item_ids.undone")
    @api.depends_context("lang")
    def _compute_summary(self):
        # sudo: numbers only, of a hand-over that may be read
        rows = (
            self.env["ficha.handover.item"]
            .sudo()
            ._read_group(
                [("handover_id", "in", self.ids)],
                ["handover_id", "kind", "undone"],
                ["__count"],
            )
        )
        counts = {}
        for handover, kind, undone, count in rows:
            moved, back = counts.setdefault(handover.id, {}).get(kind, (0, 0))
            counts[handover.id][kind] = (moved + count, back + count * undone)
        labels = {key: spec["label"] for key, spec in self._handover_kinds().items()}
        for handover in self:
            of_kind = counts.get(handover._origin.id, {})
            lines = []
            # in the order of the kinds; last those of a module that is gone
            for kind in sorted(of_kind, key=[*labels, *of_kind].index):
                moved, back = of_kind[kind]
                line = f"{labels.get(kind, kind)}: {moved}"
                if back:
                    line = self.env._(
                        "%(line)s (%(count)s back)", line=line, count=back
                    )
                lines.append(line)
            handover.summary = "\n".join(lines)

    # --------------------------------------------------------------------------
    # Moving, and moving back.
    # --------------------------------------------------------------------------

    @api.model
    def _check_handover_rights(self):
        """Managers of customer files, and whoever administers the users and archives
        one of them."""
        if not (
            self.env.user.has_group("ficha_cliente.group_ficha_manager")
            or self.env.user.has_group("base.group_erp_manager")
        ):
            raise AccessError(
                self.env._(
                    "Only members of “Customer files / Manager” hand customers over. "
                    "Ask one of them, or your administrator for that permission."
                )
            )

    @api.model
    def _hand_over(self, portfolio, to_user, keys):
        """Give a portfolio to somebody else.

        :param portfolio: :class:`Portfolio`
        :param to_user: ``res.users``
        :param keys: the kinds that move
        :return: ``ficha.handover``
        :raise AccessError: the user is no manager
        :raise UserError: there is nothing to move
        """
        self._check_handover_rights()
        user = portfolio.user
        kinds = self._handover_kinds()
        keys = set(keys) - self._handover_refused(to_user)
        # all are looked for before any of them is moved: they are found by one another
        found = {
            key: self._handover_records(key, self._handover_domain(key, portfolio))
            for key, spec in kinds.items()
            if key in keys and not spec.get("along")
        }
        if not any(found.values()):
            raise UserError(
                self.env._(
                    "Nothing was handed over: %(user)s has nothing of what you chose. "
                    "Choose other customers, or tick more of the list.",
                    user=user.name,
                )
            )
        companies = portfolio.companies or self.env.companies
        # sudo: hand-overs are made by this method only
        handover = made_by_us(self).create(
            {
                "from_user_id": user.id,
                "to_user_id": to_user.id,
                "user_id": self.env.uid,
                "company_ids": [(6, 0, companies.ids)],
            }
        )
        items = []
        for key, records in found.items():
            write = getattr(handover, f"_handover_write_{key}", None)
            details = write(records) if write else {}
            if not write:
                records.with_context(**QUIET).write({kinds[key]["user"]: to_user.id})
            items += [
                {
                    "handover_id": handover.id,
                    "kind": key,
                    "res_id": record.id,
                    "detail": details.get(record.id),
                }
                for record in records
            ]
        handover.env["ficha.handover.item"].create(items)
        handover._handover_note(found.get("customer"))
        handover._handover_tell(self.env._("Handed over"))
        return handover.sudo(False)

    def _handover_note(self, customers):
        """Each customer file says from whom to whom it went."""
        if customers:
            text = self.env._(
                "Handed over from %(before)s to %(after)s.",
                before=self.from_user_id.name,
                after=self.to_user_id.name,
            )
            customers._message_log_batch(dict.fromkeys(customers.ids, text))

    def _handover_note_back(self, items):
        """Each customer file that went back says so too."""
        customers = items.filtered(lambda item: item.kind == "customer")
        if customers:
            text = self.env._(
                "Handed back from %(before)s to %(after)s: the hand-over was undone.",
                before=self.to_user_id.name,
                after=self.from_user_id.name,
            )
            partners = self.env["res.partner"].browse(customers.mapped("res_id"))
            partners._message_log_batch(dict.fromkeys(partners.ids, text))

    def _handover_tell(self, title):
        """The one summary, for both of them."""
        to = (self.to_user_id | self.from_user_id).filtered("active").partner_id
        lines = Markup("<br/>").join(self.summary.splitlines())
        self.message_post(
            body=Markup("<p><b>%s: %s</b><br/>%s</p>")
            % (title, self.display_name, lines),
            partner_ids=(to - self.env.user.partner_id).ids,
        )

    def _handover_write_meeting(self, events):
        """Meetings have an organizer and guests; who receives them takes either place.

        :return: ``{event id: which places were taken}``, for the way back
        """
        old, new = self.from_user_id, self.to_user_id
        details = {
            event.id: "".join(
                letter
                for letter, true in (
                    ("o", event.user_id == old),
                    ("g", old.partner_id in event.partner_ids),
                    # was there before, and is no guest twice
                    ("b", new.partner_id in event.partner_ids),
                )
                if true
            )
            for event in events
        }
        for detail, group in events.grouped(lambda e: details[e.id]).items():
            group._handover_replace(old, new, detail)
        return details

    def _handover_back_meeting(self, items):
        """:return: the items that went back"""
        old, new = self.from_user_id, self.to_user_id
        events = self.env["calendar.event"].browse(items.mapped("res_id")).exists()
        domain = self._handover_kinds()["meeting"]["domain"]
        events = {event.id: event for event in events.filtered_domain(domain)}
        back = items.browse()
        for detail, group in items.grouped("detail").items():
            same = [events[i.res_id] for i in group if i.res_id in events]
            same = (
                self.env["calendar.event"]
                .union(*same)
                .filtered(
                    lambda event, detail=detail: (
                        ("o" not in detail or event.user_id == new)
                        and ("g" not in detail or new.partner_id in event.partner_ids)
                    )
                )
            )
            same._handover_replace(new, old, detail)
            back += group.filtered(lambda i, same=same: i.res_id in same.ids)
        return back

    def action_undo(self):
        """Give back what has not changed since.

        :raise AccessError: the user is no manager
        :raise UserError: it was undone before, or a company is not switched on
        :return: client action that says how many went back
        """
        only_one(self)
        self._check_handover_rights()
        self.check_access("read")
        # sudo: the companies that are switched off are what is looked for
        missing = self.sudo().company_ids - self.env.companies
        if self.state != "done":
            raise UserError(self.env._("This hand-over has been undone already."))
        if missing:
            raise UserError(
                self.env._(
                    "It also concerns %s: switch that company on, at the top of the "
                    "screen, to undo it.",
                    ", ".join(missing.mapped("name")),
                )
            )
        # sudo: as for handing over
        handover = self.sudo()
        back = handover._handover_back()
        back.undone = True
        handover.state = "undone"
        handover._handover_note_back(back)
        stays = len(handover.item_ids) - len(back)
        handover._handover_tell(self.env._("Undone"))
        message = (
            self.env._("1 record went back.")
            if len(back) == 1
            else self.env._("%s records went back.", len(back))
        )
        if stays == 1:
            message = self.env._(
                "%(message)s 1 stays: it changed since the hand-over.", message=message
            )
        elif stays:
            message = self.env._(
                "%(message)s %(count)s stay: they changed since the hand-over.",
                message=message,
                count=stays,
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if stays else "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _handover_back(self):
        """:return: the items whose records went back"""
        kinds = self._handover_kinds()
        back = self.env["ficha.handover.item"]
        by_kind = self.item_ids.grouped("kind")
        # what a module that is gone had moved stays
        for key, spec in kinds.items():
            items = by_kind.get(key)
            if not items:
                continue
            method = getattr(self, f"_handover_back_{key}", None)
            if method:
                back += method(items)
                continue
            still = spec["domain"] & Domain(spec["user"], "=", self.to_user_id.id)
            records = self.env[spec["model"]].browse(items.mapped("res_id")).exists()
            records = records.filtered_domain(still)
            records.with_context(**QUIET).write({spec["user"]: self.from_user_id.id})
            ids = set(records.ids)
            back += items.filtered(lambda item, ids=ids: item.res_id in ids)
        return back

    # -- screens -----------------------------------------------------------------------

    def action_start(self):
        """Opens the dialog. It is no ``api.model``: the button of a list sends ids.

        :return: window action
        """
        return self.env["ir.actions.act_window"]._for_xml_id(
            "ficha_cliente.action_ficha_handover_start"
        )

    def action_view_customers(self):
        """The customers that moved.

        :return: window action
        """
        only_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ficha_cliente.action_ficha"
        )
        # sudo: ids only; which of them are shown is decided by the reader's rights
        items = self.sudo().item_ids.filtered(lambda item: item.kind == "customer")
        name = self.env._("Customers: %s", self.display_name)
        return {
            **action,
            "name": name,
            "display_name": name,
            "domain": [("id", "in", items.mapped("res_id"))],
            "context": {},
        }


class FichaHandoverItem(models.Model):
    """One record that moved."""

    _name = "ficha.handover.item"
    _description = "Record that was handed over"
    _order = "id"
    _rec_name = "kind"

    handover_id = fields.Many2one(
        "ficha.handover",
        required=True,
        index=True,
        ondelete="cascade",
        help="Hand-over it belongs to.",
    )
    kind = fields.Char(required=True, help="Sort of work, by its key.")
    res_id = fields.Integer(required=True, help="The record in the database.")
    detail = fields.Char(help="What the way back must know besides.")
    undone = fields.Boolean(help="It went back.")
