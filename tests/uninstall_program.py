"""Run as a program by tests/test_modules_uninstall.py: takes modules out of a database,
in steps, as *Apps* does, and looks after each whether what is left works.

Arguments: the database, and as JSON the names of the modules to take out (a list of
those that go together for each step), and of the one to install again at the end, or
null. Prints, as JSON, for each module what there was in its step: `gone` (all modules
that went), `troubles` (texts; none is good) and `seconds` (of each part of it); and for
`again` its troubles.

Functions named `check_*` are the checks. Each gets a superuser's environment and the
`Before` of the step; what it raises or gives (texts) are the troubles. What it writes
stays: there is something in the tables when the next module goes.
"""

import json
import logging
import sys
import time
import traceback
from pathlib import Path

from lxml import etree

from odoo import api
from odoo.modules.module import Manifest
from odoo.modules.registry import Registry
from odoo.tests import Form
from odoo.tools import SQL, config
from odoo.tools.safe_eval import safe_eval

PREFIX = "ficha_cliente"
# Beside our own menus, these lead to what we extend.
OTHER_MENUS = (
    "account.menu_action_move_out_invoice_type",
    "base.menu_administration",
    "contacts.res_partner_menu_contacts",
    "sale.menu_sale_quotations",
)


class Complaints(logging.Handler):
    """Keeps what Odoo warns of meanwhile."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.texts = []

    def emit(self, record):
        text = f"{record.levelname} {record.name}: {record.getMessage()}"
        if record.exc_info:
            text += "\n" + "".join(traceback.format_exception(*record.exc_info))
        self.texts.append(text)

    def take(self):
        """What was said since it was asked last."""
        found, self.texts = self.texts, []
        return found


class Before:
    """What the modules that go have brought: `records` (as model and id), `objects`
    (constraints and indexes, as table and name); and the `strangers`, columns that no
    model knew of before they went (as table and name).
    """

    def __init__(self, env, modules):
        self.gone = set(modules.mapped("name"))
        data = env["ir.model.data"].search([("module", "in", list(self.gone))])
        self.records = {(row.model, row.res_id) for row in data}
        others = env["ir.model.data"].search([("module", "not in", list(self.gone))])
        self.records -= {(row.model, row.res_id) for row in others}
        self.objects = {
            (model._table, name)
            for model in env.values()
            for name, made in model._table_objects.items()
            if made._module in self.gone
        }
        self.strangers = schema(env) - known_schema(env)
        self.models = {
            model
            for model, owners in owners_of(env, "ir.model", "model")
            if owners <= self.gone
        }
        self.codes = printed_codes(env)


def owners_of(env, kind, column):
    """Pairs of what Odoo lists and the modules that it belongs to."""
    env.cr.execute(
        SQL(
            """SELECT listed.%s, array_agg(data.module)
                 FROM %s AS listed
                 JOIN ir_model_data data ON data.model = %s AND data.res_id = listed.id
             GROUP BY listed.id""",
            SQL.identifier(column),
            SQL.identifier(env[kind]._table),
            kind,
        )
    )
    return [(name, set(owners)) for name, owners in env.cr.fetchall()]


def printed_codes(env):
    """Customers and the code that is on their invoices."""
    if "client_code" not in env["res.partner"]._fields:
        return {}
    partners = env["res.partner"].with_context(active_test=False)
    coded = partners.search([("client_code", "!=", False)])
    return {partner.id: partner.client_code for partner in coded}


def schema(env):
    """The tables of the database and their columns, as pairs."""
    env.cr.execute(
        """
        SELECT table_name::text, column_name::text
          FROM information_schema.columns
         WHERE table_schema = current_schema
        """
    )
    return set(env.cr.fetchall())


def known_schema(env):
    """The same, as the models have it."""
    found = set()
    for model in env.values():
        if model._abstract or not model._auto:
            continue
        for field in model._fields.values():
            if field.type == "many2many" and field.store:
                found |= {(field.relation, field.column1)}
                found |= {(field.relation, field.column2)}
            elif field.store and field.column_type:
                found.add((model._table, field.name))
    return found


def ours(env):
    """The names of our modules that are installed."""
    domain = [("state", "=", "installed"), ("name", "=like", f"{PREFIX}%")]
    return env["ir.module.module"].search(domain).mapped("name")


def records_of(env, model):
    """The records of this model that our modules brought."""
    domain = [("module", "in", ours(env)), ("model", "=", model)]
    ids = env["ir.model.data"].search(domain).mapped("res_id")
    return env[model].with_context(active_test=False).browse(ids).exists()


def as_admin(env):
    """As the administrator sees it, who may do everything that is left."""
    user = env.ref("base.user_admin")
    groups = env["res.groups"].search([("id", "in", records_of(env, "res.groups").ids)])
    groups |= env.ref("account.group_account_manager")
    user.write({"group_ids": [(4, group.id) for group in groups]})
    return env(user=user.id)


# -- nothing is left of what went --------------------------------------------------


def check_states(env, before):
    """They are gone, they alone, and nothing waits to be done."""
    modules = env["ir.module.module"].search([("name", "in", list(before.gone))])
    for module in modules.filtered(lambda one: one.state != "uninstalled"):
        yield f"{module.name} is {module.state}"
    waiting = [("state", "in", ("to install", "to upgrade", "to remove"))]
    for module in env["ir.module.module"].search(waiting):
        yield f"{module.name} is {module.state}"
    if loaded := before.gone & env.registry._init_modules:
        yield f"still loaded: {loaded}"


def check_records(env, before):
    """Neither their external ids nor what those named."""
    for row in env["ir.model.data"].search([("module", "in", list(before.gone))]):
        yield f"left: {row.complete_name}, {row.model} {row.res_id}"
    for name in {model for model, _id in before.records} & set(env.registry):
        ids = [res_id for model, res_id in before.records if model == name]
        for record in env[name].with_context(active_test=False).browse(ids).exists():
            yield f"left: {record} {record.display_name}"


def check_models(env, before):
    """Odoo's own lists of models, fields and values know what the code knows."""
    models = env["ir.model"].search([])
    for model in models.filtered(lambda one: one.model not in env):
        yield f"left: model {model.model}"
    for field in env["ir.model.fields"].search([("model", "in", list(env.registry))]):
        if field.name not in env[field.model]._fields:
            yield f"left: field {field.model}.{field.name}"
    for value in env["ir.model.fields.selection"].search([]):
        field = env[value.field_id.model]._fields[value.field_id.name]
        if value.value not in field.get_values(env):
            yield f"left: value {value.value} of {field}"


