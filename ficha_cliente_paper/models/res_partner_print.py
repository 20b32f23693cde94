import base64

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_date, format_datetime, format_duration, format_list
from odoo.tools.image import image_data_uri, image_process

from odoo.addons.ficha_cliente.tools.field_value import field_label, to_data, to_text
from odoo.addons.ficha_cliente.tools.moments import in_zone
from odoo.addons.ficha_cliente.tools.words import in_date, in_near_date

from ..tools.chart import bar_chart

INTERACTIONS = 8
PRODUCTS = 6
WEBP = b"U"  # first letter of "RIFF" in base64
COLOURS = {
    "red": ("#c9302c", "#fbeaea"),
    "yellow": ("#a87900", "#fdf6e0"),
    "green": ("#2b7a3d", "#e9f5ec"),
}
PLAIN = ("#6c757d", "#f3f4f6")

# What each section prints, in its order, where the ficha says something. Date of
# birth, gender and nationality need no permission on the screen, but a sheet of
# paper leaves the office: they are printed with the personal data only.
BASIC = (
    "function",
    "phone",
    "email",
    "website",
    "lang",
    "company_registry",
    "industry_id",
    "category_id",
    "user_id",
)
COMPLEMENTARY = (
    "preferred_channel_id",
    "contact_weekday_ids",
    "contact_hour_from",
    "buying_initiative",
    "customer_requirements",
    "customer_observations",
)
INVOICING = (
    "property_payment_term_id",
    "property_inbound_payment_method_line_id",
    "property_account_position_id",
    "invoice_journal_id",
    "invoice_currency_id",
    "invoice_incoterm_id",
    "invoice_incoterm_location",
    "invoice_delivery_partner_id",
    "standing_discount",
    "standing_discount_end",
    "customer_purchase_reference",
    "purchase_reference_required",
    "invoice_observations",
)
PERSON = (
    "birthdate_date",
    "gender",
    "nationality_id",
    "education_level",
    "occupation",
    "marital_status",
)

# longer texts would push the rest off the two pages
TEXT_LENGTH = 360
LINES = 8


