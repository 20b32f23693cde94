import {registry} from "@web/core/registry";

const PHONE = "+34 944 11 22 33";
const ficha = ".o_ficha_form";
const noDialog = "body:not(:has(.modal))";

/** Press a button: the visible one of that name, wherever its label is translated. */
const press = (content, trigger) => ({content, trigger, run: "click"});
const name = (method) => `button[name=${method}]:visible`;

/** Type in a field of the dialog. */
const write = (field, text) => ({
    content: `${field}: ${text}`,
    trigger: `.modal .o_field_widget[name=${field}] :is(input, textarea)`,
    run: `edit ${text}`,
});

/** Note what they said, in the page: what it was, the words, Enter. */
const note = (kind, text) => [
    press("note what they said", name("action_log_interaction")),
    press("what is noted less", `${ficha} .o_ficha_composer_more`),
    press(`it is a ${kind}`, `.o-dropdown--menu .o_ficha_composer_${kind}`),
    {
        content: `${kind}: ${text}`,
        trigger: `${ficha} .o_ficha_composer_input`,
        run: `edit ${text} && press Enter`,
    },
];

/** The file of the customer, from wherever one is: who has this number? */
const openFicha = () => [
    press("who is it?", ".o_main_navbar .o_ficha_identify_open"),
    {
        trigger: ".modal .o_ficha_identify_search input",
        run: `edit ${PHONE}`,
    },
    press(
        "it is the bakery",
        ".modal .o_ficha_identify_line:contains('Day Bakery') .o_ficha_identify_who"
    ),
    {
        content: "its file",
        trigger: `${noDialog} ${ficha} .o_field_widget[name=name]`,
    },
];

/** A screen of the menu, and one below a word of it. */
const menu = (xmlid) =>
    press(`the menu ${xmlid}`, `.o_menu_sections [data-menu-xmlid='${xmlid}']`);
const submenu = (section, xmlid) => [
    menu(section),
    press(`the menu ${xmlid}`, `.o-dropdown--menu [data-menu-xmlid='${xmlid}']`),
];

const situation = (value) =>
    `${ficha} .o_field_widget[name=ficha_lifecycle] .o_arrow_button_current[data-value=${value}]`;
const tile = (figure) => `${ficha} [name=${figure}]`;
const line = (section, text) =>
    `.o_ficha_today_${section} .o_ficha_today_line:contains('Day Bakery'):contains('${text}')`;

/** The price of the only line of the draft on the screen. */
const price = (text) => [
    press(
        "the price of the line",
        ".o_field_widget[name=invoice_line_ids] .o_data_row td[name=price_unit]"
    ),
    {
        trigger:
            ".o_field_widget[name=invoice_line_ids] .o_selected_row [name=price_unit] input",
        run: `edit ${text}`,
    },
];
const post = () => [
    press("confirm the invoice", name("action_post")),
    {
        content: "it is issued",
        trigger: `${noDialog} .o_arrow_button_current[data-value=posted]`,
    },
];

/**
 * One working day, from a call of somebody unknown to the figures of the month. At each
 * step it is read what the line on top, the numbers and *Hoy* say of it, and that they
 * say the same. Started where the box is installed too (tests/test_day_tour.py).
 */
