import json
from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

MANAGER = "ficha_cliente.group_ficha_manager"


class FichaBoardMixin(models.AbstractModel):
    """A page of figures about the customers, each of which opens the list behind it.

    What stands behind the figures is a relation: a SELECT with the columns ``id`` (of
    what is counted) and ``dim`` (text: what it is split by), and more that the figures
    need. It is read when the page is opened and kept nowhere. The list behind a figure
    is a search for the question itself, so that many thousands are opened without
    sending their ids to the browser and back.

    A model that inherits this says ``_dimensions()`` and ``_listed(text, model)``, and
    the listed model has a field that searches with :meth:`_search_listed`.
    """

    _name = "ficha.board.mixin"
    _description = "Board of Figures"

    # -- whose figures -----------------------------------------------------------------

    @api.model
    def _is_manager(self):
        """Whether the reader sees the figures of everybody's customers."""
        return self.env.su or self.env.user.has_group(MANAGER)

    @api.model
    def _whose_domain(self, user_ids=()):
        """Whose customers count: everybody's for managers, else those that the reader
        sells to or follows up.

        :param user_ids: only those of these salespeople; all when empty
        :return: ``Domain`` on ``res.partner``
        """
        domain = Domain.TRUE
        if not self._is_manager():
            uid = self.env.uid
            domain = Domain("user_id", "=", uid) | Domain("followup_user_id", "=", uid)
        if user_ids:
            domain &= Domain("user_id", "in", list(user_ids))
        return domain

    @api.model
    def _people(self):
        """Salespeople of the customers, to choose among.

        :return: list of dicts ``id``, ``name``; empty for who sees their own only
        """
        if not self._is_manager():
            return []
        rows = self.env["res.partner"]._read_group(
            [("user_id", "!=", False), ("partner_share", "=", True)], ["user_id"]
        )
        # sudo: of colleagues no more than the name is told
        people = [{"id": user.id, "name": user.sudo().name} for (user,) in rows]
        return sorted(people, key=lambda person: person["name"].lower())

    # -- split by ----------------------------------------------------------------------

    @api.model
    def _dimensions(self):
        """What the figures may be split by. Other modules add theirs.

        :return: ``{key: dimension}`` in the order of the page, where dimension is a
            dict with ``label``, ``sql`` (of the column ``dim`` of the relation) and
            ``names`` (function ``(list of values) -> {value: name}`` in the order of
            the rows; None is "none of them"). ``hidden``: not offered
        """
        return {}

    @api.model
    def _offered_dimensions(self):
        """The dimensions to choose among, for the client."""
        return [
            {"key": key, "label": dimension["label"]}
            for key, dimension in self._dimensions().items()
            if not dimension.get("hidden")
        ]

    @api.model
    def _record_names(self, model, none):
        """Names of records by their id as text, in alphabetical order.

        :param none: name of "none of them"
        :return: ``names`` of a dimension
        """

        def names(values):
            ids = [int(value) for value in values if value]
            # sudo: of colleagues and companies no more than the name is told
            records = self.env[model].sudo().browse(ids)
            result = {str(record.id): record.display_name for record in records}
            result = dict(sorted(result.items(), key=lambda item: item[1].lower()))
            return result | {None: none}

        return names

    # -- reading the relation ----------------------------------------------------------

    @api.model
    def _aggregates(self, columns, relation):
        """Aggregates over a relation, in all and for each value of the dimension.

        :param SQL columns: aggregates over the rows ``x``
        :param SQL relation: SELECT with the column ``dim``
        :return: list of the values in all, and ``{value of dim: list}``
        """
        sql = SQL(
            "SELECT grouping(x.dim), x.dim, %s FROM (%s) x"
            " GROUP BY GROUPING SETS ((), (x.dim))",
            columns,
            relation,
        )
        total, found = [], {}
        for is_total, dim, *values in self.env.execute_query(sql):
            if is_total:
                total = values
            else:
                found[dim] = values
        return total, found

    # -- the list behind a figure ------------------------------------------------------

    @api.model
    def _list_action(self, xmlid, field, asked, **values):
        """The list behind a figure.

        :param xmlid: window action of the list
        :param field: field of the listed model that searches with
            :meth:`_search_listed`
        :param dict asked: what ``_listed`` finds the records by
        :param values: what else the action says
        :return: window action
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        domain = [(field, "=", json.dumps(asked, sort_keys=True))]
        return action | {"domain": domain, **values}

    @api.model
    def _search_listed(self, model, operator, value):
        """``search`` of the field that an action of :meth:`_list_action` names.

        :param model: model whose records are listed
        """
        if operator != "in":
            return NotImplemented
        return Domain.OR(self._listed(text, model) for text in value)

    @api.model
    def _listed(self, text, model):
        """The records behind a figure.

        :param text: what :meth:`_list_action` put in the domain
        :param model: model whose records are listed
        :return: ``Domain``
        :raises UserError: when there is no such figure
        """
        raise self._no_such_figure()

    @api.model
    def _rows_domain(self, relation, condition, row=None):
        """The records of some rows of a relation.

        :param SQL condition: on the rows ``x``
        :param row: value of the dimension, empty for "none of them"; None for all
        :return: ``Domain``
        """
        if row is not None:
            condition = SQL(
                "%s AND x.dim IS NOT DISTINCT FROM %s", condition, row or None
            )
        return Domain(
            "id", "in", SQL("(SELECT x.id FROM (%s) x WHERE %s)", relation, condition)
        )

    @contextmanager
    def _reading_question(self):
        """Whatever is wrong with a question that came from outside is told as a figure
        that there is not."""
        try:
            yield
        except (
            AttributeError,
            LookupError,
            OverflowError,
            RecursionError,
            TypeError,
            ValueError,
        ) as error:
            raise self._no_such_figure() from error

    @api.model
    def _no_such_figure(self):
        return UserError(self.env._("There is no such figure."))
