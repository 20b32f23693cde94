"""The columns of a file of fichas: complementary data and invoicing."""

from odoo.tools.translate import LazyTranslate

from .columns import INVOICING, Column

_lt = LazyTranslate(__name__)

# There is no environment here: who writes the text translates it.
# pylint: disable=prefer-env-translation

COMPLEMENTARY = (
    Column(
        "channel",
        _lt("Preferred channel"),
        "many2one",
        _lt("How they like to be contacted."),
        "preferred_channel_id",
        "canal preferido|canal|medio de contacto",
    ),
    Column(
        "weekdays",
        _lt("Days of contact"),
        "many2many",
        _lt("Days on which they like to be contacted, separated by semicolons (;)."),
        "contact_weekday_ids",
        "dias de contacto|dias",
    ),
    Column(
        "hour_from",
        _lt("Contact from"),
        "hour",
        _lt("From what time they can be contacted."),
        "contact_hour_from",
        "contactar desde|hora desde",
        example="9:30",
    ),
    Column(
        "hour_to",
        _lt("Contact until"),
        "hour",
        _lt("Until what time they can be contacted."),
        "contact_hour_to",
        "contactar hasta|hora hasta",
        example="14:00",
    ),
    Column(
        "buying",
        _lt("How they buy"),
        "selection",
        _lt("What usually has to happen before they buy."),
        "buying_initiative",
        "como compra|iniciativa de compra",
    ),
    Column(
        "requirements",
        _lt("Requirements"),
        "text",
        _lt("What this customer demands."),
        "customer_requirements",
        "exigencias|requisitos",
    ),
    Column(
        "observations",
        _lt("Observations"),
        "text",
        _lt("What anybody who deals with them should know."),
        "customer_observations",
        "observaciones|notas|comentarios|notes|comments",
    ),
)

BILLING = (
    Column(
        "payment_method",
        _lt("Payment method"),
        "many2one",
        _lt("How they pay; one of the company's."),
        "property_inbound_payment_method_line_id",
        "forma de pago|metodo de pago|medio de pago|f pago|f de pago",
        INVOICING,
    ),
    Column(
        "payment_term",
        _lt("Payment terms"),
        "many2one",
        _lt("When they pay; one of the existing payment terms."),
        "property_payment_term_id",
        "plazo de pago|plazos de pago|condiciones de pago|vencimiento|vencimientos"
        "|vto|vtos",
        INVOICING,
    ),
    Column(
        "discount",
        _lt("Standing discount (%)"),
        "percent",
        _lt("On every line of their invoices, from 0 to 100."),
        "standing_discount",
        "descuento|dto|descuento fijo|descuento habitual|discount",
        INVOICING,
        "5",
    ),
    Column(
        "discount_end",
        _lt("Standing discount until"),
        "date",
        _lt("The last day of it. Empty: it has no end."),
        "standing_discount_end",
        "descuento hasta|dto hasta|fin del descuento|descuento habitual hasta",
        INVOICING,
    ),
    Column(
        "currency",
        _lt("Invoice currency"),
        "many2one",
        _lt("Three letters. Empty: the company's."),
        "invoice_currency_id",
        "moneda|divisa|moneda de factura|currency",
        INVOICING,
        "EUR",
    ),
    Column(
        "fiscal_position",
        _lt("Fiscal position"),
        "many2one",
        _lt("Empty: found by address and tax ID."),
        "property_account_position_id",
        "posicion fiscal|regimen fiscal",
        INVOICING,
    ),
    Column(
        "incoterm",
        _lt("Incoterm"),
        "many2one",
        _lt("Terms of delivery, by their three letters."),
        "invoice_incoterm_id",
        "incoterms",
        INVOICING,
    ),
    Column(
        "incoterm_place",
        _lt("Incoterm place"),
        "line",
        _lt("Place the incoterm refers to."),
        "invoice_incoterm_location",
        "lugar del incoterm",
        INVOICING,
    ),
    Column(
        "iban",
        _lt("IBAN"),
        "ibans",
        _lt(
            "Their bank accounts, separated by semicolons (;). Accounts are only added."
        ),
        aliases="cuenta|cuenta bancaria|ccc|banco iban|bank account"
        "|cuenta iban|iban cuenta|numero de cuenta|n cuenta|codigo cuenta cliente"
        "|numero de cuenta bancaria|n cuenta bancaria|numero cuenta bancaria"
        "|cuenta banco"
        "|cuenta corriente|cuenta de domiciliacion|domiciliacion|codigo iban"
        "|cuenta de cargo|numero iban|no iban",
        groups=INVOICING,
    ),
    Column(
        "purchase_order",
        _lt("Customer's purchase order"),
        "line",
        _lt("Standing purchase order they want to read on their invoices."),
        "customer_purchase_reference",
        "pedido del cliente|n pedido|orden de compra",
        INVOICING,
    ),
    Column(
        "purchase_order_required",
        _lt("Requires a purchase order"),
        "bool",
        _lt("Yes when they return invoices without one."),
        "purchase_reference_required",
        "exige pedido|exige numero de pedido",
        INVOICING,
    ),
    Column(
        "invoice_observations",
        _lt("Observations for the invoice"),
        "text",
        _lt("Text added to each of their invoices."),
        "invoice_observations",
        "observaciones para la factura|observaciones factura",
        INVOICING,
    ),
)
