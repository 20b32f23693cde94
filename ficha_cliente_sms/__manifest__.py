{
    "name": "Ficha de cliente: SMS",
    "version": "19.0.1.13.0",
    "category": "Sales/CRM",
    "summary": "An SMS to many leaves out who may not be written to, and says why; "
    "codes for customers",
    "external_dependencies": {"python": ["phonenumbers"]},
    "author": "Ficha de cliente",
    "license": "LGPL-3",
    "images": ["static/description/picture.png"],
    "depends": ["ficha_cliente_portal", "sms"],
    "data": [
        "views/sms_composer_views.xml",
        "views/res_config_settings_views.xml",
    ],
    "auto_install": True,
    "installable": True,
}
