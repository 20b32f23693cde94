import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL


class FichaQualityBoard(models.AbstractModel):
    """The list behind each number: the action carries the question, not the answer."""

    _inherit = "ficha.quality.board"

    @api.model
    @api.readonly
    def open_figure(self, question, figure, row=None, field_name=None):
        """The contacts that a number counts.

        :param dict question: arguments of :meth:`get_board`
        :param figure: key of a figure; ``missing`` or ``stale_field`` with a field
        :param row: key of the row of the dimension; None for the total
        :param field_name: the field that is missing, or stale
        :return: window action
        """
        asked = {
            "question": question,
            "figure": figure,
            "row": row,
            "field": field_name,
        }
        self._listed(json.dumps(asked))  # is it a question at all?
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ficha_cliente.action_ficha"
        )
        action.update(
            domain=[("in_quality", "=", json.dumps(asked, sort_keys=True))],
            context={"ficha_quality_list": True},
            display_name=self._list_title(figure, field_name),
        )
        return action

    @api.model
    def _list_title(self, figure, field_name):
        if not field_name:
            return self._figures()[figure]["label"]
        label = (
            self.env["res.partner"]._fields[field_name]._description_string(self.env)
        )
        if figure == "missing":
            return self.env._("Missing: %s", label)
        return self.env._("Stale: %s", label)

    @api.model
    def _listed(self, text):
        """The contacts behind a number.

        :param text: what :meth:`open_figure` put in the domain
        :return: ``Domain``
        :raises UserError: when there is no such number
        """
        partners = self.env["res.partner"]
        try:
            asked = json.loads(text)
            question, figure, row = asked["question"], asked["figure"], asked["row"]
            who = question.get("who", "files")
            dimension = question.get("dimension", "user")
            self._check_question(who, dimension)
            self.env.flush_all()  # the relation is SQL of its own
            relation = self._relation(who, dimension, question.get("user_id"))
            if name := asked["field"]:
                field = partners._fields[name]
                if not partners._has_field_access(field, "read"):
                    raise KeyError(name)
                column = {"missing": "missing", "stale_field": "stale_fields"}[figure]
                condition = SQL("%s ? %s", SQL.identifier("x", column), name)
            elif figure in self._figures():
                condition = self._condition(figure)
            else:
                raise KeyError(figure)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise UserError(self.env._("There is no such figure.")) from error
        if row is not None:
            condition = SQL(
                "%s AND x.dim IS NOT DISTINCT FROM %s", condition, row or None
            )
        return Domain(
            "id", "in", SQL("(SELECT x.id FROM (%s) x WHERE %s)", relation, condition)
        )


class ResPartner(models.Model):
    _inherit = "res.partner"

    in_quality = fields.Char(
        compute="_compute_in_quality",
        search="_search_in_quality",
        export_string_translation=False,
        help="Only to search by: the contacts that a figure of the quality counts.",
    )

    def _compute_in_quality(self):
        self.in_quality = False

    def _search_in_quality(self, operator, value):
        if operator != "in":
            return NotImplemented
        board = self.env["ficha.quality.board"]
        return Domain.OR(board._listed(text) for text in value)
