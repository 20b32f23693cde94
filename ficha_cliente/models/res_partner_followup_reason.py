from datetime import date, timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.groups import INTERNAL
from ..tools.query import query_exists


class ResPartner(models.Model):
    """Why a customer has its colour: stored as facts, said when it is read.

    A sentence that is stored says the same to everybody, in one language, for as long
    as it stands. So what is stored is what the sentence is made of, which nobody reads
    as it is, and the sentence is made for its reader: in their language, with the days
    of today, and with what they may see. ``followup_facts`` is a dict, of one of these
    kinds:

    - ``{"text": words}``: what somebody wrote on the customer, for all who read it
    - ``{"by": name}``: somebody gave the colour by hand and said no more
    - ``{"model": name, "ids": [id], "company": id}``: what that record says of itself
    - ``{"kind": kind of the rule, ...}``: what a rule found. Its words are the rule's;
      ``figures``, ``dates``, and what modules add are what they are filled with;
      ``model`` and ``ids``, the first one first, are the documents they come from,
      and ``company`` is whose they are. See ``ficha.followup.rule._reason_facts``

    Who may not see a document is told neither its name nor its figures, and of what is
    another company's nothing at all.
    """

    _inherit = "res.partner"

    followup_facts = fields.Json(
        copy=False,
        groups=fields.NO_ACCESS,
        export_string_translation=False,
        help="What the reason of the colour is made of.",
    )

    followup_amount_basis = fields.Char(
        string="What is at stake",
        compute="_compute_followup_reason",
        groups=INTERNAL,
        help="What the amount at stake is, and whether it holds taxes.",
    )

    # -- for who reads it --------------------------------------------------------------

    @api.depends("followup_facts", "followup_rule_id")
    @api.depends_context("uid", "lang", "tz", "allowed_company_ids")
    def _compute_followup_reason(self):
        told = self._origin._followup_told()
        basis = self.env["ficha.followup.rule"]._amount_basis()
        for partner in self:
            text, amount = told.get(partner._origin.id, ("", 0.0))
            partner.followup_reason = text or False
            partner.followup_amount = amount
            # sudo: which kind of rule it was is said in its reason
            kind = partner.sudo().followup_rule_id.kind
            partner.followup_amount_basis = bool(amount) and basis.get(kind, False)

    def _inverse_followup_reason(self):
        for partner in self:
            text = partner.followup_reason
            # sudo: the facts are nobody's to write; who writes the reason of a customer
            # had to be allowed to write the customer
            partner.sudo().followup_facts = {"text": text} if text else False

    def _followup_reasons(self):
        """Why these customers have their colour, for the reader of the environment.

        :return: ``{id: text}``, in a number of queries that does not depend on how many
            customers they are
        """
        return {pid: text for pid, (text, _amount) in self._followup_told().items()}

    def _followup_told(self):
        """What the reader of the environment is told of the reasons.

        :return: ``{id: (text, amount)}``; the amount is 0 for who may not see it
        """
        # sudo: the facts are read to be told as far as the reader may see what they
        # come from
        partners = self.sudo()
        partners.fetch(["followup_facts", "followup_rule_id"])
        facts = {partner.id: partner.followup_facts or {} for partner in partners}
        Rule = self.env["ficha.followup.rule"]
        documents = Rule._reason_documents(facts.values())
        return {
            partner.id: partner.followup_rule_id.with_env(self.env)._reason_told(
                facts[partner.id], documents
            )
            for partner in partners
        }

    def _followup_public_reasons(self):
        """Why, in words that may be kept where everybody who reads the contact reads
        them: notes and reminders. Of what only some may see they say the kind, and of
        what comes from a company that shares the contact with others nothing.

        :return: ``{id: text}``, in the language of the environment
        """
        partners = self.sudo()  # as above
        several = None
        result = {}
        for partner in partners:
            facts = partner.followup_facts or {}
            company = facts.get("company")
            if company and company != partner.company_id.id:
                if several is None:
                    # sudo: how many companies there are, not which
                    companies = self.env["res.company"].sudo()
                    several = companies.search_count([], limit=2) > 1
                if several:
                    result[partner.id] = ""
                    continue
            rule = partner.followup_rule_id.with_env(self.env)
            result[partner.id] = rule._reason_said(facts)
        return result

    # -- amounts, in SQL ---------------------------------------------------------------

    def _field_to_sql(self, alias, field_expr, query=None):
        """Extends the ORM's: the amount of the reason lies in its facts. The columns of
        the follow-up add up what their reader may see."""
        if field_expr != "followup_amount":
            return super()._field_to_sql(alias, field_expr, query)
        field = self._fields[field_expr]
        self._check_field_access(field, "read")
        facts = SQL.identifier(
            alias, "followup_facts", to_flush=self._fields["followup_facts"]
        )
        amount = SQL("(%s -> 'figures' ->> 'amount')::numeric", facts)
        if self.env.su:
            return amount
        return SQL(
            """CASE WHEN ((%(facts)s -> 'company') IS NULL
                          OR (%(facts)s ->> 'company')::int = ANY(%(companies)s))
                     AND %(readable)s THEN %(amount)s END""",
            facts=facts,
            companies=self.env.companies.ids,
            readable=self._followup_readable_sql(facts),
            amount=amount,
        )

    def _followup_readable_sql(self, facts):
        """Whether the reader may read all the documents of a reason.

        :param SQL facts: the column
        """
        cases = []
        for model in self.env["ficha.followup.rule"]._reason_models():
            readable = SQL("FALSE")
            if model in self.env and self.env[model].has_access("read"):
                found = self.env[model].with_context(active_test=False)._search([])
                readable = SQL(
                    """NOT EXISTS (
                        SELECT FROM jsonb_array_elements_text(%s -> 'ids') AS doc(id)
                         WHERE NOT %s)""",
                    facts,
                    query_exists(found, SQL("doc.id::int")),
                )
            cases.append(SQL("WHEN %s THEN %s", model, readable))
        return SQL(
            "CASE %s ->> 'model' %s ELSE (%s -> 'model') IS NULL END",
            facts,
            SQL(" ").join(cases),
            facts,
        )


