"""What a question about customers asks for that is personal. No SQL."""

from odoo.addons.ficha_cliente.tools.conditions import condition_fields
from odoo.addons.ficha_cliente.tools.groups import is_personal


def personal_fields(model, domain):
    """The personal fields that a question reads (decision D11).

    :param model: an empty recordset, in the environment of who asks
    :param domain: ``Domain`` on it
    :return: set of labels, in the language of the environment
    :raise ValueError: a field does not exist
    """
    return {
        field._description_string(model.env)
        for _where, field in condition_fields(model, domain)
        if is_personal(field)
    }


def asks_segments(model, domain):
    """Whether a question asks in which segments somebody is: who is in one that may
    ask for personal data would be told through another one that may not."""
    return any(
        where._name in ("ficha.segment", "ficha.segment.member")
        or field.comodel_name in ("ficha.segment", "ficha.segment.member")
        for where, field in condition_fields(model, domain)
    )
