"""Demo data of forms, see ``ficha_cliente/demo/ficha_demo.py``."""

from ..tools.form_pdf import FormPdf


def load_forms(env, forms):
    """Forms that customers sent back.

    :param forms: tuples (customer or False for a blank form, kind, sender, values
        by name of the field)
    """
    inbox = env["ficha.form.inbox"]
    for name, kind, sender, values in forms:
        partner = env["res.partner"]
        if name:
            partner = env.ref(f"ficha_cliente.{name}")
        form = partner._get_ficha_form(kind)
        for _title, rows in form["sections"]:
            for row in rows:
                for item in row:
                    item["value"] = values.get(item["name"], item.get("value"))
        data = FormPdf(form).render()
        inbox._receive("Formulario.pdf", data, email_from=sender)
