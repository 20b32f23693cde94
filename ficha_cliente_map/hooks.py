def post_init_hook(env):
    """Puts the contacts there are on the map, in a few statements for all of them."""
    env["res.partner"]._map_locate_all()
    # of many, what is counted by place is made in the background
    env["ficha.map.cell"]._cron_count()
