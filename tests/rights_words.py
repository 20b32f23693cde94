"""Words planted where some users may not read them, and the generic ways in which they
are asked for: for the tests that ask as each kind of user."""

import json
from datetime import date

from rights_walk import our_fields

from odoo import Command
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import TransactionCase, new_test_user

INTERNAL = "base.group_user,base.group_allow_export"
USER = f"{INTERNAL},ficha_cliente.group_ficha_user"
MANAGER = f"{INTERNAL},ficha_cliente.group_ficha_manager"
INVOICING = "account.group_account_invoice"
PERSONAL = "ficha_cliente.group_ficha_personal"
ROLES = {
    "plain": INTERNAL,
    "user": USER,
    "invoicing": f"{USER},{INVOICING}",
    "seller": f"{USER},sales_team.group_sale_salesman",
    "manager": MANAGER,
    "portal": "base.group_portal",
    # of another company only
    "other": f"{MANAGER},{INVOICING},sales_team.group_sale_salesman_all_leads",
    # sees personal data: the control
    "privy": f"{USER},{INVOICING},{PERSONAL}",
}
# kind of word -> who must not read it
NOT_FOR = {
    "PERS": set(ROLES) - {"privy"},
    "COMP": {"other", "portal"},
    # in a record of the other company, about a contact of the first: nobody's
    "AWAY": {"other", "portal"},
    "FICHA": {"plain", "portal"},
    "PORT": {"portal"},
    "MONEY": {"seller", "other", "portal", "plain"},
    # of a seller's day on the road: theirs, and their managers'
    "ROUND": set(ROLES) - {"seller", "manager"},
    # of the privacy desk, which has a test of its own
    "DESK": set(ROLES),
    "NOBODY": set(ROLES),
}
NO_MAIL = {"no_reset_password": True, "mail_create_nolog": True}
REFUSED = (AccessError, MissingError)
# not grouped by, whoever asks
UNGROUPED = ("binary", "json", "html", "one2many")


