"""The screens that `./ficha screenshots` takes pictures of; those that `docs/` shows
are the names of `DOCS`.

A screen: its name (the file's), the address, CSS selectors to click in turn, what to
type into which input, a selector that must be there before the picture is taken, and
one to which the page is scrolled then.
"""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Screen:
    name: str
    url: str
    clicks: tuple[str, ...] = ()
    wait_for: str | None = None
    typed: tuple[str, str] | None = None
    scroll_to: str | None = None


FICHAS = "/odoo/action-ficha_cliente.action_ficha"
FOLLOW_UP = "/odoo/action-ficha_cliente.action_ficha_followup"


def row(number: int) -> str:
    """A line of a list or, on a narrow screen, a card."""
    return (
        f".o_data_row:nth-child({number}) td[name=complete_name], "
        f".o_kanban_record:nth-child({number})"
    )


def ficha(name: str, *clicks: str, number: int = 1, wait_for=".o_ficha_form") -> Screen:
    """The page of the customer on that line of the list, after those clicks."""
    return Screen(name, FICHAS, (row(number), *clicks), wait_for)


def who(name: str, text: str, wait_for=".o_ficha_identify_line") -> Screen:
    """The box in the top bar, over the list of fichas."""
    typed = (".o_ficha_identify_search input", text)
    return Screen(name, FICHAS, (".o_ficha_identify_open",), wait_for, typed)


def page(name: str) -> str:
    return f".o_notebook_headers .nav-link[name={name}]"


