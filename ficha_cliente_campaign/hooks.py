def post_init_hook(env):
    """The first lists are there after minutes, and not after the night."""
    env.ref("ficha_cliente_campaign.ir_cron_product_demand")._trigger()
    env.ref("ficha_cliente_campaign.ir_cron_demand")._trigger()
