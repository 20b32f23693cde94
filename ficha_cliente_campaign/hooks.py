def post_init_hook(env):
    """The first lists are there after minutes, and not after the night."""
    env.ref("ficha_cliente_campaign.ir_cron_product_demand")._trigger()
    env.ref("ficha_cliente_campaign.ir_cron_demand")._trigger()


def uninstall_hook(env):
    """The price lists of some, of a campaign or a segment, would be everybody's without
    what tells them apart: they are archived.

    :param env: superuser environment
    """
    env["product.pricelist"].search(
        ["|", ("ficha_campaign_id", "!=", False), ("ficha_segment_id", "!=", False)]
    ).active = False
