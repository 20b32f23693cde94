{
    "name": "Ficha de cliente: map",
    "version": "19.0.1.6.0",
    "category": "Sales/CRM",
    "summary": "Where customers are, on a map that needs nobody outside, and the "
    "round of the day",
    "author": "Ficha de cliente",
    "license": "LGPL-3",
    "depends": ["ficha_cliente_history"],
    "data": [
        "security/ir.model.access.csv",
        "security/ficha_map_rules.xml",
        "data/ficha_map_cron_data.xml",
        "views/ficha_place_views.xml",
        "views/ficha_round_views.xml",
        "views/ficha_round_card_views.xml",
        "views/res_config_settings_views.xml",
        "views/res_partner_map_views.xml",
    ],
    "demo": ["demo/ficha_demo_map.xml"],
    "assets": {
        "web.assets_backend": ["ficha_cliente_map/static/src/**/*"],
        "web.assets_tests": ["ficha_cliente_map/static/tests/tours/**/*"],
        "ficha_cliente_map.leaflet": [
            "ficha_cliente_map/static/lib/leaflet/leaflet.js",
            "ficha_cliente_map/static/lib/leaflet/leaflet.css",
            "ficha_cliente_map/static/lib/leaflet.markercluster/*.js",
            "ficha_cliente_map/static/lib/leaflet.markercluster/*.css",
        ],
    },
    "post_init_hook": "post_init_hook",
    "auto_install": True,
    "installable": True,
}
