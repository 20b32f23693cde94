def post_init_hook(env):
    """Who is on Odoo's own black lists already said no: mirrored without plaintext."""
    env["ficha.suppression"]._mirror_blacklists()
