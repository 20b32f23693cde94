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


SCREENS = [
    Screen("fichas", "/odoo/action-ficha_cliente.action_ficha"),
    Screen(
        "ficha",
        "/odoo/action-ficha_cliente.action_ficha",
        clicks=(".o_kanban_record:not(.o_kanban_ghost), .o_data_row .o_data_cell",),
        wait_for=".o_form_view",
    ),
    Screen("facturas", "/odoo/action-account.action_move_out_invoice"),
]
