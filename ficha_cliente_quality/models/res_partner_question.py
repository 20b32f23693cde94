from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.safe_eval import safe_eval

from odoo.addons.ficha_cliente.tools.arguments import (
    a_flag,
    a_word,
    an_answer,
    asks,
    maybe,
    only_one,
)
from odoo.addons.ficha_cliente.tools.field_value import field_label
from odoo.addons.ficha_cliente.tools.words import in_date

from .res_partner_quality import FICHA_USER

# what can be answered in one line
ASKABLE = (
    "char",
    "date",
    "float",
    "integer",
    "many2one",
    "monetary",
    "selection",
    "text",
)
INPUTS = {"phone": "tel", "email": "email", "website": "url"}
LATER_DAYS = 7


class ResPartner(models.Model):
    """One small question to whoever opens a ficha with something missing.

    The missing field of most weight that this user may fill in; when nothing is
    missing, the stale one. It is read with the page, with a fixed number of queries.
    """

    _inherit = "res.partner"

    ficha_question = fields.Json(
        compute="_compute_ficha_question",
        groups=FICHA_USER,
        exportable=False,
        export_string_translation=False,
        help="The question, for the page of the customer; nothing where several are "
        "read.",
    )

    @api.depends_context("lang", "uid", "company")
    def _compute_ficha_question(self):
        asked = self._origin if len(self) == 1 else self.browse()
        # sudo: as in get_ficha_question
        question = asked and asked._ficha_next_question(asked.sudo().ficha_measure)
        for partner in self:
            partner.ficha_question = question or False

    @api.readonly
    @asks(field_name=maybe(a_word))
    def get_ficha_question(self, field_name=None):
        """What to ask about this customer.

        :param str field_name: ask for this field, also if it was to be left alone
        :return: dict ``field, label, question, type, input, stale, since, value,
            options, relation, domain``; False when there is nothing to ask, or nothing
            that this user may answer
        """
        only_one(self)
        # sudo: what is missing is measured alike for everybody
        measure = self.env["ficha.quality"].sudo()._measure(self.ids).get(self.id)
        return self._ficha_next_question(measure, field_name)

    def _ficha_next_question(self, measure, field_name=None):
        """The same, once the contact is measured."""
        if not measure or not self.active or not self.has_access("write"):
            return False
        names = measure["missing"] + measure["stale"]
        resting = set() if field_name else self._snoozed_questions()
        for name in [field_name] if field_name in names else names:
            if name in resting or not self._ficha_can_answer(name):
                continue
            domain = self._question_domain(name)
            field = self._fields[name]
            if field.type == "many2one":
                choices = self.env[field.comodel_name]
                if not choices.has_access("read") or not choices.search(
                    domain, limit=1
                ):
                    continue
            return self._question(measure, name, domain)
        return False

    @asks(field_name=a_word, value=an_answer)
    def answer_ficha_question(self, field_name, value):
        """Write the answer, as this user.

        An answer that says the same again counts: the value is as of today.

        :param str field_name: the field that was asked for
        :param value: as ``write`` takes it
        :raise UserError: there is no answer, or the field is not one that is asked for
        """
        only_one(self)
        self._check_question(field_name)
        if isinstance(value, str):
            value = value.strip()
        if not value:
            raise UserError(self.env._("There is no answer to save yet."))
        self.write({field_name: value})
        return True

    @asks(field_name=a_word, unknown=a_flag)
    def rest_ficha_question(self, field_name, unknown=False):
        """Do not ask this for a while.

        :param str field_name: the field that was asked for
        :param bool unknown: nobody knows it (days of the template), or else this is
            not the moment (a week)
        """
        only_one(self)
        self._check_question(field_name)
        self.check_access("write")
        days = LATER_DAYS
        if unknown:
            # sudo: the days of the template, whoever asks
            measure = self.env["ficha.quality"].sudo()._measure(self.ids)[self.id]
            days = next(
                template.ask_again_days
                for template in self.env["ficha.template"]._config()
                if template.id == measure["template_id"]
            )
        until = fields.Date.context_today(self) + timedelta(days=days)
        self.env.cr.execute(
            SQL(
                """INSERT INTO ficha_question_snooze
                          (partner_id, field_name, until, user_id)
                   VALUES (%s, %s, %s, %s)
                   ON CONFLICT (partner_id, field_name)
                   DO UPDATE SET until = excluded.until, user_id = excluded.user_id""",
                self.id,
                field_name,
                until,
                self.env.uid,
            )
        )
        self.env["ficha.question.snooze"].invalidate_model()
        return True

    def _check_question(self, field_name):
        if field_name not in self._ficha_wanted() or not self._ficha_can_answer(
            field_name
        ):
            raise UserError(self.env._("That is not a question about this customer."))

    @api.model
    def _ficha_can_answer(self, name):
        """Whether this user may fill in a field, in one line."""
        field = self._fields.get(name)
        return bool(
            field
            and field.type in ASKABLE
            and not field.readonly
            and self._has_field_access(field, "write")
        )

    def _snoozed_questions(self):
        """Names of the fields that are not to be asked for today."""
        today = fields.Date.context_today(self)
        # sudo: nobody has rights on these rows; only names of fields are read
        rests = self.env["ficha.question.snooze"].sudo()
        return set(
            rests.search_fetch(
                [("partner_id", "=", self.id), ("until", ">", today)], ["field_name"]
            ).mapped("field_name")
        )

    def _question(self, measure, name, domain):
        field = self._fields[name]
        stale = name in measure["stale"]
        value = self[name] if stale else False
        question = {
            "field": name,
            "label": field_label(field, self.env),
            "question": self._question_text(measure["template_id"], name),
            "type": field.type,
            "input": INPUTS.get(name, "text"),
            "stale": stale,
            "since": stale
            and self.env._(
                "Noted on %s: is it still right?",
                in_date(self.env, measure["dates"][name]),
            ),
            "value": value.id if field.type == "many2one" and value else value,
        }
        if field.type == "date":
            question["value"] = fields.Date.to_string(value) if value else False
        if field.type == "selection":
            question["options"] = field._description_selection(self.env)
        if field.type == "many2one":
            question["relation"] = field.comodel_name
            question["domain"] = list(domain)
        return question

    def _question_text(self, template_id, name):
        """The question of the template, else one made of the field's name."""
        # sudo: the words are for everybody
        lines = self.env["ficha.template.line"].sudo()
        line = lines.search(
            [("template_id", "=", template_id), ("field_id.name", "=", name)], limit=1
        )
        return line.question or self.env._(
            "%s: do you know it?", field_label(self._fields[name], self.env)
        )

    def _question_domain(self, name):
        """What may be chosen for a many2one, as the field itself says."""
        field = self._fields[name]
        if field.type != "many2one":
            return Domain.TRUE
        domain = field.get_description(self.env, ["domain"])["domain"]
        if isinstance(domain, str):
            known = {
                "id": self.id,
                "company_id": self.company_id.id,
                "parent_id": self.parent_id.id,
                "country_id": self.country_id.id,
            }
            domain = safe_eval(domain, known)
        domain = Domain(domain)
        if field.comodel_name == "res.users":
            domain &= Domain("share", "=", False)
        return domain