def check_tables(env, before):
    """No table, column, constraint or index."""
    for table, column in sorted(schema(env) - known_schema(env) - before.strangers):
        yield f"left: column {column} of {table}"
    env.cr.execute(
        """
        SELECT rel.relname, con.conname
          FROM pg_constraint con JOIN pg_class rel ON rel.oid = con.conrelid
         UNION
        SELECT tablename, indexname FROM pg_indexes
        """
    )
    for table, name in sorted(before.objects & set(env.cr.fetchall())):
        yield f"left: {name} of {table}"


def check_leavings(env, before):
    """Nor what they had made while they ran, with no owner now: parameters, files,
    somebody's filters and lists of columns."""
    for parameter in env["ir.config_parameter"].search([]):
        if parameter.key.split(".")[0] in before.gone:
            yield f"left: parameter {parameter.key}"
    every = ["|", ("res_field", "=", False), ("res_field", "!=", False)]
    for file in env["ir.attachment"].search([("res_model", "!=", False), *every]):
        model = env.get(file.res_model)
        if model is None or (file.res_field and file.res_field not in model._fields):
            yield f"left: attachment {file.name} of {file.res_model}.{file.res_field}"
    env.cr.execute("SELECT model_id FROM ir_filters")
    for (model,) in env.cr.fetchall():
        if model not in env:
            yield f"left: filter of {model}"
    for export in env["ir.exports"].search([]):
        if export.resource in before.models:
            yield f"left: export of {export.resource}"


