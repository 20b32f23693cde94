{
    "name": "Ficha de cliente: eCommerce",
    "version": "19.0.1.13.0",
    "category": "Sales/CRM",
    "summary": "Abandoned carts and visits to the website in the customer file",
    "author": "Ficha de cliente",
    "license": "LGPL-3",
    "images": ["static/description/picture.png"],
    "depends": ["ficha_cliente_sale", "website_sale"],
    "data": [
        "security/ir.model.access.csv",
        "security/ficha_cliente_website_sale_rules.xml",
        "views/res_partner_views.xml",
    ],
    "demo": ["demo/ficha_demo_website.xml"],
    "auto_install": True,
    "installable": True,
}
