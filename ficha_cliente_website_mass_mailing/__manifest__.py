{
    "name": "Ficha de cliente: newsletter of the website",
    "version": "19.0.1.13.0",
    "category": "Sales/CRM",
    "summary": "Who subscribes on the website confirms it by e-mail; who left stays "
    "out",
    "author": "Ficha de cliente",
    "license": "LGPL-3",
    "images": ["static/description/picture.png"],
    "depends": ["ficha_cliente_mass_mailing", "website_mass_mailing"],
    "demo": ["demo/ficha_demo_newsletter.xml"],
    "auto_install": True,
    "installable": True,
}
