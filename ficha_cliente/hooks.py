"""What happens once, when the module is installed."""


def post_init_hook(env):
    """Checks and first fills that a new installation needs, part by part.

    :param env: superuser environment of the database being installed.
    """
    env["res.partner"]._check_client_code_index()
    env["ficha.code.adopt"]._offer_after_installation()
    env["account.move"]._purchases_link()
    env["res.partner"]._followup_after_installation()
