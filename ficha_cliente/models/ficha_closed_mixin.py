from odoo import api, models
from odoo.fields import Domain


class FichaClosedMixin(models.AbstractModel):
    """A field that is not for the reader is not told by searching, sorting or grouping
    by it either.

    Odoo asks the groups of a stored field on each of these ways. It does not ask those
    of a field that is searched by a method of its own, nor those of a related one,
    which it follows as superuser: who may not read the segment of a customer could
    search for each of them in turn. A model with such fields inherits this; only
    fields of ours are asked, Odoo's own stay as they are. Of a field that is never
    empty Odoo asks nothing at all when it is searched for being set.
    """

    _name = "ficha.closed.mixin"
    _description = "Fields Closed in Every Way"

    @api.model
    def _check_closed(self, name):
        """
        :param str name: of a field, or a path that begins with one
        :raise AccessError: when the field is ours and not for this user
        """
        field = self._fields.get(name.partition(".")[0])
        if not field or not field.groups or self.env.su:
            return
        if all(
            module.startswith("ficha_cliente") for module in field.base_field._modules
        ):
            self._check_field_access(field, "read")

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Extends the ORM's: the fields that are asked for. What a search method makes
        of them is its own business, and is not asked again."""
        if not self.env.su:
            domain = Domain(domain)
            for condition in domain.iter_conditions():
                self._check_closed(condition.field_expr)
        return super()._search(domain, *args, **kwargs)

    # Core modules extend the two below for models of their own. Nothing public serves:
    # a related field is replaced by what it leads to before anybody asks for its
    # groups. Should Odoo change it, ``test_closed_fields`` fails
    # (tests/test_rights_fields.py).
    def _field_to_sql(self, alias, field_expr, query=None):
        """Extends the ORM's: what is sorted, grouped and added up."""
        self._check_closed(field_expr)
        return super()._field_to_sql(alias, field_expr, query)

    def _read_group_groupby(self, alias, groupby_spec, query):
        """Extends the ORM's: related tags are joined without asking for the field."""
        self._check_closed(groupby_spec.partition(":")[0])
        return super()._read_group_groupby(alias, groupby_spec, query)

    # The two below answer with nothing instead of refusing where there are no records,
    # or the field is not stored.
    def export_data(self, fields_to_export):
        """Extends the ORM's: also of no records."""
        for path in fields_to_export:
            self._check_closed(path.partition("/")[0])
        return super().export_data(fields_to_export)

    @api.model
    def search_panel_select_range(self, field_name, **kwargs):
        """Extends web's."""
        self._check_closed(field_name)
        return super().search_panel_select_range(field_name, **kwargs)

    @api.model
    def search_panel_select_multi_range(self, field_name, **kwargs):
        """Extends web's."""
        self._check_closed(field_name)
        return super().search_panel_select_multi_range(field_name, **kwargs)


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "ficha.closed.mixin"]

    @api.model
    def _ficha_found_by(self, domain):
        """A condition by which whoever may see a contact finds it, though the fields
        it names are only for who works here: a customer on the website searches
        contacts too, and finds their own.

        :param domain: on ``res.partner``
        :return: ``Domain``
        """
        if self.env.su or self.env.user._is_internal():
            return Domain(domain)
        # sudo: only which contacts; the search it is a part of has the reader's rules
        return Domain("id", "in", self.sudo()._search(domain, active_test=False))


class ResUsers(models.Model):
    """A user has all fields of their contact."""

    _name = "res.users"
    _inherit = ["res.users", "ficha.closed.mixin"]


class ResCompany(models.Model):
    _name = "res.company"
    _inherit = ["res.company", "ficha.closed.mixin"]


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "ficha.closed.mixin"]