registry.category("web_tour.tours").add("ficha_day_tour", {
    steps: () => [
        // -- somebody calls, whom nobody knows
        {
            content: "the day is on the screen",
            trigger: ".o_ficha_today .o_ficha_today_month, .o_ficha_today section",
        },
        press("somebody calls", ".o_main_navbar .o_ficha_identify_open"),
        {
            trigger: ".modal .o_ficha_identify_search input",
            run: `edit ${PHONE}`,
        },
        {
            content: "nobody has this number",
            trigger: ".modal .o_ficha_identify_notice:contains('Nobody you may see')",
        },
        press("a file with it", ".modal .o_ficha_identify_create"),
        {
            content: "the number is in it",
            trigger: `${noDialog} ${ficha} .o_field_widget[name=phone] input:value(944)`,
        },
        {
            trigger: `${ficha} .o_field_widget[name=name] :is(input, textarea)`,
            run: "edit Day Bakery",
        },
        press("save it", ".o_form_button_save:enabled"),
        {
            content: "it has a situation from birth",
            trigger: situation("suspect"),
        },
        {
            content: "and nothing is pending",
            trigger: `${ficha} .o_ficha_banner:contains('nothing is pending'):contains('No next contact set')`,
        },
        {
            content: "there are no figures yet, and it says when there will be",
            trigger: `${ficha}:contains('will be here with the first purchase')`,
        },
        ...note("information_request", "Price of fifty loaves"),
        {
            content: "it is counted, and who asks has shown interest",
            trigger: `${noDialog}:has(${situation("lead")}) button[name=action_open_interactions] .o_stat_value:contains(/^1$/)`,
        },

        // -- quotation and order
        press("quote it", name("action_ficha_new_quotation")),
        {
            content: "to them",
            trigger:
                ".o_field_widget[name=partner_id]:has(input:value(Day Bakery)), .o_field_widget[name=partner_id]:contains('Day Bakery')",
        },
        press("a line", ".o_field_x2many_list_row_add a:contains('Add a product')"),
        {
            trigger:
                ".o_selected_row :is([name=product_template_id], [name=product_id]) input",
            run: "edit Day loaves",
        },
        press("the loaves", ".o-autocomplete--dropdown-item:contains('Day loaves') a"),
        {
            content: "with their price",
            trigger: ".o_field_widget[name=tax_totals]:contains('115.00')",
        },
        press("they take it", name("action_confirm")),
        {
            content: "it is an order",
            trigger: ".o_arrow_button_current[data-value=sale]",
        },
        press(
            "back to the file",
            ".o_breadcrumb .breadcrumb-item a:contains('Day Bakery')"
        ),
        {
            content: "they asked for an offer",
            trigger: situation("prospect"),
        },
        press(
            "the order in progress, before taxes",
            `${ficha} button[name=action_view_ficha_orders]:visible:contains('100.00')`
        ),
        press("the order", ".o_list_view .o_data_row .o_data_cell[name=name]"),

        // -- invoice
        press("invoice it", "button#create_invoice:visible"),
        press("a draft", ".modal button#create_invoice_open"),
        {
            content: "the draft of the invoice",
            trigger: `${noDialog} .o_field_widget[name=invoice_line_ids] .o_data_row:contains('Day loaves')`,
        },
        ...post(),
        ...openFicha(),
        {
            content: "a customer, who bought once",
            trigger: `body:has(${situation("customer")}) ${tile("figure_year")}:contains('100.00'):contains('before taxes'):contains('1 purchase'):contains('customer for less than a month')`,
        },
        {
            content: "and owes it, taxes included, and not late",
            trigger: `${tile("figure_open")}:contains('115.00'):contains('taxes included'):contains('1 open invoice, nothing overdue')`,
        },

        // -- the price was wrong: reversed and made anew
        press("the invoice", `${tile("figure_last_purchase")} button`),
        press("a credit note", name("action_reverse")),
        press("and a new invoice", ".modal button[name=modify_moves]"),
        {
            content: "the new draft",
            trigger: `${noDialog} .o_arrow_button_current[data-value=draft]`,
        },
        ...price("80"),
        ...post(),
        ...openFicha(),
        {
            content: "still one purchase, of what was charged in the end",
            trigger: `${tile("figure_last_purchase")}:contains('80.00'):contains('before taxes')`,
        },
        {
            trigger: `${tile("figure_year")}:contains('80.00'):contains('1 purchase')`,
        },
        {
            content: "one debt, and nothing in favour",
            trigger: `${tile("figure_open")}:contains('92.00'):contains('1 open invoice'):not(:contains('In favour'))`,
        },

        // -- they pay a part
        press("the invoice", `${tile("figure_last_purchase")} button`),
        press("they pay", name("action_register_payment")),
        write("amount", "50"),
        press("a part of it", ".modal button[name=action_create_payments]:visible"),
        {
            content: "what is left",
            trigger: `${noDialog} .o_field_widget[name=tax_totals]:contains('42.00'), ${noDialog} .o_field_widget[name=amount_residual]:contains('42.00')`,
        },
        ...openFicha(),
        {
            content: "the rest is to be collected",
            trigger: `${tile("figure_open")}:contains('42.00'):contains('1 open invoice, nothing overdue'):not(:contains('not applied'))`,
        },

        // -- they complain, and somebody will go there
        ...note("complaint", "Burnt loaves"),
        {
            content: "it is said on top, and nobody says that nothing is pending",
            trigger: `${noDialog}:has(.o_ficha_banner:not(:contains('nothing is pending'))) ${ficha} div[name=ficha_complaint]:contains('Burnt loaves')`,
        },
        press("somebody goes there", ".o-mail-Chatter-activity"),
        write("summary", "Visit the oven"),
        press("plan it", ".modal button[name=action_schedule_activities]"),
        {
            content: "it is planned",
            trigger: `${noDialog} .o-mail-Activity:contains('Visit the oven')`,
        },
        menu("ficha_cliente_today.menu_ficha_today"),
        press("my day", ".o_ficha_today_mine"),
        {
            content: "the complaint is in it, since today",
            trigger: line("complaints", "Burnt loaves"),
        },
        press(
            "from the day to the file",
            `${line("complaints", "Burnt loaves")} .o_ficha_today_name`
        ),
        {
            content: "the line on top knows the visit and who goes",
            trigger: `${ficha} .o_ficha_banner_next:contains('Visit the oven'):contains('Day Office')`,
        },

        // -- somebody else takes the customer over
        ...submenu(
            "ficha_cliente.menu_ficha_followup",
            "ficha_cliente.menu_ficha_handover"
        ),
        press("hand over", ".o_control_panel button:contains('Hand over customers')"),
        write("from_user_id", "Day Office"),
        press("mine", ".o-autocomplete--dropdown-item:contains('Day Office')"),
        {
            content: "what there is",
            trigger:
                ".modal .o_data_row:contains('Customers') .o_data_cell[name=count]:contains('1')",
        },
        write("to_user_id", "Day Heir"),
        press("to them", ".o-autocomplete--dropdown-item:contains('Day Heir')"),
        press("do it", ".modal footer .btn-primary:contains('Hand over')"),
        {
            content: "what went, in a sentence",
            trigger: `${noDialog} .o_field_widget[name=summary]:contains('Customers: 1'):contains('Open activities: 1')`,
        },
        menu("ficha_cliente_today.menu_ficha_today"),
        press("the others", ".o_ficha_today_person"),
        press("their day", ".o-dropdown--menu .o-dropdown-item:contains('Day Heir')"),
        press(
            "the complaint is theirs",
            `${line("complaints", "Burnt loaves")} .o_ficha_today_name`
        ),
        {
            content: "and so is the visit",
            trigger: `${ficha} .o_ficha_banner_next:contains('Visit the oven'):contains('Day Heir')`,
        },

        // -- the month ends
        menu("ficha_cliente_today.menu_ficha_results"),
        press("of the month", "[data-period=month]"),
        {
            content: "what was sold in the end, once",
            trigger:
                ".o_ficha_results_card[data-measure='sales'] .o_ficha_board_big:contains('80')",
        },
        {
            content: "to one new customer",
            trigger:
                ".o_ficha_results_card[data-measure='base'] .o_ficha_board_headline:contains('New customers') .o_ficha_board_big:contains(/^1$/)",
        },
    ],
});
