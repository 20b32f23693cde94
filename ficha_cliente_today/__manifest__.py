{
    "name": "Ficha de cliente: today",
    "version": "19.0.1.8.0",
    "category": "Sales/CRM",
    "summary": "Who to call this morning and why, and whether it pays",
    "author": "Ficha de cliente",
    "license": "LGPL-3",
    "images": ["static/description/picture.png"],
    "depends": ["ficha_cliente_history"],
    "external_dependencies": {"python": ["python-dateutil"]},
    "data": [
        "views/ficha_today_views.xml",
        "views/ficha_results_views.xml",
        "views/settings_today_views.xml",
    ],
    "demo": ["demo/ficha_demo_today.xml"],
    "assets": {
        "web.assets_backend": ["ficha_cliente_today/static/src/**/*"],
        "web.assets_tests": ["ficha_cliente_today/static/tests/tours/**/*"],
    },
    "auto_install": True,
    "installable": True,
}
