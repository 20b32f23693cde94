import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL


class FichaResults(models.AbstractModel):
    """The list behind each figure."""

    _inherit = "ficha.results"

    @api.model
    @api.readonly
    def open_figure(self, question, measure, figure, before=False, row=None):
        """The customers, or interactions, that a figure counts.

        The action carries the question and not the answer: a list of many thousands is
        opened without sending their ids to the browser and back.

        :param dict question: arguments of :meth:`get_results`
        :param measure: key of the measure
        :param figure: key of the figure
        :param before: of the period before
        :param row: key of the row of the dimension; None for the total
        :return: window action
        """
        asked = {
            "question": question,
            "measure": measure,
            "figure": figure,
            "before": bool(before),
            "row": row,
        }
        told, part, _ask = self._find_figure(asked)
        model = told.get("model", "res.partner")
        xmlid = {
            "res.partner": "ficha_cliente.action_ficha",
            "ficha.interaction": "ficha_cliente.action_ficha_interaction",
        }[model]
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        action.update(
            domain=[("in_results", "=", json.dumps(asked, sort_keys=True))],
            # archived customers count, so they are listed
            context={"active_test": False},
            display_name=f"{told['title']}: {part['label']}",
        )
        return action

    @api.model
    def _find_figure(self, asked):
        """Measure, figure and question of what a list is asked for.

        :raises UserError: when there is no such figure
        """
        try:
            ask = self._ask(**asked["question"])
            if f"_measure_{asked['measure']}" in self._measures():
                measure = getattr(self, f"_measure_{asked['measure']}")(ask)
                for figure in measure.get("figures", ()):
                    if figure["key"] == asked["figure"]:
                        return measure, figure, ask
        except (TypeError, KeyError, ValueError) as error:
            raise UserError(self.env._("There is no such figure.")) from error
        raise UserError(self.env._("There is no such figure."))

    @api.model
    def _listed(self, text, model):
        """The records behind a figure.

        :param text: what :meth:`open_figure` put in the domain
        :param model: model whose records are listed
        :return: ``Domain``
        """
        try:
            asked = json.loads(text)
            this, row = self, asked.get("row")
            key = asked["question"].get("dimension", "user")
            dimension = self._dimensions().get(key)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise UserError(self.env._("There is no such figure.")) from error
        where = SQL("TRUE")
        if row is not None and dimension:
            if dimension.get("each_company"):
                company = self.env.companies.filtered(lambda c: str(c.id) == row)
                if not company:
                    return Domain.FALSE
                this = self.with_context(allowed_company_ids=company.ids)
            else:
                where = SQL("x.dim IS NOT DISTINCT FROM %s", row or None)
        self.env.flush_all()  # the relations are SQL of their own
        measure, figure, _ask = this._find_figure(asked)
        if measure.get("model", "res.partner") != model:
            raise UserError(self.env._("There is no such figure."))
        return Domain(
            "id",
            "in",
            SQL(
                "(SELECT x.id FROM (%s) x WHERE %s AND %s)",
                measure["relation"],
                figure["listed_before" if asked.get("before") else "listed"],
                where,
            ),
        )


class ResPartner(models.Model):
    _inherit = "res.partner"

    in_results = fields.Char(
        compute="_compute_in_results",
        search="_search_in_results",
        export_string_translation=False,
        help="Only to search by: the customers that a figure of the results counts.",
    )

    def _compute_in_results(self):
        self.in_results = False

    def _search_in_results(self, operator, value):
        if operator != "in":
            return NotImplemented
        results = self.env["ficha.results"]
        return Domain.OR(results._listed(text, self._name) for text in value)


class FichaInteraction(models.Model):
    _inherit = "ficha.interaction"

    in_results = fields.Char(
        compute="_compute_in_results",
        search="_search_in_results",
        export_string_translation=False,
        help="Only to search by: the interactions that a figure of the results counts.",
    )

    def _compute_in_results(self):
        self.in_results = False

    def _search_in_results(self, operator, value):
        if operator != "in":
            return NotImplemented
        results = self.env["ficha.results"]
        return Domain.OR(results._listed(text, self._name) for text in value)
