{
    "name": "Ficha de cliente: CRM",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "summary": "Leads and opportunities in the customer file",
    "author": "Ficha de cliente",
    "license": "LGPL-3",
    "depends": ["ficha_cliente", "crm"],
    "data": [],
    "demo": [],
    "auto_install": True,
    "installable": True,
}
