"""The file of the bench of imports, and the base it comes into."""

import io
import resource
import time

from lib import databases

NAME = "bench_import"
HEADINGS = (
    ("Código", "client_code"),
    ("Nombre", "name"),
    ("Es empresa", "is_company"),
    ("Empresa", "parent"),
    ("NIF", "vat"),
    ("Teléfono", "phone"),
    ("Otros teléfonos", "second_phone"),
    ("Correo electrónico", "email"),
    ("IBAN", "iban"),
    ("Dirección", "street"),
    ("Código postal", "zip"),
    ("Población", "city"),
    ("Fecha de nacimiento", "birth"),
)


def ready(contacts):
    """A base that has customers already, so that rows have somebody to be."""
    return databases.filled(NAME, fill, contacts)


def fill(env, contacts):
    from lib import people, seed

    env = env(context={"tracking_disable": True, "no_vat_validation": True})
    seed.make_company(env)
    people.fill(env, contacts, seed=7)
    env.flush_all()
    env["ficha.identity.key"]._rebuild()


def make_file(number):
    """The bytes of an Excel file with that many customers and contacts; contacts say
    the tax id, the code or the name of their company."""
    import xlsxwriter

    from lib.people_rows import rows

    output = io.BytesIO()
    book = xlsxwriter.Workbook(output, {"constant_memory": True})
    sheet = book.add_worksheet("Clientes")
    for place, (heading, _name) in enumerate(HEADINGS):
        sheet.write_string(0, place, heading)
    known, contacts = {}, 0
    for row in rows(number, seed=11):
        if row.is_company:
            known[row.number] = row.vat or row.client_code or row.name
        row.parent = known.get(row.parent)
        contacts += bool(row.parent)
        row.is_company = "sí" if row.is_company else "no"
        for place, (_heading, name) in enumerate(HEADINGS):
            value = getattr(row, name)
            if name == "client_code":
                # the base has the codes of its own customers
                value = value and f"F{value}"
            if value:
                sheet.write_string(row.number + 1, place, str(value))
    book.close()
    return output.getvalue(), contacts


def run_import(registry, data, limit):
    """Check and import the file; Odoo's own scheduler imports it, with its pauses.

    :param limit: seconds after which nobody waits for it any more
    :return: dict of figures
    """
    import base64

    from odoo.api import SUPERUSER_ID, Environment

    from lib import scheduler

    scheduler.start(registry, "ficha_cliente_import.ir_cron_ficha_import")
    with registry.cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, {})
        admin = env.ref("base.user_admin")
        env = Environment(cr, admin.id, {"lang": admin.lang})
        run = env["ficha.import"].create(
            {"file": base64.b64encode(data), "file_name": "clientes.xlsx"}
        )
        run.policy = "overwrite"
        start = time.perf_counter()
        run.action_check()
        cr.commit()
        if run.checking:

            def checked(env):
                return not env["ficha.import"].browse(run.id).checking

            scheduler.wait(registry, checked, limit)
            cr.rollback()
        figures = {"check": time.perf_counter() - start, "rows": run.line_count}
        figures["planned"] = _outcomes(run)
        run.action_import()
        cr.commit()

        def ended(env):
            return env["ficha.import"].browse(run.id).state != "running"

        figures["import"] = scheduler.wait(registry, ended, limit)
        cr.rollback()
        figures["done"] = run.done_count
        figures["outcomes"] = _outcomes(run)
        # KiB on Linux: Odoo itself is some 160 MiB of it
        usage = resource.getrusage(resource.RUSAGE_SELF)
        figures["memory"] = usage.ru_maxrss // 1024
        reasons = {}
        for problem in run.problem_ids:
            text = f"{problem.column}: {problem.reason}"[:150]
            reasons[text] = reasons.get(text, 0) + 1
        figures["reasons"] = sorted(reasons.items(), key=lambda item: -item[1])[:5]
        cr.commit()
    return figures


def _outcomes(run):
    return {
        name.removesuffix("_count"): run[name]
        for name in (
            "created_count",
            "updated_count",
            "unchanged_count",
            "error_count",
        )
    }
