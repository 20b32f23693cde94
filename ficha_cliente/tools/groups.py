"""Groups that fields ask for. No ORM."""

# academic and family data, and what else is personal (decision D11)
PERSONAL = "ficha_cliente.group_ficha_personal"


def is_personal(field):
    """Whether only people with access to personal data may see a field.

    :param field: an ``odoo.fields.Field``
    """
    return PERSONAL in (field.groups or "")
