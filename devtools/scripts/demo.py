# Read by Odoo's shell, which gives `env`: loads the demo files of our modules alone.
# Odoo loads a module's demo files only when all its parents have theirs; Odoo's own
# (a company in America, products of furniture) are left out on purpose.
import os
import sys

from odoo.modules.loading import load_demo
from odoo.modules.module_graph import ModuleGraph

# The demo asks no service outside about its made-up customers.
Parameter = env["ir.config_parameter"]
for name in ("iap.endpoint", "iap.partner_autocomplete.endpoint"):
    Parameter.set_param(name, "http://127.0.0.1:1")
wanted = os.environ["FICHA_DEMO_MODULES"].split(",")
Module = env["ir.module.module"]
installed = Module.search([("state", "=", "installed")])
graph = ModuleGraph(env.cr, mode="load")
graph.extend(installed.mapped("name"))
failed = []
for package in graph:
    if package.name in wanted and not package.demo:
        if load_demo(env, package, {}, "init"):
            Module.browse(package.id).demo = True
            env.cr.commit()
        else:
            failed.append(package.name)
if failed:
    sys.exit("demo data failed: " + ", ".join(failed))
