{
    "name": "Ficha de cliente: import and export",
    "version": "19.0.1.13.0",
    "category": "Sales/CRM",
    "summary": "The Excel file that customers have lived on, checked and taken "
    "in, and given back",
    "author": "Ficha de cliente",
    "license": "LGPL-3",
    "images": ["static/description/picture.png"],
    "depends": ["ficha_cliente_merge", "base_import"],
    "external_dependencies": {
        "python": [
            "charset-normalizer",
            "lxml",
            "openpyxl",
            "python-stdnum",
            "rapidfuzz",
            "xlrd",
            "xlsxwriter",
        ]
    },
    "data": [
        "security/ir.model.access.csv",
        "security/ficha_import_rules.xml",
        "data/ficha_import_cron_data.xml",
        "views/ficha_import_form_views.xml",
        "views/ficha_import_line_views.xml",
        "views/ficha_import_choice_views.xml",
        "views/ficha_import_views.xml",
        "views/ficha_export_views.xml",
        "views/ficha_import_mapping_views.xml",
        "views/settings_import_views.xml",
    ],
    "demo": ["demo/ficha_demo_import.xml"],
    "assets": {
        "web.assets_backend": ["ficha_cliente_import/static/src/**/*"],
        "web.assets_tests": ["ficha_cliente_import/static/tests/tours/**/*"],
    },
    "auto_install": True,
    "installable": True,
}
