# Read by Odoo's shell, which gives `env`: the company and its administrator, before
# invoicing is installed and chooses a chart of accounts by the company's country.
spain = env.ref("base.es")
euro = env.ref("base.EUR")
euro.active = True
company = env.ref("base.main_company")
company.write({"name": "Mi Empresa, S.L.", "country_id": spain.id})
company.currency_id = euro
for user in env.ref("base.user_admin") | env.ref("base.user_root"):
    user.partner_id.write({"lang": "es_ES", "tz": "Europe/Madrid"})
env.ref("base.user_admin").partner_id.country_id = spain
env.cr.commit()
