{
    "name": "Ficha de cliente: Sales",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "summary": "Quotations and orders in the customer file: filled in from it, shown on it",
    "author": "Ficha de cliente",
    "license": "LGPL-3",
    "depends": ["ficha_cliente", "sale"],
    "data": [],
    "demo": [],
    "auto_install": True,
    "installable": True,
}
