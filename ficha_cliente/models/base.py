from odoo import api, models

from ..tools.cards import cards_of_list, form_of_list


class Base(models.AbstractModel):
    """On a telephone no list of ours is a table that goes out of the screen."""

    _inherit = "base"

    @api.model
    def _get_default_kanban_view(self):
        """Extends base's, which is a card with a name and nothing else: a model of ours
        that has no cards has those that the columns of its list make."""
        columns = self._ficha_columns()
        if columns is None:
            return super()._get_default_kanban_view()
        return cards_of_list(
            columns,
            label_of=lambda name: self._fields[name]._description_string(self.env),
            is_flag=lambda name: self._fields[name].type == "boolean",
        )

    @api.model
    def _get_default_form_view(self):
        """Extends base's, which has every field there is: a list of ours that is
        written in place has no form, and on a telephone needs one of its columns."""
        columns = self._ficha_columns()
        if columns is None or not columns.get("editable"):
            return super()._get_default_form_view()
        return form_of_list(columns)

    def _ficha_columns(self):
        """The list of a model of ours, None where there is none."""
        if not self._name.startswith("ficha."):
            return None
        # sudo: which of the views it is, read to make another of them
        view = self.env["ir.ui.view"].sudo().default_view(self._name, "list")
        return self._get_view(view, "list")[0] if view else None
