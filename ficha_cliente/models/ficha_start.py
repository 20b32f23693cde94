from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..tools.arguments import a_dict, an_id, asks, either, part

MANAGER = "ficha_cliente.group_ficha_manager"

# Put away by somebody: the page is still in the menu.
AWAY = "ficha_cliente.start_away"
# The base was empty when the page was first opened: it stays the first page until then.
BEGUN = "ficha_cliente.start_begun"

#: by what customers may be shared among the people who attend them
SHARES = ("state", "tag", "biller", "me")
MOST_GROUPS = 60


class FichaStart(models.AbstractModel):
    """*First steps*: what there is to do on the first day, and how far it is.

    Each step is told by what the base holds when the page is opened; nothing is ticked
    by hand and no tick is stored. A module adds its step, or what it knows of another,
    by extending :meth:`_start_steps`.
    """

    _name = "ficha.start"
    _description = "First Steps"

    # -- what is shown -----------------------------------------------------------------

    @api.model
    @api.readonly
    def get_start(self):
        """The page.

        :return: dict with ``done``, how many steps are, and ``steps``: list of dicts
            with ``key``, ``title``, ``text`` (HTML), ``done``, ``buttons`` (dicts with
            ``label``, ``class``, ``icon``, and ``action`` or ``method``), ``drop``
            (files may be dropped) and ``share`` (what customers may be shared by)
        :raise AccessError: the user is no manager of customer files
        """
        self._start_check()
        steps = sorted(self._start_steps(), key=lambda step: step["sequence"])
        for step in steps:
            step["text"] = str(step["text"])
        return {"steps": steps, "done": sum(bool(step["done"]) for step in steps)}

    @api.model
    def _start_check(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._(
                    "The first steps are taken by members of “Customer files / "
                    "Manager”. Ask your administrator for that permission."
                )
            )

    @api.model
    def _start_steps(self):
        """The steps. Other modules add theirs with ``super()``.

        :return: list of dicts, see :meth:`get_start`, each with its ``sequence``
        """
        return [self._start_bring(), self._start_codes(), self._start_share()]

    @api.model
    def _start_files(self):
        """Who has a customer file: the contacts of the list of customer files.

        :return: ``Domain`` on ``res.partner``
        """
        return (
            (Domain("is_company", "=", True) | Domain("parent_id", "=", False))
            & Domain("partner_share", "=", True)
            & Domain("ref_company_ids", "=", False)
            & Domain("ficha_is_nobody", "=", False)
        )

    @api.model
    def _start_customers(self, count):
        """*12 customers*, in bold."""
        text = self.env._("1 customer") if count == 1 else False
        text = text or self.env._("%s customers", count)
        return Markup("<b>%s</b>") % text

    @api.model
    def _start_bring(self):
        """Step: there are customers."""
        count = self.env["res.partner"].search_count(self._start_files())
        return {
            "key": "bring",
            "sequence": 10,
            "title": self.env._("Bring your customers"),
            "text": self.env._(
                "There are now %(customers)s in this database.",
                customers=self._start_customers(count),
            ),
            "done": count > 0,
            "buttons": [
                {
                    "label": self.env._("Write the first one by hand")
                    if not count
                    else self.env._("Write one by hand"),
                    "class": "btn-link",
                    "icon": "fa-plus",
                    "method": "open_new",
                }
            ],
        }

    @api.model
    def _start_codes(self):
        """Step: whoever was invoiced has a code."""
        # of other companies not even how many they are
        Partner = self.env["res.partner"]
        waiting = len(Partner._without_client_code(self.env.companies))
        coded = Partner.search_count([("client_code", "!=", False)])
        sequence = Partner._client_code_sequence(self.env.company)
        # sudo: how the next code looks; nothing is taken from the sequence
        sequence = sequence.sudo()
        following = sequence.get_next_char(sequence.number_next_actual or 1)
        buttons = []
        if waiting:
            text = self.env._(
                "%(customers)s invoiced and without a code. New ones get it by "
                "themselves with their first invoice.",
                customers=self._start_customers(waiting),
            )
            buttons.append(
                {
                    "label": self.env._("Give the codes"),
                    "class": "btn-primary",
                    "method": "give_codes",
                }
            )
        elif coded:
            text = self.env._(
                "%(customers)s with a code. The next one is %(code)s.",
                customers=self._start_customers(coded),
                code=following,
            )
            buttons.append(
                {
                    "label": self.env._("See them"),
                    "class": "btn-secondary",
                    "method": "open_coded",
                }
            )
        else:
            text = self.env._(
                "Nobody was invoiced yet. Customers get their code by themselves with "
                "their first invoice: %(code)s is the first.",
                code=following,
            )
        if self.env.user.has_group("base.group_system") and not coded:
            buttons.append(
                {
                    "label": self.env._("How the code looks"),
                    "class": "btn-secondary",
                    "action": "ficha_cliente.action_ficha_client_code_sequence",
                }
            )
        return {
            "key": "codes",
            "sequence": 20,
            "title": self.env._("Give codes to those already invoiced"),
            "text": text,
            "done": bool(coded) and not waiting,
            "buttons": buttons,
        }

    @api.model
    def _start_share(self):
        """Step: every customer has somebody who attends them."""
        Partner = self.env["res.partner"]
        files = self._start_files()
        count = Partner.search_count(files)
        waiting = Partner.search_count(files & Domain("user_id", "=", False))
        team = self._start_team()
        buttons = []
        if not count:
            people = len(team)
            text = (
                self.env._(
                    "There is %(people)s in the team: you. Each sees their own "
                    "customers first.",
                    people=Markup("<b>%s</b>") % self.env._("1 person"),
                )
                if people == 1
                else self.env._(
                    "There are %(people)s in the team. Each sees their own customers "
                    "first.",
                    people=Markup("<b>%s</b>") % self.env._("%s people", people),
                )
            )
        elif waiting:
            text = self.env._(
                "%(customers)s without anybody. Each person sees their own customers "
                "first.",
                customers=self._start_customers(waiting),
            )
        else:
            text = self.env._("Every customer has somebody.")
        if self.env.user.has_group("base.group_erp_manager"):
            buttons.append(
                {
                    "label": self.env._("Invite somebody"),
                    "class": "btn-secondary",
                    "action": "base.action_res_users",
                }
            )
        return {
            "key": "share",
            "sequence": 30,
            "title": self.env._("Say who attends whom"),
            "text": text,
            "done": count > 0 and not waiting,
            "buttons": buttons,
            "share": [
                {"key": "state", "label": self.env._("Province")},
                {"key": "tag", "label": self.env._("Tag")},
                {"key": "biller", "label": self.env._("Who invoiced")},
                {"key": "me", "label": self.env._("All of them to me")},
            ]
            if waiting
            else False,
        }

    @api.model
    def _start_team(self):
        """The people who may attend customers."""
        group = self.env.ref("ficha_cliente.group_ficha_user")
        return self.env["res.users"].search(
            [("all_group_ids", "in", group.ids), ("share", "=", False)], order="name"
        )

    # -- sharing -----------------------------------------------------------------------

    @api.model
    @api.readonly
    @asks(by=either(*SHARES))
    def get_groups(self, by):
        """Customers without anybody, in groups, and who seems to attend each.

        :param by: ``state``, ``tag``, ``biller`` (who invoiced most of what they
            bought) or ``me``
        :return: dict with ``groups`` (list of dicts ``key``, ``label``, ``count``,
            ``user_id`` (or False), ``why``), the largest first, and ``team`` (dicts
            ``id``, ``name``)
        """
        self._start_check()
        team = self._start_team()
        found = self._start_grouped(by)
        billers = self._start_billers() if by != "me" else {}
        groups = []
        for key, (label, partner_ids) in found.items():
            tally = {}
            for partner_id in partner_ids:
                if biller := billers.get(partner_id):
                    tally[biller] = tally.get(biller, 0) + 1
            user_id = max(tally, key=tally.get) if tally else False
            if by == "me":
                user_id = self.env.uid
            if user_id not in team.ids:
                user_id = False
            groups.append(
                {
                    "key": key,
                    "label": label,
                    "count": len(partner_ids),
                    "user_id": user_id,
                    "why": self.env._("invoices them already")
                    if user_id and by != "me"
                    else "",
                }
            )
        return {
            "groups": sorted(
                groups, key=lambda group: (group["key"] == "0", -group["count"])
            ),
            "team": [{"id": user.id, "name": user.name} for user in team],
        }

    @api.model
    def _start_grouped(self, by):
        """Ids of the customers without anybody, by group; each customer once.

        :return: ``{key: (label, ids)}``; the key ``0`` is of those without one
        """
        Partner = self.env["res.partner"]
        waiting = self._start_files() & Domain("user_id", "=", False)
        if by == "me":
            ids = Partner.search(waiting).ids
            return {"0": (self.env._("All customers"), ids)}
        if by == "biller":
            partners = Partner.search(waiting)
            billers = self._start_billers()
            found = {}
            for partner in partners:
                found.setdefault(billers.get(partner.id) or 0, []).append(partner.id)
            # sudo: of colleagues no more than the name is told
            users = self.env["res.users"].browse(filter(None, found)).sudo()
            names = {user.id: user.name for user in users}
            none = self.env._("Not invoiced yet")
            return {str(key): (names.get(key, none), ids) for key, ids in found.items()}
        field, none = {
            "state": ("state_id", self.env._("Without a state")),
            "tag": ("category_id", self.env._("Without a tag")),
        }[by]
        rows = Partner._read_group(waiting, [field], ["id:array_agg", "__count"])
        rows.sort(key=lambda row: row[2], reverse=True)
        found, placed = {}, set()
        for record, ids, _count in rows:
            mine = [partner_id for partner_id in ids if partner_id not in placed]
            placed.update(mine)
            key = record.id or 0
            if len(found) >= MOST_GROUPS:
                key = 0
            label = record.name if key else none
            _label, known = found.setdefault(str(key), (label, []))
            known.extend(mine)
        return {key: value for key, value in found.items() if value[1]}

    @api.model
    def _start_billers(self):
        """Who made most invoices of each customer: ``{customer id: user id}``."""
        if not self.env["account.move"].has_access("read"):
            return {}
        rows = self.env["account.move"]._read_group(
            [
                ("state", "=", "posted"),
                ("move_type", "in", self.env["res.partner"]._client_code_move_types()),
                ("invoice_user_id", "!=", False),
                ("commercial_partner_id.user_id", "=", False),
            ],
            ["commercial_partner_id", "invoice_user_id"],
            ["__count"],
        )
        rows.sort(key=lambda row: row[2])
        return {partner.id: user.id for partner, user, _count in rows}

    @api.model
    @asks(by=either(*SHARES), chosen=a_dict)
    def share_told(self, by, chosen):
        """Give the customers of some groups to who attends them. Only those who have
        nobody get somebody.

        :param dict chosen: ``{key of the group: id of the user}``
        :return: what it did, and how it is taken back: see ``ficha.gesture``
        """
        followed = self._start_followed()
        shared = self._start_share_out(by, chosen)
        count = sum(map(len, shared.values()))
        return self.env["ficha.gesture"]._answer(
            {},
            self.env._("1 customer has somebody who attends them.")
            if count == 1
            else self.env._("%s customers have somebody who attends them.", count),
            attended={
                str(user_id): {
                    "customers": ids,
                    "followed": sorted(followed.get(user_id, set()).intersection(ids)),
                }
                for user_id, ids in shared.items()
            },
        )

    @api.model
    def _start_followed(self):
        """Whom the team follows already, of those without anybody.

        :return: ``{user id: set of customer ids}``
        """
        waiting = self._start_files() & Domain("user_id", "=", False)
        # sudo: whose contact is whose user, which everybody here knows
        team = {user.partner_id.id: user.id for user in self._start_team().sudo()}
        # sudo: who follows is told to nobody; it stays so when the sharing is undone
        rows = (
            self.env["mail.followers"]
            .sudo()
            ._read_group(
                [
                    ("res_model", "=", "res.partner"),
                    ("res_id", "in", self.env["res.partner"]._search(waiting)),
                    ("partner_id", "in", list(team)),
                ],
                ["partner_id"],
                ["res_id:array_agg"],
            )
        )
        return {team[partner.id]: set(ids) for partner, ids in rows}

    @api.model
    def _start_share_out(self, by, chosen):
        """Share: see :meth:`share_told`.

        :return: ``{id of the user: ids of their new customers}``
        """
        self._start_check()
        team = set(self._start_team().ids)
        shared = {}
        for key, (_label, partner_ids) in self._start_grouped(by).items():
            if not chosen.get(key):
                continue
            user_id = part(self.env, chosen, key, an_id)
            if user_id not in team:
                raise UserError(
                    self.env._(
                        "Customers are given to members of “Customer files / User”. "
                        "Choose another person."
                    )
                )
            shared.setdefault(user_id, []).extend(partner_ids)
        # one page gives hundreds: nobody gets a message for each
        Partner = self.env["res.partner"].with_context(
            mail_auto_subscribe_no_notify=True
        )
        for user_id, partner_ids in shared.items():
            Partner.browse(partner_ids).write({"user_id": user_id})
        return shared

    # -- what the buttons do -----------------------------------------------------------

    @api.model
    def give_codes(self):
        """Codes for the customers who were invoiced before.

        :return: client action that says how many
        """
        self._start_check()
        return self.env["res.partner"].action_backfill_client_codes()

    @api.model
    def open_new(self):
        """An empty customer file.

        :return: window action
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ficha_cliente.action_ficha"
        )
        views = [view for view in action["views"] if view[1] == "form"]
        return {**action, "views": views, "view_mode": "form"}

    @api.model
    def open_coded(self):
        """The customers who have a code.

        :return: window action
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ficha_cliente.action_ficha"
        )
        return {**action, "domain": [("client_code", "!=", False)]}

    # -- where the app opens -----------------------------------------------------------

    @api.model
    def put_away(self):
        """The app no longer opens on this page, for nobody; it stays in the menu."""
        self._start_check()
        # sudo: system parameters; it is a manager who puts it away
        self.env["ir.config_parameter"].sudo().set_param(AWAY, "1")

    @api.model
    def _start_is_first(self):
        """Whether the app opens on this page: nobody put it away, and the base was
        empty when it was opened first."""
        if not self.env.user.has_group(MANAGER):
            return False
        # sudo: system parameters, which say nothing of anybody
        param = self.env["ir.config_parameter"].sudo().get_param
        if param(AWAY):
            return False
        return bool(param(BEGUN)) or not self.env["res.partner"].search_count(
            self._start_files(), limit=1
        )

    @api.model
    def begin(self):
        """The page was opened: on an empty base it stays the first one until somebody
        puts it away."""
        if self._start_is_first():
            # sudo: system parameters
            self.env["ir.config_parameter"].sudo().set_param(BEGUN, "1")