class FichaFollowupRule(models.Model):
    """What a rule found, as facts that are stored, and back."""

    _inherit = "ficha.followup.rule"

    @api.model
    def _reason_models(self):
        """Models of the documents that reasons come from. Who may not read all of those
        behind a reason is told its kind only. Modules add theirs.

        :return: ``{name of the model: its stored field that names a document, or None
            where the sentences do not name it}``
        """
        return {"account.move": "name"}

    @api.model
    def _reason_hidden_words(self):
        """Hook: what is said in place of documents of a model that the reader may not
        see, where the sentence stands without their name.

        :return: ``{name of the model: words}``, in the language of the environment
        """
        return {}

    def _reason_facts(self, figures):
        """What is stored of what this rule found for a customer.

        :param figures: what the method of its kind gave. Beside what its reason is
            filled with: ``source``, the name of a model and the ids of its documents,
            and ``company``, the id of whose they are
        :return: dict as ``followup_facts``: days that go on being counted as the date
            they are counted from, documents without their names
        """
        self.ensure_one()
        facts = {"kind": self.kind}
        model, ids = figures.get("source") or (None, None)
        if model:
            facts |= {"model": model, "ids": list(ids)}
        company = figures.get("company") or self.company_id.id
        if company:
            facts["company"] = company
        facts |= self._reason_figures_stored(figures)
        field = self.env["res.partner"]._fields["followup_facts"]
        return field.convert_to_cache(facts, self)  # as it comes back

    @api.model
    def _reason_figures_stored(self, figures):
        """The figures of a reason as JSON. Modules with figures that are neither texts,
        numbers nor dates extend it and :meth:`_reason_figures`.

        :return: dict with ``figures`` and ``dates``
        """
        stored, dates = {}, {}
        today = fields.Date.context_today(self)
        for name, value in figures.items():
            if name in ("source", "company", "document", "more") or value is None:
                continue
            if name == "days":
                ahead = (figures.get("date") or today) > today
                since = timedelta(days=value if ahead else -value)
                dates[name] = (today + since).isoformat()
            elif isinstance(value, date):
                dates[name] = value.isoformat()
            elif name == "currency":
                stored[name] = value.id
            elif name == "amount":
                stored[name] = float(value)
            else:
                stored[name] = value
        return {"figures": stored, "dates": dates}

    @api.model
    def _reason_figures(self, facts):
        """The figures of a reason out of its facts, with the days of today.

        :return: dict as :meth:`_fill_reason` takes it
        """
        figures = dict(facts.get("figures", {}))
        if currency_id := figures.get("currency"):
            figures["currency"] = self.env["res.currency"].browse(currency_id)
        for name, day in facts.get("dates", {}).items():
            figures[name] = date.fromisoformat(day)
        if since := figures.get("days"):
            figures["days"] = abs((fields.Date.context_today(self) - since).days)
        return figures

    @api.model
    def _reason_documents(self, reasons):
        """The documents of these reasons that the reader may see: one query for each
        model.

        :param reasons: facts
        :return: ``{model: {id: name}}``, the name None where there is none any more
        """
        hidden = self._reason_hidden_words()
        asked = {}
        for facts in reasons:
            if model := facts.get("model"):
                asked.setdefault(model, set()).update(facts["ids"])
        result = {}
        for model, name in self._reason_models().items():
            if model not in asked or model not in self.env:
                continue
            names = result[model] = {}
            Model = self.env[model].with_context(active_test=False)
            if Model.has_access("read"):
                found = Model.search_fetch(
                    [("id", "in", list(asked[model]))], [name] if name else []
                )
                names.update(
                    (record.id, name and record[name] or "") for record in found
                )
            if model in hidden and (missing := asked[model] - names.keys()):
                # sudo: whether there is something that they may not see
                there = Model.sudo().browse(missing).exists()
                names.update(dict.fromkeys(missing - set(there.ids)))
        return result

    def _reason_told(self, facts, documents):
        """What the reader of the environment is told.

        :param documents: of :meth:`_reason_documents`
        :return: text and amount
        """
        company = facts.get("company")
        if company and not self.env.su and company not in self.env.companies.ids:
            return self.env._("A reason of another company"), 0.0
        text = self._reason_said(facts, documents)
        known = documents.get(facts.get("model"), {})
        if "model" in facts and not all(doc in known for doc in facts["ids"]):
            return text, 0.0
        return text, facts.get("figures", {}).get("amount", 0.0)

    def _reason_said(self, facts, documents=None):
        """A reason in words, in the language of the environment.

        :param documents: as in :meth:`_reason_told`; None for words that everybody may
            read
        """
        if "by" in facts:
            return self.env._("Set by hand by %s", facts["by"])
        if "kind" not in facts and "model" not in facts:
            return facts.get("text") or ""
        known = (documents or {}).get(facts.get("model"), {})
        ids = [doc for doc in facts.get("ids", ()) if known.get(doc, "") is not None]
        names = [known[doc] for doc in ids if doc in known]
        hidden = None
        if documents is not None and len(names) < len(ids):
            hidden = self._reason_hidden_words().get(facts["model"])
        if "kind" not in facts:
            return (names[0] if names else hidden) or ""
        rule = self.sudo()  # the words of a rule are for whoever reads the customer
        if (
            rule.kind != facts["kind"]
            or (len(names) < len(ids) and not hidden)
            or bool(ids) != bool(facts.get("ids"))
        ):
            # the rule has become another one, or there is more than may be told, or
            # nothing any more
            kinds = dict(self._fields["kind"]._description_selection(self.env))
            return kinds.get(facts["kind"], "")
        figures = rule._reason_figures(facts)
        if ids:
            figures["document"] = names[0] if names else hidden
            figures["more"] = max(len(names) - 1, 0)
        return rule._fill_reason(figures)
