{
    "name": "Ficha de cliente: campaigns by e-mail",
    "version": "19.0.1.13.0",
    "category": "Sales/CRM",
    "summary": "The mailings of a campaign, and what became of them",
    "author": "Ficha de cliente",
    "license": "LGPL-3",
    "images": ["static/description/picture.png"],
    "depends": ["ficha_cliente_campaign", "ficha_cliente_mass_mailing"],
    "data": ["views/ficha_campaign_views.xml"],
    "auto_install": True,
    "installable": True,
}