SCREENS = [
    Screen(
        "hoy",
        "/odoo/hoy",
        # whose day it opens with depends on the hour at which the demo was made
        (".o_ficha_today_all",),
        ".o_ficha_today_section",
    ),
    Screen(
        "empezar",
        "/odoo/hoy",
        (".o_ficha_today_all", ".o_ficha_today_start"),
        ".o_ficha_walk_side h3",
    ),
    Screen("primeros-pasos", "/odoo/primeros-pasos", wait_for=".o_ficha_start_step"),
    Screen("resultados", "/odoo/resultados", wait_for=".o_ficha_results_card"),
    Screen("fichas", FICHAS),
    who("quien-es", "mar"),
    who("quien-es-telefono", "+34 985"),
    who("quien-es-nadie", "699 12 34 56", wait_for=".o_ficha_identify_create"),
    Screen("mapa", "/odoo/mapa", wait_for=".leaflet-marker-icon"),
    Screen(
        "mapa-ficha",
        "/odoo/mapa",
        (".o_ficha_map_key:first-of-type",),
        ".leaflet-marker-icon",
    ),
    Screen("territorios", "/odoo/action-ficha_cliente.action_ficha_territory"),
    Screen(
        "rondas-resultados", "/odoo/action-ficha_cliente_map.action_ficha_round_result"
    ),
    Screen("rondas", "/odoo/action-ficha_cliente_map.action_ficha_round"),
    Screen(
        "ronda",
        "/odoo/action-ficha_cliente_map.action_ficha_round",
        (".o_data_row td[name=date], .o_kanban_record",),
        ".leaflet-marker-icon",
    ),
    Screen("fichas-tarjetas", f"{FICHAS}?view_type=kanban"),
    Screen("ficha-nueva", f"{FICHAS}/new", wait_for=".o_ficha_form"),
    ficha("ficha"),
    Screen(
        "ficha-barra",
        FICHAS,
        (row(1),),
        ".o_ficha_form .o-mail-Form-chatter",
        scroll_to=".o_ficha_form .o-mail-Form-chatter",
    ),
    ficha("ficha-persona", number=6),
    ficha("ficha-academicos-familiares", page("academic_family")),
    ficha("ficha-facturacion", page("billing")),
    ficha("ficha-compras", page("purchases"), wait_for="canvas"),
    # where there is room it stands beside the page
    ficha("ficha-cronologia", f"{page('timeline')}:visible, .o_ficha_side:visible"),
    ficha("ficha-anotar", ".o_ficha_quick_note, [data-kind=call]:visible"),
    ficha("ficha-seguimiento", page("followup")),
    ficha("ficha-contactos", page("contact_addresses")),
    ficha("ficha-privacidad", page("privacy")),
    ficha("ficha-propuestas", page("suggestions"), wait_for=".o_ficha_suggestions"),
    Screen("campanas", "/odoo/ficha-campaigns"),
    Screen("prevision", "/odoo/prevision", wait_for=".o_ficha_demand_sentence"),
    Screen("acierta", "/odoo/acierta", wait_for=".o_ficha_record_rate"),
    Screen(
        "campana",
        "/odoo/ficha-campaigns",
        # the one that can be told: of the newest there is nothing to say yet
        (".o_data_row:nth-child(2) td[name=name], .o_kanban_record:nth-child(2)",),
        ".o_form_view [name=result_customers]",
    ),
    Screen("campanas-resultado", "/odoo/ficha-campaign-results", wait_for=".o_pivot"),
    Screen("segmentos", "/odoo/ficha-segments"),
    Screen(
        "segmento",
        "/odoo/ficha-segments",
        (".o_data_row td[name=name], .o_kanban_record",),
        ".o_form_view [name=change_text]",
    ),
    Screen(
        "consentimientos", "/odoo/action-ficha_cliente_privacy.action_ficha_consent"
    ),
    Screen("finalidades", "/odoo/action-ficha_cliente_privacy.action_ficha_purpose"),
    ficha(
        "ficha-hecho", "[name=followup_banner] .o_ficha_done", wait_for=".modal-body"
    ),
    Screen("seguimiento", FOLLOW_UP),
    Screen("seguimiento-lista", f"{FOLLOW_UP}?view_type=list"),
    Screen("historico", "/odoo/purchase-history"),
    Screen("historico-tabla", "/odoo/purchase-history?view_type=pivot"),
    Screen("no-compras", "/odoo/missed-purchases"),
    Screen("interacciones", "/odoo/interactions"),
    Screen("reclamaciones", "/odoo/complaints"),
    Screen("importar", "/odoo/import-fichas", wait_for=".o_ficha_import_zone"),
    Screen("importaciones", "/odoo/ficha-imports"),
    Screen(
        "importacion",
        "/odoo/ficha-imports",
        clicks=(".o_data_row .o_data_cell, .o_kanban_record",),
        wait_for=".o_ficha_import .o_data_row, .o_ficha_import .o_kanban_record",
    ),
    Screen("propuestas", "/odoo/action-ficha_cliente.action_ficha_proposal"),
    Screen("posibles-duplicados", "/odoo/ficha-duplicates"),
    Screen(
        "busquedas-duplicados",
        "/odoo/action-ficha_cliente_merge.action_ficha_duplicate_scan",
        clicks=(".o_data_row .o_data_cell, .o_kanban_record",),
        wait_for=".o_form_view",
    ),
    Screen(
        "fusion",
        "/odoo/ficha-duplicates",
        clicks=(
            ".o_data_row [name=action_merge], .o_kanban_record [name=action_merge]",
        ),
        wait_for=".modal .o_ficha_merge",
    ),
    Screen("fusiones", "/odoo/ficha-merges"),
    Screen(
        "fusion-hecha",
        "/odoo/ficha-merges",
        clicks=(".o_data_row .o_data_cell, .o_kanban_record",),
        wait_for=".o_form_view",
    ),
    Screen("formularios", "/odoo/forms"),
    Screen(
        "formulario",
        "/odoo/forms",
        clicks=(
            ".o_data_row:nth-child(2) .o_data_cell, .o_kanban_record:nth-child(2)",
        ),
        wait_for=".o_form_view .o_data_row, .o_form_view .o_kanban_record",
    ),
    Screen(
        "formulario-en-blanco",
        "/odoo/action-ficha_cliente_paper.action_ficha_form_blank",
        wait_for=".modal-body",
    ),
    Screen("facturas", "/odoo/action-account.action_move_out_invoice"),
    Screen(
        "factura",
        "/odoo/action-account.action_move_out_invoice",
        clicks=(".o_data_row .o_data_cell, .o_kanban_record",),
        wait_for=".o_form_view",
    ),
    Screen("reglas", "/odoo/action-ficha_cliente.action_ficha_followup_rule"),
    Screen("calidad", "/odoo/calidad", wait_for=".o_ficha_quality_board canvas"),
    ficha(
        "ficha-falta",
        ".o_ficha_quality",
        wait_for=".o_ficha_quality_menu",
    ),
    Screen("plantillas", "/odoo/action-ficha_cliente_quality.action_ficha_template"),
    Screen(
        "plantilla",
        "/odoo/action-ficha_cliente_quality.action_ficha_template",
        clicks=(".o_data_row .o_data_cell[name=name], .o_kanban_record",),
        wait_for=".o_form_view",
    ),
    Screen(
        "sms-a-muchos",
        FICHAS,
        (
            "thead .o_list_record_selector input",
            ".o_cp_action_menus .dropdown-toggle:has(.fa-cog)",
            ".o-dropdown--menu .dropdown-item:has-text('SMS')",
        ),
        ".modal .o_form_view [name=body]",
    ),
    Screen(
        "sms-codigos",
        "/odoo/action-ficha_cliente.action_ficha_settings",
        wait_for="[name=ficha_sms_codes]",
        scroll_to="[name=ficha_public_pages]",
    ),
    # public pages, as a visitor sees them
    Screen("alta", "/alta", wait_for="main form"),
    Screen("boletin", "/boletin", wait_for=".js_subscribe"),
    Screen("ajustes", "/odoo/action-ficha_cliente.action_ficha_settings"),
]

# What `./ficha screenshots --apps` makes anew: the picture of each module in *Apps*, of
# a screen of its own.
APPS = {
    "ficha_cliente": "ficha",
    "ficha_cliente_campaign": "campana",
    "ficha_cliente_history": "ficha-compras",
    "ficha_cliente_identity": "quien-es",
    "ficha_cliente_import": "importacion",
    "ficha_cliente_map": "mapa",
    "ficha_cliente_merge": "fusion",
    "ficha_cliente_portal": "alta",
    "ficha_cliente_privacy": "ficha-privacidad",
    "ficha_cliente_quality": "calidad",
    "ficha_cliente_sms": "sms-codigos",
    "ficha_cliente_today": "hoy",
    "ficha_cliente_website_mass_mailing": "boletin",
}

# What `./ficha screenshots --docs` makes anew, in this order.
DOCS = """
    hoy empezar primeros-pasos resultados fichas quien-es mapa ficha ficha-barra
    ficha-persona ficha-anotar ficha-academicos-familiares ficha-facturacion
    ficha-compras ficha-cronologia ficha-seguimiento ficha-privacidad ficha-propuestas
    seguimiento historico no-compras interacciones rondas ronda prevision acierta
    segmentos segmento campanas campana importar importacion propuestas
    posibles-duplicados fusion formulario calidad
""".split()
