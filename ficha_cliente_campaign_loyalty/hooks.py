def uninstall_hook(env):
    """Coupons of customers would be anybody's who has the code: their programs are
    archived.

    :param env: superuser environment
    """
    env["loyalty.program"].search([("ficha_campaign_id", "!=", False)]).active = False
