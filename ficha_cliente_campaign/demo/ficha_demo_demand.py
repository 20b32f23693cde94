"""Demo data of the demand ahead, see ``ficha_cliente/demo/ficha_demo.py``."""


def load_demand(env):
    """What is ahead and its record, from the two years of invoices of the demo, at once
    and not after a night."""
    # what was bought, which otherwise the scheduler fills in first
    env["ficha.purchase.day"]._refresh()
    env["ficha.demand"]._refresh_all(env.ref("base.main_company"))
