{
    "name": "Ficha de cliente: Sales",
    "version": "19.0.1.13.0",
    "category": "Sales/CRM",
    "summary": "Quotations and orders in the customer file: "
    "filled in from it, shown on it",
    "author": "Ficha de cliente",
    "license": "LGPL-3",
    "images": ["static/description/picture.png"],
    "depends": ["ficha_cliente_today", "sale"],
    "data": [
        "security/ir.model.access.csv",
        "security/ficha_quotation_rules.xml",
        "data/ficha_quotation_lost_reason_data.xml",
        "data/ficha_followup_rule_data.xml",
        "data/mail_template_data.xml",
        "views/sale_order_views.xml",
        "views/ficha_quotation_lost_views.xml",
        "views/res_partner_orders_views.xml",
    ],
    "demo": [
        "demo/ficha_demo_quotations.xml",
    ],
    "assets": {
        "web.assets_tests": [
            "ficha_cliente_sale/static/tests/tours/**/*",
        ],
    },
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
    "auto_install": True,
    "installable": True,
}
