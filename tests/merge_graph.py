"""Contacts with documents by lot, for the proof that a merge can be undone."""

from hypothesis import strategies as st

PEOPLE = 4
IBANS = ("ES9121000418450200051332", "ES6000491500051234567892")
PHONES = ("+34 612 34 56 78", "+34 912 34 56 78", "600 11 22 33", "")
CITIES = ("Burgos", "Soria", "")
WORDS = ("Baker", "Smith", "")
DAYS = ("2026-03-05", "2026-03-10")

who = st.integers(0, PEOPLE - 1)
few = st.integers(0, 1)


class Graph:
    """Builds what was drawn by lot. Each method ``_fact_*`` makes one thing of one
    contact ``p``, perhaps about another ``q``; ``n`` tells similar things apart."""

    def __init__(self, case):
        self.case = case
        self.env = case.env
        self.partners = case.Partner.create(
            [
                {
                    "name": f"Contact {number}",
                    "is_company": bool(number % 2),
                    "property_payment_term_id": False,
                }
                for number in range(PEOPLE)
            ]
        )
        self.terms = self.env["account.payment.term"].search([], limit=2)
        self.every = self.partners

    def build(self, facts):
        for kind, one, other, number in facts:
            p, q = self.partners[one], self.partners[other]
            getattr(self, f"_fact_{kind}")(p, q, number)
        self.env.flush_all()
        return self

    def _fact_contact(self, p, q, n):
        self.every |= self.case._customer(f"Child {n}", parent_id=p.id, phone=PHONES[n])

    def _fact_draft(self, p, q, n):
        self.case._invoice(p)

    def _fact_posted(self, p, q, n):
        self.case._posted(p)

    def _fact_bank(self, p, q, n):
        Bank = self.env["res.partner.bank"]
        if IBANS[n] not in p.bank_ids.mapped("acc_number"):
            Bank.create({"acc_number": IBANS[n], "partner_id": p.id})

    def _fact_tag(self, p, q, n):
        p.category_id |= self.case.tags[n]

    def _fact_follower(self, p, q, n):
        types = self.case.subtypes[n : n + 2]
        p.message_subscribe(q.ids, types.ids)

    def _fact_message(self, p, q, n):
        p.message_post(body=f"Said {n}", partner_ids=q.ids)

    def _fact_activity(self, p, q, n):
        activity = p.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.case.clerk.id
        )
        if n:
            activity.action_feedback("Done")

    def _fact_reminder(self, p, q, n):
        if not p._followup_open_reminders():
            p.with_context(ficha_followup_raw=True).next_contact_date = DAYS[n]
            self.env["mail.activity"].create(
                {
                    "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                    "res_id": p.id,
                    "date_deadline": DAYS[n],
                    "ficha_reminder": True,
                    "user_id": self.case.clerk.id,
                }
            )

    def _fact_attachment(self, p, q, n):
        self.env["ir.attachment"].create(
            {"name": "a.txt", "res_model": "res.partner", "res_id": p.id}
        )

    def _fact_relation(self, p, q, n):
        if p != q:
            self.env["ficha.relation"].create(
                {
                    "partner_id": p.id,
                    "related_partner_id": q.id,
                    "role_id": self.case.role.id,
                }
            )

    def _fact_relative(self, p, q, n):
        if p != q and not p.is_company:
            self.env["ficha.family.member"].create(
                {"partner_id": p.id, "related_partner_id": q.id, "kinship": "sibling"}
            )

    def _fact_point(self, p, q, n):
        self.env["ficha.contact.point"].create(
            {"partner_id": p.id, "kind": "mobile", "value": PHONES[n]}
        )

    def _fact_proposal(self, p, q, n):
        Proposal = self.env["ficha.proposal"].sudo()
        values = {"partner_id": p.id, "field_name": "city", "value_key": CITIES[n]}
        domain = [(name, "=", value) for name, value in values.items()]
        if not Proposal.search_count(domain):
            Proposal.create({**values, "source": "other"})

    def _fact_interaction(self, p, q, n):
        self.env["ficha.interaction"].create({"partner_id": p.id, "subject": f"{n}"})

    def _fact_meeting(self, p, q, n):
        self.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": f"{DAYS[n]} 10:00:00",
                "stop": f"{DAYS[n]} 11:00:00",
                "partner_ids": [(6, 0, (p | q).ids)],
            }
        )

    def _fact_own_field(self, p, q, n):
        p.properties = {"aa11": WORDS[n], "bb22": q.id}

    def _fact_term(self, p, q, n):
        company = self.case.companies[n]
        p.with_company(company).property_payment_term_id = self.terms[n]

    def _fact_values(self, p, q, n):
        p.write({"phone": PHONES[n], "function": WORDS[n], "city": CITIES[n]})

    def _fact_more_values(self, p, q, n):
        p.write(
            {
                "email": f"contact{n}@example.com",
                "comment": f"<p>Note {n}</p>",
                "user_id": self.case.clerk.id,
                "do_not_contact": bool(n),
                "occupation": WORDS[n],
            }
        )

    def _fact_code(self, p, q, n):
        if not p.client_code:
            p.client_code = f"G{p.id}"
        elif n:
            p._change_client_code(f"H{p.id}", "Test")

    def _fact_colour(self, p, q, n):
        p._set_followup(self.case.states[n], f"Reason {n}")

    def _fact_line(self, p, q, n):
        self.env["ficha.usual.line"].create(
            {"partner_id": p.id, "product_id": self.case.product_a.id}
        )

    def _fact_delivery(self, p, q, n):
        p.invoice_delivery_partner_id = q

    def _fact_duplicate(self, p, q, n):
        one, other = sorted((p.id, q.id))
        Duplicate = self.env["ficha.duplicate"].sudo()
        if p != q and not Duplicate.search_count(
            [("partner_a_id", "=", one), ("partner_b_id", "=", other)]
        ):
            Duplicate.create(
                {
                    "partner_a_id": one,
                    "partner_b_id": other,
                    "score": 60 + n,
                    "certainty": "review",
                    "state": "separate" if n else "open",
                }
            )

    def _fact_image(self, p, q, n):
        p.image_1920 = self.case.pixel


KINDS = sorted(
    name.removeprefix("_fact_") for name in dir(Graph) if name.startswith("_fact_")
)
facts = st.lists(
    st.tuples(st.sampled_from(KINDS), who, who, few), min_size=4, max_size=24
)
