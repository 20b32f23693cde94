{
    "name": "Ficha de cliente: identity",
    "version": "19.0.1.13.0",
    "category": "Sales/CRM",
    "summary": "Who is this? A customer recognised by whatever is known of them",
    "author": "Ficha de cliente",
    "license": "LGPL-3",
    "images": ["static/description/picture.png"],
    "depends": ["ficha_cliente"],
    "external_dependencies": {"python": ["phonenumbers", "rapidfuzz"]},
    "data": [
        "security/ir.model.access.csv",
        "security/ficha_identity_rules.xml",
        "data/ficha_identity_cron_data.xml",
    ],
    "demo": [],
    "assets": {
        "web.assets_backend": ["ficha_cliente_identity/static/src/**/*"],
        "web.assets_tests": ["ficha_cliente_identity/static/tests/tours/**/*"],
    },
    "auto_install": True,
    "installable": True,
}
