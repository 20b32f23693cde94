"""Demo data of an import, see ``ficha_cliente/demo/ficha_demo.py``."""

import base64


def load_import(env, name, rows):
    """A file that somebody has dropped and checked, and not imported yet.

    :param str name: its name
    :param list rows: texts of its cells, the headings first
    """
    text = "\n".join(";".join(row) for row in rows)
    run = env["ficha.import"].create(
        {"file": base64.b64encode(text.encode()), "file_name": name}
    )
    run.action_check()