def check_printed_codes(env, before):
    """A code that was printed is still found with its customer."""
    if printed_codes(env):
        return
    for partner in env["res.partner"].browse(before.codes):
        code = before.codes[partner.id]
        if code not in f"{partner.ref} {partner.comment}":
            yield f"lost: code {code} of {partner.name}"


def check_names(env, before):
    """Nothing that is run or shown by its name speaks of them."""
    words = tuple(f"{name}." for name in before.gone)
    for model, names in (
        ("ir.actions.server", ("code",)),
        ("ir.rule", ("domain_force",)),
        ("ir.ui.view", ("arch_db", "key")),
        ("ir.actions.act_window", ("domain", "context")),
        ("ir.actions.report", ("report_name",)),
    ):
        for record in env[model].with_context(active_test=False).search([]):
            for name in names:
                if any(word in (record[name] or "") for word in words):
                    yield f"{name} of {record} {record.display_name} names them"
    for action in env["ir.actions.act_window"].search([]):
        if action.res_model not in env:
            yield f"{action} {action.name} opens {action.res_model}"
    for action in env["ir.actions.server"].search([]):
        if action.model_name not in env:
            yield f"{action} {action.name} runs on {action.model_name}"


def check_stored_values(env, before):
    """No record holds a value that its selection field no longer has."""
    for model in env.values():
        if model._abstract or model._transient or not model._auto:
            continue
        for field in model._fields.values():
            if field.type != "selection" or not field.store or field.company_dependent:
                continue
            if not any(m.startswith(PREFIX) for m in field._modules):
                continue
            env.cr.execute(
                SQL(
                    "SELECT DISTINCT %(field)s FROM %(table)s WHERE %(field)s <> ''",
                    field=SQL.identifier(field.name),
                    table=SQL.identifier(model._table),
                )
            )
            values = {value for (value,) in env.cr.fetchall()}
            if lost := values - set(map(str, field.get_values(env))):
                yield f"{field} holds {lost}"


# -- what is left works ------------------------------------------------------------


def check_views(env, before):
    """Every view of our models and of those we extend is valid, with all that extends
    it."""
    models = set(records_of(env, "ir.model").mapped("model"))
    models |= {"res.partner", "account.move", "res.config.settings"}
    domain = [("model", "in", list(models)), ("mode", "=", "primary")]
    for view in env["ir.ui.view"].search(domain):
        try:
            view._check_xml()
        except Exception as error:
            yield f"{view.xml_id}: {error}"


def check_rules(env, before):
    """Every access rule can be applied."""
    for rule in env["ir.rule"].search([]):
        model = env[rule.model_id.model]
        domain = safe_eval(rule.domain_force or "[]", rule._eval_context())
        if not model._abstract:
            model.search(domain, limit=1)


def check_menus(env, before):
    """What every menu of ours, and those of what we extend, open: its views, and a
    record."""
    env = as_admin(env)
    menus = records_of(env(su=True), "ir.ui.menu")
    for name in OTHER_MENUS:
        menus |= env.ref(name, raise_if_not_found=False) or env["ir.ui.menu"]
    actions = {menu.sudo().action for menu in menus if menu.sudo().action}
    if ours(env(su=True)) and not actions:
        yield "no menu of ours opens anything"
    for action in actions:
        try:
            open_action(env, action)
        except Exception:
            yield f"{action.xml_id} {action.name}: {traceback.format_exc()}"


