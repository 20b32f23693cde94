{
    "name": "Ficha de cliente: campaigns with coupons",
    "version": "19.0.1.9.0",
    "category": "Sales/CRM",
    "summary": "The discount of a campaign as a coupon for each customer",
    "author": "Ficha de cliente",
    "license": "LGPL-3",
    "images": ["static/description/picture.png"],
    "depends": ["ficha_cliente_campaign", "sale_loyalty"],
    "data": ["views/ficha_campaign_views.xml"],
    "demo": ["demo/ficha_demo_coupon.xml"],
    "auto_install": True,
    "installable": True,
}