class RightsWords(TransactionCase):
    """The users, the words, and looking for them in what a user is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.words, cls.count = {}, 0
        cls.home = cls.env.company
        cls.away = cls.env["res.company"].create({"name": "Rights Away"})
        context = dict(cls.env.context, **NO_MAIL)
        cls.users = {}
        for role, groups in ROLES.items():
            company = cls.away if role == "other" else cls.home
            cls.users[role] = new_test_user(
                cls.env,
                f"rights_{role}",
                groups=groups,
                context=context,
                company_id=company.id,
                company_ids=[Command.set(company.ids)],
            )
        cls._plant()
        cls.env.flush_all()

    @classmethod
    def _word(cls, kind, what):
        """A word nobody else uses, to be planted and looked for."""
        cls.count += 1
        word = f"CNRY{kind}{cls.count:02d}Q"
        cls.words[word] = (kind, what)
        return word

    @classmethod
    def _partner(cls, name, **values):
        return cls.env["res.partner"].create({"name": name, **values})

    @classmethod
    def _make(cls, model, **values):
        """A record, where the module with its model is installed."""
        if model in cls.env:
            return cls.env[model].create(values)

    @classmethod
    def _plant(cls):
        word, make = cls._word, cls._make
        cls.shared = shared = cls._partner("Rights Shared")
        cls.closed = closed = cls._partner(
            word("COMP", "name of a contact of one company"),
            company_id=cls.home.id,
            is_company=True,
            email=f"{word('COMP', 'its e-mail')}@example.com".lower(),
            customer_observations=word("COMP", "its observations"),
        )
        cls.portal = portal = cls.users["portal"].partner_id
        portal.write(
            {
                "customer_observations": word("PORT", "observations"),
                "customer_requirements": word("PORT", "requirements"),
                "followup_reason": word("PORT", "reason of the colour"),
            }
        )
        shared.write(
            {
                "occupation": word("PERS", "occupation"),
                "education_ids": [
                    Command.create({"title": word("PERS", "title of studies")})
                ],
                "family_member_ids": [
                    Command.create(
                        {"kinship": "child", "name": word("PERS", "name of a child")}
                    )
                ],
            }
        )
        closed._set_client_code("RIGHTSNEW")
        closed._add_client_code_alias(
            word("COMP", "previous code").replace("_", ""), word("COMP", "why")
        )
        make(
            "ficha.former.value",
            partner_id=closed.id,
            kind="name",
            value=word("COMP", "previous name"),
        )
        role = cls.env["ficha.relation.role"].search([], limit=1)
        make(
            "ficha.relation",
            partner_id=closed.id,
            role_id=role.id,
            name=word("COMP", "typed relation"),
        )
        cls.relation = make(
            "ficha.relation",
            partner_id=shared.id,
            role_id=role.id,
            related_partner_id=closed.id,
            note=word("COMP", "relation of a shared contact to one of a company"),
        )
        make(
            "ficha.contact.point",
            partner_id=closed.id,
            kind="other",
            value=word("COMP", "further way to reach"),
        )
        make("ficha.task", partner_id=closed.id, name=word("COMP", "what is to do"))
        weekday = cls.env["ficha.weekday"].search([], limit=1)
        plan = make(
            "ficha.followup.plan",
            partner_id=closed.id,
            kind="call",
            weekday_ids=[Command.set(weekday.ids)],
            note=word("COMP", "note of a plan"),
            company_id=cls.home.id,
        )
        cls.occurrence = make(
            "ficha.followup.occurrence",
            plan_id=plan.id,
            date=date(2031, 5, 6),
            planned_date=date(2031, 5, 6),
        )
        cls.env["ficha.proposal"]._propose(
            shared,
            {"customer_requirements": word("FICHA", "proposed value")},
            "other",
            source_ref="rights",
        )
        cls.env["ficha.proposal"]._propose(
            closed, {"street": word("COMP", "proposed value")}, "other", "rights"
        )
        cls.nobodys = {}
        cls._plant_history()
        cls._plant_higher()
        cls._plant_said()
        cls._plant_files()
        cls._plant_segments()
        cls._plant_campaigns()
        cls._plant_rounds()
        cls._plant_doors()

    @classmethod
    def _plant_history(cls):
        word = cls._word
        if "ficha.interaction" not in cls.env:
            return
        cls._make(
            "ficha.interaction",
            partner_id=cls.shared.id,
            kind="information_request",
            subject=word("PERS", "private interaction: subject"),
            description=word("PERS", "private interaction: text"),
            competitor=word("PERS", "private interaction: competitor"),
            private=True,
        )
        cls._make(
            "ficha.interaction",
            partner_id=cls.shared.id,
            kind="call",
            subject=word("FICHA", "interaction: subject"),
            description=word("FICHA", "interaction: text"),
            company_id=False,
        )
        cls._make(
            "ficha.interaction",
            partner_id=cls.shared.id,
            kind="call",
            subject=word("COMP", "interaction of a company: subject"),
            company_id=cls.home.id,
        )
        cls.rich = cls._partner("Rights Rich")
        cls.own = cls._partner("Rights Own", user_id=cls.users["seller"].id)
        cls.env.flush_all()
        for partner, means in (
            (cls.rich, word("MONEY", "how somebody else's customer pays")),
            (cls.own, "Own transfer"),
        ):
            cls.env.cr.execute(
                """INSERT INTO ficha_purchase_summary
                          (partner_id, company_id, purchase_count, revenue, rfm_segment,
                           payment_means)
                   VALUES (%s, %s, 9, 98765.43, 'champion', %s)""",
                (partner.id, cls.home.id, means),
            )

    @classmethod
    def _plant_higher(cls):
        word, make = cls._word, cls._make
        merge = make(
            "ficha.merge",
            survivor_id=cls.closed.id,
            survivor_name=word("COMP", "name of who was kept"),
            source_ids=[
                Command.create({"name": word("COMP", "name of who was merged")})
            ],
        )
        if merge:
            make(
                "ficha.duplicate",
                partner_a_id=min(cls.shared.id, cls.closed.id),
                partner_b_id=max(cls.shared.id, cls.closed.id),
                score=95,
            )
        form = make(
            "ficha.form.inbox",
            name=word("AWAY", "who filled a form in"),
            partner_id=cls.closed.id,
            company_id=cls.away.id,
        )
        if form:
            make(
                "ficha.form.line",
                form_id=form.id,
                name="street",
                text=word("AWAY", "what a form says"),
            )
        run = make(
            "ficha.import",
            file=b"TmFtZQ==",
            file_name="rights.csv",
            company_id=cls.away.id,
            user_id=cls.users["other"].id,
            policy="proposal",
        )
        if run:
            make(
                "ficha.import.line",
                import_id=run.id,
                number=1,
                outcome="updated",
                partner_id=cls.closed.id,
                title=word("AWAY", "row of a file about a contact of a company"),
            )

    @classmethod
    def _plant_said(cls):
        """What customers said of being contacted, and what the house tells them."""
        word, make = cls._word, cls._make
        said = {"event": "objected", "method": "call"}
        for partner in (cls.shared, cls.closed):
            make(
                "ficha.consent",
                partner_id=partner.id,
                reason=word("PERS", "what somebody said"),
                guardian_name=word("PERS", "who consents for somebody"),
                **said,
            )
        told = {"company_id": cls.home.id}
        make(
            "ficha.notice",
            name=word("COMP", "notice of a company"),
            first_layer=word("COMP", "text of a notice"),
            **told,
        )
        make(
            "ficha.purpose",
            name=word("COMP", "purpose of a company"),
            code="rights_words",
            basis="consent",
            **told,
        )

    @classmethod
    def _plant_files(cls):
        """Files with personal columns, of who may see them; what a company decided."""
        word, make = cls._word, cls._make
        whose = {"company_id": cls.home.id, "user_id": cls.users["privy"].id}
        run = make(
            "ficha.import",
            file=b"TmFtZQ==",
            file_name=word("PERS", "name of a file with personal columns"),
            policy="proposal",
            personal=True,
            **whose,
        )
        if not run:
            return
        of_it = {"import_id": run.id}
        make("ficha.import.sheet", name=word("PERS", "name of its sheet"), **of_it)
        make(
            "ficha.import.column",
            heading=word("PERS", "heading of a personal column"),
            samples=word("PERS", "values of a personal column"),
            **of_it,
        )
        make("ficha.import.value", text=word("PERS", "value of the file"), **of_it)
        make(
            "ficha.import.mapping",
            company_id=cls.home.id,
            shape="rights",
            file_name=word("COMP", "file that a company imported"),
            headings=word("COMP", "headings of that file"),
            decided=word("COMP", "what was decided of them"),
        )
        export = make(
            "ficha.export",
            file_name=word("PERS", "name of an export"),
            personal=True,
            **whose,
        )
        part = make("ficha.export.part", export_id=export.id, sheet="x", content=b"x")
        move = make(
            "ficha.import.move",
            batch=1,
            action="changed",
            table_name="res_partner",
            **of_it,
        )
        cls.nobodys = {part._name: part.ids, move._name: move.ids}

    @classmethod
    def _plant_segments(cls):
        """Saved questions: one of a company, and one that asks for personal data."""
        word, make = cls._word, cls._make
        cls.segments, cls.asked = {}, {}
        make(
            "ficha.territory",
            name=word("COMP", "territory of a company"),
            user_id=cls.users["seller"].id,
            company_id=cls.home.id,
        )
        for kind, field in (("COMP", "name"), ("PERS", "occupation")):
            # the customer is in both
            value = cls.shared[field]
            hidden = word(kind, f"what a segment asks for: {field}")
            segment = make(
                "ficha.segment",
                name=word(kind, f"name of a segment, asks for {field}"),
                note=word(kind, "what it is good for"),
                company_id=cls.home.id,
                uses_personal=kind == "PERS",
                domain=f"[({field!r}, 'in', [{value!r}, {hidden!r}])]",
            )
            if segment:
                cls.segments[kind], cls.asked[kind] = segment, hidden

    @classmethod
    def _plant_campaigns(cls):
        """What is offered to whom; a segment that asks for personal data tells them of
        each of its customers."""
        word = cls._word
        for kind, personal in (("COMP", False), ("PERS", True)):
            campaign = cls._make(
                "ficha.campaign",
                name=word(kind, f"name of a campaign, personal: {personal}"),
                company_id=cls.home.id,
                user_id=cls.users["seller"].id,
                uses_personal=personal,
                domain=f"[('name', '=', '{word(kind, 'segment of that campaign')}')]",
                message=word(kind, "what its customers are told"),
                script=f"<p>{word(kind, 'what its callers say')}</p>",
            )
            if not campaign:
                return
            # who is followed up by the seller, so that each rule lets the row through
            cls._make(
                "ficha.campaign.member",
                campaign_id=campaign.id,
                partner_id=cls._partner(
                    f"Rights Offered {kind}", user_id=cls.users["seller"].id
                ).id,
                side="contacted",
                left_out_reason=word(kind, "why a customer of it is left out"),
            )

    @classmethod
    def _plant_rounds(cls):
        word = cls._word
        plan = cls._make(
            "ficha.round", user_id=cls.users["seller"].id, company_id=cls.home.id
        )
        if not plan:
            return
        for partner in (cls.shared, cls.closed):
            cls._make(
                "ficha.round.stop",
                round_id=plan.id,
                partner_id=partner.id,
                reason=word("ROUND", "why somebody is visited"),
                note=word("ROUND", "what was said on a visit"),
            )
        left = cls._make(
            "ficha.round.left", round_id=plan.id, partner_id=cls.shared.id, why="full"
        )
        cls.lefts = left.ids
        # where a person put a contact: with the address it then had
        cls.closed.write(
            {
                "street": word("COMP", "street of a contact of a company"),
                "pin_latitude": 37.4,
                "pin_longitude": -5.98,
            }
        )

    @classmethod
    def _plant_doors(cls):
        """What was sent to customers and who registered: of the privacy desk only."""
        word = cls._word
        of_it = {"company_id": cls.home.id, "expires_on": "2031-05-06"}
        link = cls._make(
            "ficha.link",
            token_sha256="rights",
            scope="correct",
            partner_id=cls.shared.id,
            sent_to_masked=word("DESK", "address that a link was sent to"),
            data={"email": word("NOBODY", "what a link does")},
            **of_it,
        )
        if not link:
            return
        signup = cls._make(
            "ficha.signup",
            name=word("NOBODY", "who registered"),
            email=word("NOBODY", "their address"),
            email_masked=word("DESK", "their address, without most letters"),
            message=word("NOBODY", "what they wrote"),
            point_hmac="rights",
            state="new",
            **of_it,
        )
        rate = cls._make("ficha.rate", bucket="CNRY", slot="2031-05-06", count=1)
        asked = cls._make(
            "ficha.door.request",
            kind="signup",
            login=word("NOBODY", "who asked for an e-mail"),
            name=word("NOBODY", "what they are called"),
            company_id=cls.home.id,
        )
        for records in (link, signup, rate, asked):
            cls.nobodys[records._name] = records.ids

    # -- looking -----------------------------------------------------------------------

    def _look(self, role, way, answer):
        """Note which words are in what somebody was told."""
        text = answer if isinstance(answer, str) else json.dumps(answer, default=str)
        text = text.upper()
        if "CNRY" not in text:
            return
        for word, (kind, what) in self.words.items():
            if word in text:
                self.seen.add((role, word))
                if role in NOT_FOR[kind]:
                    self.leaks.add(f"{role}: {what} ({word}): {way}")

    def _ask(self, role, way, question):
        try:
            answer = question()
        except REFUSED as error:
            return self._look(role, f"{way}, refused", str(error))
        except UserError as error:
            return self._look(role, f"{way}, refused", str(error))
        except (ValueError, NotImplementedError, TypeError):
            return None  # not a question that this model answers
        self._look(role, way, answer)
        return answer

    def _ask_all(self, role, model, ids):
        """The generic ways in to a model."""
        name = model._name
        ask = lambda way, question: self._ask(role, f"{name}.{way}", question)  # noqa: E731
        fields = ask("fields_get", model.fields_get)
        if not model.has_access("read"):
            for way, question in (
                ("search", lambda: model.search([])),
                ("read", lambda: model.browse(ids).read()),
                ("name_search", lambda: model.name_search("CNRY")),
            ):
                self.assertFalse(ask(way, question), f"{role} {name}.{way}")
            return
        ours = {field.name for field in our_fields(model)} | {"display_name"}
        chosen = [
            field
            for field in fields or ()
            if (field in ours or name in ("mail.message", "mail.activity"))
            and fields[field]["type"] != "binary"
        ]
        domain = [("id", "in", ids)]
        found = ask("search", lambda: model.search(domain).ids) or []
        ask("search_read", lambda: model.search_read(domain, chosen))
        spec = {field: {} for field in chosen}
        ask("web_search_read", lambda: model.web_search_read(domain, spec))
        flat = [n for n in chosen if fields[n]["type"] != "one2many"]
        ask("export", lambda: model.browse(found).export_data(flat))
        ask("name_search", lambda: model.name_search("CNRY"))
        ask("default_get", lambda: model.default_get(chosen))
        hidden = [record for record in ids if record not in found]
        for record in hidden:
            for way, question in (
                ("read", lambda record=record: model.browse(record).read(chosen)),
                (
                    "web_read",
                    lambda record=record: model.browse(record).web_read(
                        {"display_name": {}}
                    ),
                ),
            ):
                self.assertFalse(
                    ask(f"({record}).{way}", question),
                    f"{role} reads {name}({record}), which is not found",
                )
        self.assertFalse(
            model.search_count([("id", "in", hidden)]),
            f"{role} counts records of {name} that are not found",
        )
        for field in chosen:
            if fields[field]["type"] not in UNGROUPED and fields[field].get("store"):
                month = ":month" if fields[field]["type"].startswith("date") else ""
                by = f"{field}{month}"
                ask(
                    f"group[{field}]",
                    lambda by=by: model.formatted_read_group(domain, [by], ["__count"]),
                )

    def _oracles(self, role, model, holders):
        """A word that the superuser finds by a field must not be found so."""
        for field, words in holders.items():
            for word in words:
                if role not in NOT_FOR[self.words[word][0]]:
                    continue
                for operator, value in (("ilike", word[:8]), ("=", word)):
                    try:
                        count = model.search_count([(field, operator, value)])
                        nobody = model.search_count([(field, operator, "ZZ" + value)])
                    except (*REFUSED, UserError, ValueError):
                        continue
                    if count and count != nobody and self._means(model, field, word):
                        self.leaks.add(
                            f"{role}: {self.words[word][1]} ({word}): "
                            f"{model._name} finds {field} {operator}"
                        )

    def _means(self, model, field, word):
        """Whether what a part of the word finds is the record with this word."""
        found = model.search([(field, "ilike", word)])
        return bool(found)

    def _held(self, model):
        """Where the planted words are in a model, as the superuser sees it.

        :return: ids of the records, and ``{field: words}``
        """
        ids, holders = set(), {}
        for field in model._fields.values():
            if field.type not in ("char", "text", "html") or not field.store:
                continue
            records = model.search([(field.name, "ilike", "CNRY")], limit=60)
            ids.update(records.ids)
            text = " ".join(str(record[field.name]) for record in records).upper()
            words = {word for word in self.words if word in text}
            if words:
                holders[field.name] = words
        return ids, holders
