from odoo import fields, models

ATTRIBUTES = {"__validate__", "class", "string", "js_class", "colour"}


class IrUiView(models.Model):
    """The map is a type of view, beside list and kanban."""

    _inherit = "ir.ui.view"

    type = fields.Selection(selection_add=[("ficha_map", "Map")])

    def _validate_tag_ficha_map(self, node, name_manager, node_info):
        """Checked by the ORM for the tag of the view: it has no content."""
        if not node_info["validate"]:
            return
        if unknown := set(node.attrib) - ATTRIBUTES:
            self._raise_view_error(
                self.env._("A map has no attribute %s", ", ".join(sorted(unknown))),
                node,
            )

    def _get_view_info(self):
        """Extends _get_view_info: the icon of the map."""
        return {"ficha_map": {"icon": "fa fa-map-o"}} | super()._get_view_info()
