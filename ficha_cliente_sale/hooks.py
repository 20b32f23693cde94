from odoo.addons.ficha_cliente.tools.uninstall import drop_restrictions


def post_init_hook(env):
    """Those who were already sent a quotation are prospects from the start; and
    quotations can be sent in Spanish."""
    env["mail.template"]._mend_quotation_subject()
    domain = [("state", "in", ("sent", "sale"))]
    env["sale.order"].search(domain).partner_id._advance_lifecycle("prospect")


def uninstall_hook(env):
    """The reasons why quotations were lost go, whichever of them have one."""
    drop_restrictions(env)