def open_action(env, action):
    """Read what the web client reads when it opens the action."""
    if action._name == "ir.actions.client":
        modules = env["ir.module.module"].sudo().search([("state", "=", "installed")])
        assert any(
            action.tag in file.read_text()
            for name in modules.mapped("name")
            if name.startswith(PREFIX)
            for file in Path(Manifest.for_addon(name).path).glob("static/src/**/*.js")
        ), f"no script knows {action.tag}"
    if action._name != "ir.actions.act_window":
        return
    values = {"uid": env.uid, "active_id": 1, "active_ids": [1], "context": {}}
    context = safe_eval(action.context or "{}", values)
    model = env[action.res_model].with_context(**context)
    views = [(view, kind) for view, kind in action.views]
    found = model.get_views(
        [*views, (action.search_view_id.id, "search")],
        {"toolbar": True, "load_filters": True, "action_id": action.id},
    )
    domain = safe_eval(action.domain or "[]", {**values, **context})
    for kind in ("list", "kanban"):
        if kind in found["views"]:
            arch = etree.fromstring(found["views"][kind]["arch"])
            names = {node.get("name") for node in arch.iter("field")}
            names &= set(model._fields)
            model.web_search_read(domain, {name: {} for name in names}, limit=5)


def check_screens(env, before):
    """The ficha, the invoice and the settings, in every kind of view."""
    env = as_admin(env)
    kinds = [(False, kind) for kind in ("form", "list", "kanban", "search")]
    for model in ("res.partner", "account.move"):
        env[model].get_views(kinds, {"toolbar": True})
    env["res.config.settings"].get_views([(False, "form")])
    Form(env["res.config.settings"]).save().execute()


def check_ficha(env, before):
    """A customer is made, written, invoiced, found and copied; also offered to, and
    spoken with, by whoever is left to do it."""
    env = as_admin(env)
    with Form(env["res.partner"]) as form:
        form.name = "Harbour Chandlers"
        form.email = "office@harbour.example.com"
        form.phone = "+34 955 123 456"
    partner = form.record
    with Form(partner) as form:
        form.city = "Cádiz"
    fill(partner)
    invoice = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": partner.id,
            "invoice_line_ids": [(0, 0, {"name": "Rope", "price_unit": 10})],
        }
    )
    invoice.action_post()
    env.cr.precommit.run()
    env.flush_all()
    if invoice.state != "posted":
        yield f"the invoice is {invoice.state}"
    if ours(env(su=True)) and not partner.client_code:
        yield "posting gave no client code"
    leave_traces(env)
    partner.message_post(body="Called", message_type="comment")
    found = env["res.partner"].name_search("Harbour Ch")
    if partner.id not in [res_id for res_id, _name in found]:
        yield "the ficha is not found by its name"
    invoice.copy()
    partner.copy().unlink()
    if "sale.order" in env:
        fill(env["sale.order"].create({"partner_id": partner.id}))
    if "ficha.interaction" in env:
        fill(
            env["ficha.interaction"].create(
                {"partner_id": partner.id, "subject": "Asked for rope"}
            )
        )


def leave_traces(env):
    """What modules and people leave in Odoo's own tables while ours are there."""
    env = env(su=True)
    for module in ours(env):
        env["ir.config_parameter"].set_param(f"{module}.remembered", "x")
    models = records_of(env, "ir.model").filtered(lambda one: one.model in env)
    for name in models.mapped("model"):
        model = env[name]
        if name.startswith("ficha.") and model._auto and not model._transient:
            label = f"Mine {time.monotonic()}"
            filed = {"name": label, "model_id": name, "domain": "[]"}
            env["ir.filters"].create({**filed, "user_ids": [(6, 0, [env.uid])]})
            env["ir.exports"].create({"name": "Mine", "resource": name})
            file = {"name": "mine.txt", "raw": b"x", "res_model": name, "res_id": 1}
            env["ir.attachment"].create(file)


def fill(record):
    """Let every field that keeps a record of ours from being deleted point at one: it
    must not be in the way when that goes with its module."""
    for name, field in record._fields.items():
        if field.type == "many2one" and field.store and field.ondelete == "restrict":
            if field.comodel_name.startswith("ficha.") and not record[name]:
                record[name] = record.env[field.comodel_name].search([], limit=1)
    record.env.flush_all()


