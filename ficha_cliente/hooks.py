"""What happens once, when the module is installed or taken out."""

from .tools.uninstall import drop_restrictions


def post_init_hook(env):
    """Checks and first fills that a new installation needs, part by part.

    :param env: superuser environment of the database being installed.
    """
    env["res.partner"]._check_client_code_index()
    env["res.partner"]._skip_printed_client_codes()
    env["ficha.code.adopt"]._offer_after_installation()
    env["account.move"]._purchases_link()
    env["res.partner"]._followup_after_installation()


def uninstall_hook(env):
    """The states, channels and forms of address go, whoever has them; with them all
    that stands on this module. Codes that were printed stay their customers'.

    :param env: superuser environment
    """
    drop_restrictions(env)
    env["res.partner"]._keep_client_codes()
