{
    "name": "Ficha de cliente: eCommerce",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "summary": "Abandoned carts and visits to the website in the customer file",
    "author": "Ficha de cliente",
    "license": "LGPL-3",
    "depends": ["ficha_cliente_sale", "website_sale"],
    "data": [],
    "demo": [],
    "auto_install": True,
    "installable": True,
}