def check_contents(env, before):
    """What is in every model of ours that is left reads, as does the customer."""
    names = records_of(env, "ir.model").mapped("model")
    for name in [*names, "res.partner"]:
        model = env[name]
        if model._abstract or model._transient or not model._auto:
            continue
        wanted = {
            fname: {"fields": {"display_name": {}}} if field.relational else {}
            for fname, field in model._fields.items()
        }
        try:
            model.search([], limit=20).web_read(wanted)
        except Exception:
            yield f"{name}: {traceback.format_exc()}"


def check_crons(env, before):
    """Every scheduled action of ours runs."""
    for cron in records_of(env, "ir.cron"):
        try:
            cron.ir_actions_server_id.run()
        except Exception:
            yield f"{cron.name}: {traceback.format_exc()}"


CHECKS = [check for name, check in list(globals().items()) if name.startswith("check_")]


# -- the steps ---------------------------------------------------------------------


def find_troubles(registry, before, check):
    """What the check finds, in a transaction of its own."""
    with registry.cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        try:
            return [f"{check.__name__}: {text}" for text in check(env, before) or ()]
        except Exception:
            cr.rollback()
            return [f"{check.__name__}: {traceback.format_exc()}"]


def prepare(env):
    """A chart of accounts, and a customer with something of everything; what was not
    as it should be."""
    company = env.ref("base.main_company")
    if not env["account.journal"].search_count([("type", "=", "sale")]):
        env["account.chart.template"].try_loading("generic_coa", company=company)
    return list(check_ficha(env, None))


def uninstall(registry, names):
    """Take the modules out together; what they had brought."""
    with registry.cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        modules = env["ir.module.module"].search([("name", "in", names)])
        before = Before(env, modules | modules.downstream_dependencies())
        modules.button_immediate_uninstall()
    return before


def install_again(database, name):
    """Install a module that had gone, and nothing that stands on it. What is not as it
    should be: printed codes are not given to others."""
    config["skip_auto_install"] = True
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        env["ir.module.module"]._get(name).button_immediate_install()
    with Registry(database).cursor() as cr:
        env = as_admin(api.Environment(cr, api.SUPERUSER_ID, {}))
        taken = "\n".join(
            f"{partner.ref} {partner.comment}"
            for partner in env["res.partner"].with_context(active_test=False).search([])
        )
        partner = env["res.partner"].create({"name": "Late Comer"})
        line = (0, 0, {"name": "Rope", "price_unit": 10})
        env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_line_ids": [line],
            }
        ).action_post()
        if not partner.client_code:
            yield "no code is given any more"
        elif partner.client_code in taken:
            yield f"{partner.client_code} is another's, and given again"


def main(database, steps, again):
    """Do all steps; the answer, by the modules that were to go."""
    complaints = Complaints()
    logging.getLogger().addHandler(complaints)
    registry = Registry(database)
    with registry.cursor() as cr:
        troubles = prepare(api.Environment(cr, api.SUPERUSER_ID, {}))
    if troubles:
        raise SystemExit("\n".join(troubles))
    complaints.take()
    answer = {}
    for names in steps:
        answer.update(dict.fromkeys(names, step(database, names, complaints)))
    if again:
        found = [*install_again(database, again), *complaints.take()]
        answer["again"] = {"troubles": found}
    return answer


def step(database, names, complaints):
    """Take these modules out, and look at what is left; the answer for them."""
    seconds, started = {}, time.monotonic()
    before = uninstall(Registry(database), names)
    found = complaints.take()
    seconds["uninstall"] = time.monotonic() - started
    for check in CHECKS:
        started = time.monotonic()
        found += find_troubles(Registry(database), before, check)
        seconds[check.__name__] = time.monotonic() - started
    return {
        "gone": sorted(before.gone),
        "troubles": [*found, *complaints.take()],
        "seconds": {part: round(value, 1) for part, value in seconds.items()},
    }


if __name__ == "__main__":
    config.parse_config(["--no-http", "--log-level=warn", "--max-cron-threads=0"])
    print(json.dumps(main(sys.argv[1], *json.loads(sys.argv[2]))))
