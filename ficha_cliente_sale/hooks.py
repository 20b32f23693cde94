def post_init_hook(env):
    """Those who were already sent a quotation are prospects from the start."""
    domain = [("state", "in", ("sent", "sale"))]
    env["sale.order"].search(domain).partner_id._advance_lifecycle("prospect")
