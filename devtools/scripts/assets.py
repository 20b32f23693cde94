# Read by Odoo's shell, which gives `env`: the scripts and styles that the browser tests
# load, made once. Each test would make them again otherwise, since it rolls back, and
# under load a bundle that the page asks for late comes too late.
LATE = (
    "web.assets_backend_lazy",
    "web.assets_emoji",
    "web_tour.automatic",
    "web_tour.common",
)
qweb = env["ir.qweb"]
qweb._pregenerate_assets_bundles()
for bundle in LATE:
    qweb._get_asset_nodes(bundle, js=True, css=True)
env.cr.commit()
