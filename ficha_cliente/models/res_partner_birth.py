from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
from odoo.http import request

from ..tools.groups import INTERNAL
from ..tools.searches import searches
from ..tools.words import in_near_date
from .res_partner_lifecycle import ON_THE_WAY

USER = "ficha_cliente.group_ficha_user"
MANAGER = "ficha_cliente.group_ficha_manager"

# They came to us by themselves: they have shown interest.
CAME_TO_US = {"form", "web", "portal", "email", "call"}

# What a rule of territory is about.
PLACE = {"country_id", "state_id", "zip"}


class ResPartner(models.Model):
    """Every ficha belongs somewhere from its first moment, however it comes to be.

    Typed in, imported, sent on a form, signed up on the website: it has a situation
    (suspect, or lead when they came to us), a source and, where one can be known, a
    salesperson. So it is among the potential customers, and in somebody's day.
    """

    _inherit = "res.partner"

    ficha_acquisition = fields.Selection(
        [
            ("hand", "Typed in"),
            ("import", "Import"),
            ("form", "Filled-in form"),
            ("web", "Website"),
            ("portal", "Customer portal"),
            ("email", "E-mail"),
            ("call", "They called or came in"),
            ("recommended", "Recommended"),
            ("fair", "Trade fair"),
            ("advertising", "Advertising"),
            ("other", "Other"),
        ],
        string="Source",
        copy=False,
        prefetch="ficha",
        groups=INTERNAL,
        help="How they came to be among your contacts. It is noted by itself when the "
        "customer file is made, and you may say it better.",
    )
    ficha_next_step = fields.Char(
        string="Next step",
        compute="_compute_ficha_next_step",
        search="_search_ficha_next_step",
        groups=INTERNAL,
        help="The first thing that is planned with them: an activity, a meeting, a "
        "planned contact, or the next contact. Empty when nothing is.",
    )

    @api.depends("activity_ids", "next_contact_told", "followup_plan_ids")
    @api.depends_context("lang", "uid", "tz")
    def _compute_ficha_next_step(self):
        steps = self._ficha_next_steps()
        for partner in self:
            partner.ficha_next_step = steps.get(partner._origin.id, False)

    def _ficha_next_steps(self):
        """What is planned first with these, in words: what and when. The same that the
        line on top tells first (:meth:`_followup_plans`).

        :return: ``{id: text}`` of those with whom something is planned
        """
        plans = self._followup_plans()
        steps = {}
        for partner in self._origin:
            first = next(iter(plans.get(partner.commercial_partner_id.id, ())), None)
            if not first:
                continue
            day = in_near_date(self.env, first["day"])
            if first["source"] == "contact":
                steps[partner.id] = self.env._("Contact on %s", day)
                continue
            if first["hour"]:
                day = self.env._("%(day)s at %(hour)s", day=day, hour=first["hour"])
            what = first.get("summary") or first["what"] or self.env._("Activity")
            steps[partner.id] = self.env._("%(what)s on %(date)s", what=what, date=day)
        return steps

    @api.model
    @searches("ficha_next_step")
    def _search_ficha_next_step(self, operator, value):
        """Only whether there is one: the words are in each reader's language."""
        if operator != "in" or any(value):
            return NotImplemented
        # whoever is looked for: a cancelled meeting, a lost lead are no next step
        planned = self.with_context(active_test=True)._followup_planned_domain()
        everybody = self.with_context(active_test=False)
        return Domain("id", "not in", everybody._search(planned))

    # -- born ----------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Extends the core's: a new ficha has its situation, its source and, where one
        can be known, its salesperson from the start."""
        born = [self._ficha_is_born(vals) for vals in vals_list]
        if any(born):
            source = self._ficha_birth_source()
            vals_list = [
                self._ficha_birth_vals(vals, source) if is_born else vals
                for vals, is_born in zip(vals_list, born, strict=True)
            ]
            newborn = [v for v, yes in zip(vals_list, born, strict=True) if yes]
            self._ficha_fill_salespeople(newborn, source)
        return super().create(vals_list)

    @api.model
    def _ficha_is_born(self, vals):
        """Whether these values make a ficha: neither a contact of a company, nor one of
        our own people or companies, nor somebody we only buy from."""
        context = self.env.context
        if context.get("ficha_own_people"):
            return False

        def value(name):
            return vals.get(name) or context.get(f"default_{name}")

        is_company = value("is_company") or value("company_type") == "company"
        if (value("parent_id") and not is_company) or value("employee"):
            return False
        if value("customer_rank"):
            return True
        supplies = context.get("res_partner_search_mode") == "supplier"
        return not (supplies or value("supplier_rank"))

    @api.model
    def _ficha_birth_vals(self, vals, source):
        """The values of a ficha that is made, with its situation and source. What knows
        better how far they are says it in the context, as ``ficha_stage``.

        :param source: key of ``ficha_acquisition``, of all that are made together
        """
        source = vals.get("ficha_acquisition") or source
        stage = self.env.context.get("ficha_stage") or (
            "lead" if source in CAME_TO_US else "suspect"
        )
        return {
            **vals,
            "ficha_acquisition": source,
            "ficha_lifecycle": vals.get("ficha_lifecycle") or stage,
        }

    @api.model
    def _ficha_birth_source(self):
        """How the contacts that are being made came to us.

        What knows better says it in the context, as ``ficha_acquisition``. Past that,
        who is there: somebody on the website, a customer in the portal, a file, a
        person.

        :return: key of ``ficha_acquisition``; False when the system makes them
        """
        if source := self.env.context.get("ficha_acquisition"):
            return source
        # a website makes what it is sent as the system: who sent it is who asked
        asking = getattr(request, "env", None) if request else None
        visitor = asking.user if asking and asking.uid else self.env.user
        if visitor._is_public():
            return "web"
        if visitor._is_portal():
            return "portal"
        if self.env.context.get("import_file"):
            return "import"
        return False if self.env.uid == SUPERUSER_ID else "hand"

    def _ficha_signed_up(self):
        """Contacts that were made with a user of the website or the portal are fichas
        like any other."""
        # sudo: who signs up may write no contact
        new = self.sudo().filtered(
            lambda p: p.active
            and p.partner_share
            and not p.ficha_lifecycle
            and p.commercial_partner_id == p
        )
        source = new and self._ficha_birth_source()
        for partner in new:
            partner.with_context(mail_notrack=True).write(
                self._ficha_birth_vals({}, source)
            )
        new._ficha_give_salesperson()

    def _ficha_merge_own_fields(self):
        """Extends ours: nobody is asked by which way somebody came who came twice."""
        return super()._ficha_merge_own_fields() | {"ficha_acquisition"}

    def _ficha_merge_values(self, others):
        """Extends ours: how the kept one came, else the first of the others."""
        values = super()._ficha_merge_values(others)
        sources = (self | others).mapped("ficha_acquisition")
        source = next(filter(None, sources), False)
        return values | {"ficha_acquisition": source}

    # -- whose they are ------------------------------------------------------------

    @api.model
    def _ficha_fill_salespeople(self, vals_list, source):
        """Put a salesperson into the values of new fichas that have none, where one can
        be known: who makes them and sells, the territory, the team. In a file the
        territory comes first: who imports a list need not be who sells to it.

        :param vals_list: dicts, changed in place
        :param source: how they came to us, see :meth:`_ficha_birth_source`
        """
        if self.env.context.get("default_user_id"):
            return
        rest = [vals for vals in vals_list if not vals.get("user_id")]
        if not rest:
            return
        user = self._ficha_creator_who_sells()
        if not user or source == "import":
            rest = self.env["ficha.territory"]._fill_salespeople(rest)
        # what the system makes by itself asks no team
        if rest and not user and source:
            user = self._ficha_team_salesperson()
        for vals in rest if user else ():
            vals["user_id"] = user.id

    @api.model
    def _ficha_creator_who_sells(self):
        """Who is making contacts, when they are one who sells; else no user."""
        user = self.env.user
        if self.env.uid == SUPERUSER_ID or not user._is_internal():
            return user.browse()
        return user if self._ficha_sells(user) else user.browse()

    @api.model
    def _ficha_sells(self, user):
        """Hook: whether a user sells. Apps that know who does say so.

        Without one: who has a day in *Hoy*; a manager, only when somebody is their
        customer already.

        :param user: ``res.users``, an internal one
        :return: bool
        """
        if not user.has_group(MANAGER):
            return user.has_group(USER)
        # sudo: whether there is any, whoever may see them
        mine = self.sudo().search_count([("user_id", "=", user.id)], limit=1)
        return bool(mine)

    @api.model
    def _ficha_team_salesperson(self):
        """Who answers for new fichas that nobody else does: the head of a team, when
        they are one of us and still here.

        :return: ``res.users``, empty when nobody does
        """
        # sudo: which team it is, whoever asks
        head = self.sudo()._ficha_team_head()
        ours = head.active and not head.share
        return (head if ours else head.browse()).sudo(False)

    @api.model
    def _ficha_team_head(self):
        """Hook: the head of the team that a new document would be of, asked as the
        superuser. Only apps that have teams know one.

        :return: ``res.users``, empty when nobody is
        """
        return self.env["res.users"]

    def write(self, vals):
        """Extends the core's: who has nobody yet, and whose place becomes known, is of
        the salesperson of that place."""
        result = super().write(vals)
        if PLACE & vals.keys():
            self._ficha_give_territory()
        return result

    def _ficha_give_territory(self):
        """Give potential customers who have no salesperson the one of their territory.

        :return: those who got one
        """
        unsold = self.filtered(
            lambda p: p.ficha_lifecycle in ON_THE_WAY
            and not p.user_id
            and p.commercial_partner_id == p
        )
        given = self.browse()
        if unsold:
            fields_ = [*PLACE, "company_id"]
            vals_list = [
                {"id": partner.id}
                | {
                    name: partner[name].id if name.endswith("_id") else partner[name]
                    for name in fields_
                }
                for partner in unsold
            ]
            self.env["ficha.territory"]._fill_salespeople(vals_list)
            for vals in vals_list:
                if vals.get("user_id"):
                    partner = self.browse(vals["id"])
                    partner.user_id = vals["user_id"]
                    given |= partner
        return given

    def _ficha_give_salesperson(self):
        """Give those who have no salesperson that of their territory, or of the team.

        :return: those who got one
        """
        given = self._ficha_give_territory()
        rest = self.filtered(lambda p: not p.user_id and p.commercial_partner_id == p)
        if user := rest and self._ficha_team_salesperson():
            rest.user_id = user
            given |= rest
        return given

    def action_ficha_give_salesperson(self):
        """Give the customer files of a list that have no salesperson one.

        :return: notification that says how many got one
        """
        given = self._ficha_give_salesperson()
        if given:
            message = (
                self.env._("1 customer file has a salesperson now.")
                if len(given) == 1
                else self.env._("%s customer files have a salesperson now.", len(given))
            )
        else:
            message = self.env._(
                "No territory covers these customer files. Write the territories "
                "under Configuration, or choose a salesperson in each."
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if given else "warning",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
