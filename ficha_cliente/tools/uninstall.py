"""What modules of ours do when they are taken out: for their ``uninstall_hook``, and
for ``ir.module.module``, which does for each of them what Odoo leaves undone."""

from odoo.fields import Domain
from odoo.tools import SQL, sql


def drop_restrictions(env):
    """Let Odoo delete the records that a module brought although others point at them.

    Odoo deletes those records first and drops the fields that point at them later. A
    field with ``ondelete="restrict"`` makes every such deletion an error in the log,
    tried again in ever smaller parts. So the foreign keys go first, of the fields that
    go as well; that takes no time, however many records there are.

    :param env: superuser environment, the modules being ``to remove``
    """
    modules = env["ir.module.module"].search([("state", "=", "to remove")])
    going = set(modules.mapped("name"))
    for model in env.values():
        if model._abstract or not model._auto:
            continue
        for field in model._fields.values():
            if (
                field.type != "many2one"
                or field.ondelete != "restrict"
                or not field.column_type
                or not field.store
                or not field._modules  # made by a person, in Odoo itself
                or not going.issuperset(field._modules)
            ):
                continue
            place = (model._table, field.name)
            target = env[field.comodel_name]._table
            for name in sql.get_foreign_keys(env.cr, *place, target, "id", "restrict"):
                sql.drop_constraint(env.cr, model._table, name)


def leave_nothing(env, names):
    """Delete what these modules have made while they ran and Odoo knows not to be
    theirs: it goes by external ids, and by what hangs from a record in the database.

    Left behind, a parameter would be taken for the new one's at the next installation,
    an attachment be nobody's, and a filter or a list of columns speak of a model that
    is gone.

    :param env: superuser environment, these modules still loaded
    :param list names: modules that are taken out, whatever others share with them stays
    """
    keys = Domain.OR(Domain("key", "=like", f"{_literal(name)}.%") for name in names)
    env["ir.config_parameter"].search(keys).unlink()
    models = [model for (model,) in _theirs(env, names, "ir.model", SQL("model"))]
    fields = _theirs(env, names, "ir.model.fields", SQL("model, name"))
    own = Domain("res_model", "in", models)
    for model, name in fields:
        if model in env and getattr(env[model]._fields.get(name), "attachment", False):
            own |= Domain("res_model", "=", model) & Domain("res_field", "=", name)
    # a condition on res_field: without one those of fields are not found
    every = Domain("res_field", "=", False) | Domain("res_field", "!=", False)
    env["ir.attachment"].search(own & every).unlink()
    filters = env["ir.filters"].with_context(active_test=False)
    filters.search([("model_id", "in", models)]).unlink()
    env["ir.exports"].search([("resource", "in", models)]).unlink()


def _theirs(env, names, model, columns):
    """The rows of a list that Odoo keeps of modules, those of no other module."""
    return env.execute_query(
        SQL(
            """SELECT %(columns)s
                 FROM %(table)s
                WHERE id IN (SELECT res_id
                               FROM ir_model_data
                              WHERE model = %(model)s
                           GROUP BY res_id
                             HAVING bool_and(module = ANY(%(names)s)))""",
            columns=columns,
            table=SQL.identifier(env[model]._table),
            model=model,
            names=list(names),
        )
    )


def _literal(text):
    """A text in which LIKE sees no wildcard."""
    return text.replace("\\", "\\\\").replace("_", "\\_").replace("%", "\\%")
