{
    "name": "Ficha de cliente: Email Marketing",
    "version": "19.0.1.13.0",
    "category": "Sales/CRM",
    "summary": "Mailings, and the answers to them, in the customer file",
    "author": "Ficha de cliente",
    "license": "LGPL-3",
    "images": ["static/description/picture.png"],
    "depends": ["ficha_cliente_history", "ficha_cliente_portal", "mass_mailing"],
    "data": [
        "security/ir.model.access.csv",
        "security/ficha_mailing_rules.xml",
        "wizard/ficha_mailing_list_add_views.xml",
        "views/res_partner_views.xml",
    ],
    "assets": {
        "web.assets_tests": ["ficha_cliente_mass_mailing/static/tests/tours/**/*"],
    },
    "demo": ["demo/ficha_demo_mailings.xml"],
    "auto_install": True,
    "installable": True,
}
