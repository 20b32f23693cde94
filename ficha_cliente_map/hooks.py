def post_init_hook(env):
    """Puts the contacts there are on the map, in a few statements for all of them."""
    env["res.partner"]._map_locate_all()