class ResPartner(models.Model):
    """The printed ficha: what stands on its two pages. How it looks is in
    ``report/ficha_print_templates.xml``.

    Everything is read as the user who prints: what they may not see is not there.
    """

    _inherit = "res.partner"

    def _get_ficha_print(self, personal=False):
        """What the printed ficha of one contact says.

        Figures and colour are of the commercial entity, as on the screen.

        :param bool personal: with academic and family data and private interactions
        :raise AccessError: no right to read the contact, or ``personal`` without the
            group *Ficha: personal data*
        :return: dict of texts for the template
        """
        self.ensure_one()
        self.check_access("read")
        entity = self.commercial_partner_id
        return {
            "name": self.name or self.display_name,
            "above": self._print_above(),
            "identity": self._print_identity(),
            "photo": self._print_photo(),
            "initial": (self.name or self.display_name or "?")[:1].upper(),
            "qr": self._print_qr(),
            "code": self.entity_client_code or "",
            "status": self._print_status(),
            "figures": self._print_figures(),
            "sections": [
                (title, rows)
                for title, rows in (
                    (self.env._("Basic data"), self._print_basic()),
                    (
                        self.env._("Complementary data"),
                        self._print_rows(COMPLEMENTARY),
                    ),
                    (self.env._("Invoicing"), self._print_invoicing()),
                )
                if rows
            ],
            "people": self._print_people(),
            "purchases": entity._print_purchases(),
            "interactions": entity._print_interactions(personal),
            "personal": [
                (title, rows) for title, rows in self._print_personal() if rows
            ]
            if personal
            else [],
            "with_personal": personal,
            "printed": self.env._(
                "Printed on %(moment)s by %(user)s",
                moment=format_datetime(
                    self.env, fields.Datetime.now(), dt_format="d MMM yyyy, H:mm"
                ),
                user=self.env.user.name,
            ),
        }

    # -- who it is ---------------------------------------------------------------------

    def _print_above(self):
        entity = self.commercial_partner_id
        return entity.name if entity != self else ""

    def _print_identity(self):
        """Tax id, situation and age of the relation, in the line below the name."""
        texts = []
        if self.vat and self.vat != "/":
            texts.append(f"{self.vat_label or self.env._('Tax ID')} {self.vat}")
        field = self._fields["ficha_lifecycle"]
        stages = dict(field._description_selection(self.env))
        if stage := self.commercial_partner_id.ficha_lifecycle:
            texts.append(stages[stage])
        if self._print_sees("first_purchase_date") and self.first_purchase_date:
            texts.append(
                self.env._(
                    "customer since %s",
                    format_date(
                        self.env, self.first_purchase_date, date_format="LLLL y"
                    ),
                )
            )
        if not self.active:
            texts.append(self.env._("archived"))
        return " · ".join(texts)

    def _print_sees(self, name):
        return self._has_field_access(self._fields[name], "read")

    def _print_photo(self):
        """The photo as a data URI; of an avatar, which is SVG, there is none. What
        wkhtmltopdf cannot draw (WebP) becomes PNG."""
        photo = self.image_256
        if not photo:
            return ""
        if photo.startswith(WEBP):
            png = image_process(base64.b64decode(photo), output_format="PNG")
            photo = base64.b64encode(png)
        return image_data_uri(photo)

    def _print_qr(self):
        """The client code as a QR code, in a data URI: nothing is fetched to print."""
        code = self.entity_client_code
        if not code:
            return ""
        png = self.env["ir.actions.report"].barcode(
            "QR", code, width=180, height=180, quiet=0, barLevel="M"
        )
        return "data:image/png;base64," + base64.b64encode(png).decode()

    def _print_status(self):
        """The colour in a word, since when, why, what waits and what comes next."""
        banner = self.followup_banner or {}
        ink, paper = COLOURS.get(banner.get("color"), PLAIN)
        states = self.env["ficha.followup.state"]
        colours = dict(states._fields["color"]._description_selection(self.env))
        return {
            "ink": ink,
            "paper": paper,
            "colour": colours.get(banner.get("color"), ""),
            "state": banner.get("state") or self.env._("No follow-up colour"),
            "since": banner.get("since", ""),
            "reason": self._print_short(banner.get("reason", "")),
            "pending": [
                f"{entry['title']}: {entry['text']}"
                for entry in banner.get("pending", ())
            ],
            "next": banner.get("next", ""),
            "late": banner.get("late", False),
        }

    # -- figures -----------------------------------------------------------------------

    def _print_figures(self):
        """The figures on top: list of dicts with ``label, value, note``."""
        figures = []

        def add(name, value, note, label=None):
            label = label or field_label(self._fields[name], self.env)
            figures.append({"label": label, "value": value, "note": note or ""})

        if self._print_sees("last_purchase_date"):
            date = self.last_purchase_date
            add(
                "last_purchase_date",
                in_near_date(self.env, date) if date else self.env._("None yet"),
                self.last_purchase_note
                and " · ".join(
                    [
                        self._print_before_taxes(self.last_purchase_amount),
                        self.last_purchase_note,
                    ]
                ),
            )
        if self._print_sees("next_purchase_range"):
            add(
                "next_purchase_range",
                self.next_purchase_range or "-",
                self.next_purchase_note,
            )
        if self._print_sees("revenue_12m"):
            add(
                "revenue_12m",
                self._print_before_taxes(self.revenue_12m),
                self._get_seniority_note(
                    self.first_purchase_date, fields.Date.context_today(self)
                )
                or self.env._(
                    "%(amount)s in the 12 months before",
                    amount=self._format_whole_amount(self.revenue_previous_12m),
                ),
            )
        if self._print_sees("rfm_segment"):
            segments = dict(
                self._fields["rfm_segment"]._description_selection(self.env)
            )
            value = [(self.value_tier or "").upper(), segments.get(self.rfm_segment)]
            add(
                "value_tier",
                " · ".join(filter(None, value)) or "-",
                self._print_short(self.segment_text, 90),
                self.env._("Value and segment"),
            )
        if self._print_sees("outstanding_amount"):
            add(
                "outstanding_amount",
                self.env._(
                    "%s taxes included",
                    self._format_amount(self.outstanding_amount),
                ),
                " · ".join(filter(None, [self.outstanding_note, self.in_favour_note])),
            )
        return figures

    def _print_before_taxes(self, amount):
        return self.env._("%s before taxes", self._format_amount(amount))

    def _print_purchases(self):
        """The last 24 months as a chart, favourites and habits of a commercial
        entity; empty for who may not see invoices."""
        panel = self.get_purchase_panel()
        if not panel["invoices"]:
            return {}
        return {
            "chart": panel["count"] and self._print_chart(panel["chart"]),
            "products": [
                {
                    **item,
                    "text": self._format_whole_amount(item["amount"]),
                    "share": f"{item['share']:.0%}",
                }
                for item in panel.get("products", ())[:PRODUCTS]
            ],
            "since": panel.get("since", ""),
            "facts": panel.get("facts", ()),
            "gone": format_list(
                self.env, [item["name"] for item in panel.get("gone", ())[:4]]
            ),
        }

    def _print_chart(self, chart):
        before, now = chart["series"]
        months = [
            fields.Date.to_date(month) for month in before["months"] + now["months"]
        ]
        drawing = bar_chart(before["amounts"] + now["amounts"])
        if not drawing:
            return {}
        for bar, month in zip(drawing["bars"], months, strict=True):
            bar["label"] = format_date(self.env, month, date_format="LLLLL")
            # a year is written under its January, or at the beginning
            bar["year"] = month.year if month.month == 1 else ""
            bar["now"] = month >= months[len(before["months"])]
        drawing["bars"][0]["year"] = months[0].year
        for line in drawing["lines"]:
            line["text"] = self._format_whole_amount(line["amount"])
        drawing["legend"] = (before["label"], now["label"])
        return drawing

    # -- what was said -----------------------------------------------------------------

    def _print_interactions(self, personal):
        """The last interactions of a commercial entity that the reader may see;
        private ones only on a sheet with personal data."""
        Interaction = self.env["ficha.interaction"]
        if not Interaction.has_access("read"):
            return []
        domain = Domain("commercial_partner_id", "=", self.id)
        if not personal:
            domain &= Domain("private", "=", False)
        kinds = dict(Interaction._fields["kind"]._description_selection(self.env))
        return [
            {
                "date": in_date(
                    self.env,
                    in_zone(interaction.date, self.env.tz).date(),
                ),
                "what": interaction.channel_id.name or kinds[interaction.kind],
                "subject": self._print_short(interaction.display_name, 90),
                "text": self._print_short(interaction.description, 160),
                "who": interaction.user_id.name or "",
                "open": interaction.needs_reply and not interaction.replied_on,
            }
            for interaction in Interaction.search(domain, limit=INTERACTIONS)
        ]

    # --------------------------------------------------------------------------
    # The printed ficha: its tables of names and values.
    # --------------------------------------------------------------------------

    def _print_rows(self, names):
        """Names and values of these fields, where there is a value to print.

        :param names: fields of ``res.partner``; those the reader may not see, or that
            this database does not have, are left out
        :return: list of (label, text)
        """
        rows = []
        for name in names:
            field = self._fields.get(name)
            if not field or not self._has_field_access(field, "read"):
                continue
            data = to_data(field, self[name])
            if data:
                text = self._print_text(name, to_text(field, data, self.env))
                rows.append((field_label(field, self.env), text))
        return rows

    def _print_text(self, name, text):
        if name == "contact_hour_from":
            start = format_duration(self.contact_hour_from)
            end = self.contact_hour_to
            return f"{start} - {format_duration(end)}" if end else start
        if name == "lang":
            return self.env["res.lang"]._get_data(code=self.lang).name or text
        if name == "standing_discount":
            return f"{text} %"
        return self._print_short(text)

    @staticmethod
    def _print_short(text, length=TEXT_LENGTH):
        text = text or ""
        return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"

    def _print_basic(self):
        rows = []
        address = self._display_address(without_company=True)
        lines = [line.strip() for line in address.splitlines() if line.strip()]
        if lines:
            rows.append((self.env._("Address"), "\n".join(lines)))
        rows += self._print_rows(BASIC)
        points = self.contact_point_ids
        if points.has_access("read"):
            kinds = dict(points._fields["kind"]._description_selection(self.env))
            rows += [(kinds[p.kind], p.display_name) for p in points[:LINES]]
        return rows

    def _print_invoicing(self):
        """How the customer is invoiced by the current company: the contact's own, and
        where it has none that of its commercial entity."""
        entity = self.commercial_partner_id
        own = self._print_rows(INVOICING)
        labels = {label for label, _text in own}
        rows = own + [
            row
            for row in (entity._print_rows(INVOICING) if entity != self else ())
            if row[0] not in labels
        ]
        accounts = entity.bank_ids
        if accounts.has_access("read"):
            rows += [
                (self.env._("Bank account"), self._print_masked(account.acc_number))
                for account in accounts[:2]
            ]
        return rows

    @staticmethod
    def _print_masked(number):
        """The ends of a bank account: enough to recognise it on paper."""
        number = (number or "").replace(" ", "")
        return f"{number[:4]} ···· {number[-4:]}" if len(number) > 10 else number

    def _print_people(self):
        """Who is around the customer: its contacts, the one to speak to first, then
        the people in their roles. Who is both is one line.

        :return: list of dicts with ``name, role, phone, email, first``
        """
        entity = self.commercial_partner_id
        main = self.main_contact_id or entity.main_contact_id
        contacts = main | (entity.child_ids - self).filtered(
            lambda contact: contact.type == "contact" and not contact.is_company
        )
        people = {
            contact: self._print_person(contact, contact.function, contact == main)
            for contact in contacts
        }
        relations = self.relation_ids
        if relations.has_access("read"):
            today = fields.Date.context_today(self)
            for relation in relations:
                if relation.date_to and relation.date_to < today:
                    continue
                key = relation.related_partner_id or relation
                person = people.setdefault(key, self._print_person(relation))
                person["role"].append(relation.role_id.name)
        return [
            {**person, "role": ", ".join(dict.fromkeys(person["role"]))}
            for person in list(people.values())[:LINES]
        ]

    @staticmethod
    def _print_person(record, role=False, first=False):
        prefix = "contact_" if record._name == "ficha.relation" else ""
        return {
            "name": record[f"{prefix}name"] or record.display_name or "",
            "phone": record[f"{prefix}phone"] or "",
            "email": record[f"{prefix}email"] or "",
            "role": [role] if role else [],
            "first": first,
        }

    def _print_personal(self):
        """Academic and family data.

        :raise AccessError: the reader is not of the group *Ficha: personal data*
        :return: list of (title, rows)
        """
        for name in ("education_ids", "family_member_ids"):
            self._check_field_access(self._fields[name], "read")
        kinds = dict(
            self.education_ids._fields["kind"]._description_selection(self.env)
        )
        studies = [
            (
                kinds[line.kind],
                ", ".join(
                    filter(
                        None,
                        [
                            line.title,
                            line.field,
                            line.institution,
                            str(line.year) if line.year else "",
                        ],
                    )
                ),
            )
            for line in self.education_ids[:LINES]
        ]
        kin = self.family_member_ids
        kinships = dict(kin._fields["kinship"]._description_selection(self.env))
        family = []
        for line in kin[:LINES]:
            parts = [line.member_name]
            if line.birthdate_date:
                parts.append(in_date(self.env, line.birthdate_date))
            parts.append(line.note)
            family.append((kinships[line.kinship], ", ".join(filter(None, parts))))
        return [
            (
                self.env._("Personal and academic data"),
                self._print_rows(PERSON) + studies,
            ),
            (self.env._("Family data"), family),
        ]
