{
    "name": "Ficha de cliente: SMS",
    "version": "19.0.1.9.0",
    "category": "Sales/CRM",
    "summary": "An SMS to many leaves out who may not be written to, and says why",
    "author": "Ficha de cliente",
    "license": "LGPL-3",
    "images": ["static/description/picture.png"],
    "depends": ["ficha_cliente_privacy", "sms"],
    "data": ["views/sms_composer_views.xml"],
    "auto_install": True,
    "installable": True,
}
