from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.arguments import only_one
from odoo.addons.ficha_cliente.tools.field_value import field_label
from odoo.addons.ficha_cliente.tools.query import (
    query_column,
    query_join,
    query_subselect,
)
from odoo.addons.ficha_cliente.tools.searches import searches

from .ficha_quality import MEASURED_FROM

FICHA_USER = "ficha_cliente.group_ficha_user"

# field of the contact -> column of its row
COLUMNS = {
    "ficha_template_id": "template_id",
    "ficha_completeness": "completeness",
    "ficha_freshness": "freshness",
    "ficha_source": "source",
}


class ResPartner(models.Model):
    """How good the data of a ficha is.

    Nothing of it is stored on the contact: what a ficha or a page of a list shows is
    measured when it is read, in one query; lists search, sort and group by the rows of
    ``ficha.quality`` (``_field_to_sql``). Names of personal fields are
    told to those who may see personal data only.
    """

    _inherit = "res.partner"

    ficha_template_id = fields.Many2one(
        "ficha.template",
        string="Template",
        compute="_compute_ficha_quality",
        search="_search_ficha_template_id",
        groups=FICHA_USER,
        help="Template that says which data is wanted for this customer.",
    )
    ficha_completeness = fields.Integer(
        string="Completeness",
        compute="_compute_ficha_quality",
        search="_search_ficha_completeness",
        aggregator="avg",
        groups=FICHA_USER,
        help="0 to 100: how much of the wanted data is there, by weight.",
    )
    ficha_freshness = fields.Integer(
        string="Freshness",
        compute="_compute_ficha_quality",
        search="_search_ficha_freshness",
        aggregator="avg",
        groups=FICHA_USER,
        help="0 to 100: how much of the data that goes out of date is recent, by "
        "weight; also 0 when its date is not known.",
    )
    ficha_missing_text = fields.Char(
        string="What is missing",
        compute="_compute_ficha_quality",
        groups=FICHA_USER,
        help="The wanted data that is not there, the most important first.",
    )
    ficha_stale_text = fields.Char(
        string="What is stale",
        compute="_compute_ficha_quality",
        groups=FICHA_USER,
        help="Data so old that it should be asked for again.",
    )
    ficha_measure = fields.Json(
        compute="_compute_ficha_measure",
        groups=fields.NO_ACCESS,
        export_string_translation=False,
        help="What was measured, names of personal fields among it.",
    )
    ficha_quality = fields.Json(
        compute="_compute_ficha_quality",
        groups=FICHA_USER,
        export_string_translation=False,
        help="The same for the page of the customer.",
    )
    ficha_source = fields.Selection(
        selection=lambda self: self.env["ficha.quality"]
        ._fields["source"]
        ._description_selection(self.env),
        string="Source of the file",
        compute="_compute_ficha_source",
        search="_search_ficha_source",
        groups=FICHA_USER,
        help="Where the file came from, if that is known.",
    )

    @api.depends_context("company")
    def _compute_ficha_measure(self):
        """Once for what a page shows and for what it asks."""
        found = self.env["ficha.quality"]._measure(self._origin.ids)
        for partner in self:
            partner.ficha_measure = found.get(partner._origin.id)

    @api.depends_context("lang", "uid", "company")
    def _compute_ficha_quality(self):
        for partner in self:
            # sudo: the measures take what the reader may not see into account, and do
            # not tell it
            measure = partner.sudo().ficha_measure
            partner.ficha_template_id = measure and measure["template_id"]
            partner.ficha_completeness = measure["completeness"] if measure else 0
            partner.ficha_freshness = measure["freshness"] or 0 if measure else 0
            missing = partner._ficha_missing_labels(
                measure["missing"] if measure else []
            )
            stale = self._ficha_field_labels(measure["stale"] if measure else [])
            partner.ficha_missing_text = ", ".join(word["label"] for word in missing)
            partner.ficha_stale_text = ", ".join(word["label"] for word in stale)
            partner.ficha_quality = measure and {
                "template": partner.ficha_template_id.sudo().name,
                "completeness": measure["completeness"],
                "freshness": measure["freshness"],
                "missing": missing,
                "stale": [
                    {**word, "since": measure["dates"].get(word["name"])}
                    for word in stale
                ],
            }

    def _compute_ficha_source(self):
        # sudo: rows have no readers of their own; the contact is being read already
        rows = self.env["ficha.quality"].sudo()
        rows = rows.search_fetch([("partner_id", "in", self._origin.ids)], ["source"])
        sources = {row.partner_id.id: row.source for row in rows}
        for partner in self:
            partner.ficha_source = sources.get(partner._origin.id)

    @api.model
    def _ficha_field_labels(self, names):
        """Names of fields as the reader may be told them.

        :param names: of fields of ``res.partner``
        :return: list of dicts ``name, label, ask`` (whether one can ask for it in one
            line); personal ones are one word together, without name, for those who may
            not see them
        """
        labels, hidden = [], False
        for name in names:
            field = self._fields.get(name)
            if field and self._has_field_access(field, "read"):
                labels.append(
                    {
                        "name": name,
                        "label": field_label(field, self.env),
                        "ask": self._ficha_can_answer(name),
                    }
                )
            elif field:
                hidden = True
        if hidden:
            labels.append({"name": "", "label": self.env._("Other data"), "ask": False})
        return labels

    def _ficha_missing_labels(self, names):
        """As :meth:`_ficha_field_labels`, for what this contact lacks; what is there
        and known to be wrong says so."""
        labels = self._ficha_field_labels(names)
        for word in labels:
            if word["name"] in ("vat", "phone", "email") and self[word["name"]]:
                word["label"] = self.env._("%s (not valid)", word["label"])
        return labels

    # -- what changes it ---------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Extends the core's: a new contact is measured, in the background."""
        partners = super().create(vals_list)
        self.env["ficha.quality.queue"]._mark(partners.ids)
        return partners

    def write(self, vals):
        """Extends the core's: a contact is measured again when what is measured
        changed."""
        result = super().write(vals)
        if not (MEASURED_FROM | self._ficha_wanted()).isdisjoint(vals):
            self.env["ficha.quality.queue"]._mark(self.ids)
        return result

    @api.model
    def _ficha_wanted(self):
        return self.env["ficha.template"]._wanted_fields()

    def _ficha_asked_of(self):
        """Extends the core's: what the template of their kind wants."""
        self.ensure_one()
        wanted = self.env["ficha.template"]._wanted_of(self)
        return super()._ficha_asked_of() if wanted is None else wanted

    @api.model
    def _ficha_origin_fields(self):
        """Extended: the origin of whatever a template wants is noted."""
        return super()._ficha_origin_fields() | self._ficha_wanted()

    def action_ficha_origins(self):
        """Where the values of this ficha came from."""
        only_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ficha_cliente.action_ficha_value_origin"
        )
        action["domain"] = [("partner_id", "=", self.id)]
        return action

    # --------------------------------------------------------------------------
    # Searching, sorting and grouping fichas by the quality of their data.
    #
    # All of it reads ``ficha.quality``, which is behind by the minutes that the
    # scheduled action takes.
    # --------------------------------------------------------------------------

    def _search_quality(self, condition):
        """Contacts with a row that meets a condition.

        :param condition: domain on ``ficha.quality``
        :return: ``Domain``
        """
        # sudo: rows have no readers of their own; contacts are searched with the
        # reader's rights
        query = self.env["ficha.quality"].sudo()._search(condition)
        partner_id = query_column(query, "partner_id")
        return Domain("id", "in", query_subselect(query, partner_id))

    def _search_quality_column(self, column, operator, value):
        if operator == "in":
            found = self._search_quality(
                Domain(column, "in", [item for item in value if item is not False])
            )
            if False in value:
                found |= ~self._search_quality(Domain(column, "!=", False))
            return found
        if operator in ("<", "<=", ">", ">="):
            return self._search_quality(Domain(column, operator, value))
        return NotImplemented

    @searches("ficha_template_id")
    def _search_ficha_template_id(self, operator, value):
        if operator == "any":
            templates = self.env["ficha.template"]._search(value)
            return self._search_quality(Domain("template_id", "in", templates))
        return self._search_quality_column("template_id", operator, value)

    @searches("ficha_completeness")
    def _search_ficha_completeness(self, operator, value):
        return self._search_quality_column("completeness", operator, value)

    @searches("ficha_freshness")
    def _search_ficha_freshness(self, operator, value):
        """A freshness that is not known is neither low nor high."""
        if operator == "in":
            known = Domain("freshness", "in", [v for v in value if v is not False])
            found = self._search_quality(known & Domain("freshness_known", "=", True))
            if False in value:
                found |= ~self._search_quality(Domain("freshness_known", "=", True))
            return found
        if operator in ("<", "<=", ">", ">="):
            return self._search_quality(
                Domain("freshness", operator, value)
                & Domain("freshness_known", "=", True)
            )
        return NotImplemented

    @searches("ficha_source")
    def _search_ficha_source(self, operator, value):
        return self._search_quality_column("source", operator, value)

    # Core modules extend this for models of their own, none for contacts. Nothing
    # public serves: a field that is not stored is sorted and grouped by its SQL alone,
    # and ``Field.to_sql`` is given no query to join the row of ``ficha.quality`` to.
    # Should Odoo change it, ``test_lists`` fails (test_quality_refresh.py).
    def _field_to_sql(self, alias, field_expr, query=None):
        """Extends the ORM's: the quality of the data is sortable and groupable."""
        if query is None or field_expr not in COLUMNS:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        row = f"{alias}__ficha_quality"
        query_join(
            query,
            "LEFT JOIN",
            row,
            "ficha_quality",
            SQL(
                "%s = %s",
                SQL.identifier(row, "partner_id"),
                SQL.identifier(alias, "id"),
            ),
        )
        return SQL.identifier(row, COLUMNS[field_expr])

    def _ficha_merge_refresh(self):
        """Extends ours: how good the data are is measured anew."""
        self.env["ficha.quality.queue"]._mark(self.ids)
        return super()._ficha_merge_refresh()
