"""Groups that fields ask for. No ORM."""

# what is written of customers and is not for them: a portal customer reads contacts,
# invoices, orders and companies, each with all fields that ask for no group
INTERNAL = "base.group_user"
# academic and family data, and what else is personal (decision D11)
PERSONAL = "ficha_cliente.group_ficha_personal"


def is_personal(field):
    """Whether only people with access to personal data may see a field.

    :param field: an ``odoo.fields.Field``
    """
    return PERSONAL in (field.groups or "")
