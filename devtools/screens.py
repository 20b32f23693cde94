"""The screens that `./ficha screenshots` takes pictures of.

A screen: its name (the file's), the address, CSS selectors to click in turn, and one
that must be there before the picture is taken.
"""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Screen:
    name: str
    url: str
    clicks: tuple[str, ...] = ()
    wait_for: str | None = None


FIRST = ".o_kanban_record:not(.o_kanban_ghost), .o_data_row .o_data_cell"
FICHAS = "/odoo/action-ficha_cliente.action_ficha"
FICHA = {"url": FICHAS, "wait_for": ".o_form_view"}


def page(name: str) -> tuple[str, ...]:
    """Open the first customer, then that page of it."""
    return (FIRST, f".o_notebook_headers [name='{name}']")


SCREENS = [
    Screen("fichas", FICHAS),
    Screen("seguimiento", "/odoo/action-ficha_cliente.action_ficha_followup"),
    Screen("ficha", clicks=(FIRST,), **FICHA),
    Screen("ficha-facturacion", clicks=page("billing"), **FICHA),
    Screen("ficha-seguimiento", clicks=page("followup"), **FICHA),
    Screen("ficha-contactos", clicks=page("contact_addresses"), **FICHA),
    Screen("propuestas", "/odoo/action-ficha_cliente.action_ficha_proposal"),
    Screen("facturas", "/odoo/action-account.action_move_out_invoice"),
    Screen(
        "factura",
        "/odoo/action-account.action_move_out_invoice",
        clicks=(FIRST,),
        wait_for=".o_form_view",
    ),
    Screen("ajustes", "/odoo/action-ficha_cliente.action_ficha_settings"),
]
