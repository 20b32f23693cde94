{
    "name": "Ficha de cliente: CRM",
    "version": "19.0.1.13.0",
    "category": "Sales/CRM",
    "summary": "Leads and opportunities in the customer file",
    "author": "Ficha de cliente",
    "license": "LGPL-3",
    "images": ["static/description/picture.png"],
    "depends": ["ficha_cliente_today", "crm"],
    "data": [
        "views/res_partner_opportunities_views.xml",
    ],
    "demo": [
        "demo/ficha_demo_leads.xml",
    ],
    "post_init_hook": "post_init_hook",
    "auto_install": True,
    "installable": True,
}
