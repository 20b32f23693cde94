"""What modules of ours do when they are taken out, for their ``uninstall_hook``."""

from odoo.tools import sql


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
