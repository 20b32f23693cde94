from odoo import api, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """What a person writes in a ficha is noted as theirs.

    Only fields that are wanted of a ficha, and only what is written in
    somebody's name: what the system writes (``sudo``) is noted by whoever knows
    the document it came from, or not at all. The exception is the customer in
    the portal, who always writes through ``sudo``. Posting invoices writes as
    the system and costs nothing here.
    """

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        """Extends the core's: what somebody types says who typed it."""
        partners = super().create(vals_list)
        if source := self._ficha_writer():
            wanted = self._ficha_origin_fields()
            for partner, vals in zip(partners, vals_list, strict=True):
                names = [name for name in vals if vals[name] and name in wanted]
                partner._note_origin(names, source)
        return partners

    def write(self, vals):
        """Extends the core's: what somebody types says who typed it."""
        result = super().write(vals)
        if source := self._ficha_writer():
            wanted = self._ficha_origin_fields()
            self._note_origin([name for name in vals if name in wanted], source)
        return result

    def _note_origin(self, names, source):
        if names:
            self.env["ficha.value.origin"]._note(self, names, source)

    @api.model
    def _ficha_writer(self):
        """In whose name contacts are being written.

        :return: key of ``ficha.value.origin.source``; None when nobody's
        """
        if self.env.context.get("ficha_no_origin"):
            return None  # it is noted by who writes
        if not self.env.su:
            importing = self.env.context.get("import_file")
            return "import" if importing else "person"
        if self.env.uid != api.SUPERUSER_ID and self.env.user._is_portal():
            return "portal"
        return None

    @api.model
    def _ficha_origin_fields(self):
        """Names of the fields whose origin is noted when a person writes them: those
        that could be proposed as well. Extend it to have more noted.

        :return: set of str
        """
        return self._ficha_proposal_fields()

    def _ficha_merge_before(self, merging):
        """Extends ours: remember what each contact says where there are origins."""
        result = super()._ficha_merge_before(merging)
        # sudo: whoever merges may not be one who sees personal data
        Origin = self.env["ficha.value.origin"].sudo()
        every = self.union(*(others for _kept, others in merging.groups))
        rows = Origin.search_fetch(
            [("partner_id", "in", every.ids)],
            ["partner_id", "field_name", "company_id"],
        )
        places = {}
        for row in rows:
            if row.field_name in self._fields:
                place = (row.field_name, row.company_id)
                places.setdefault(row.partner_id.id, set()).add(place)
        merging.memory["origins"] = [
            (
                kept,
                *place,
                kept._ficha_origin_value(*place),
                [(other.id, other._ficha_origin_value(*place)) for other in others],
            )
            for kept, others in merging.groups
            for place in sorted(
                set().union(*(places.get(id_, ()) for id_ in (kept | others).ids)),
                key=lambda place: (place[0], place[1].id),
            )
        ]
        return result

    def _ficha_origin_value(self, name, company):
        """What this contact says, in the company the origin is for."""
        return self.with_company(company or self.env.company)[name]

    def _ficha_merged(self, merging):
        """Extends ours: the origin of a value follows the value. Where the kept contact
        says what another said, it has that one's origin; what it says of its own keeps
        its own."""
        result = super()._ficha_merged(merging)
        numbers = {new: merge for _old, new, merge in merging.pairs.rows}
        stale, moved = [], []
        for kept, name, company, own, said in merging.memory.pop("origins", ()):
            value = kept._ficha_origin_value(name, company)
            if value == own:
                continue
            givers = [id_ for id_, other in said if value and other == value]
            if not givers and own:
                continue  # added to its own, like tags
            givers += [id_ for id_, other in said if value and other]
            where = (name, company.id or 0, numbers[kept.id])
            stale.append((kept.id, *where))
            if givers:
                moved.append((givers[0], *where))
        Origin = self.env["ficha.value.origin"]
        if stale:
            merging.remove(
                "ficha_value_origin",
                self._ficha_origin_rows(SQL("m.new"), stale),
                merging.kept_pairs,
            )
        if moved:
            merging.change(
                "ficha_value_origin",
                "partner_id",
                self._ficha_origin_rows(SQL("m.old"), moved),
                SQL("m.new"),
            )
        Origin.invalidate_model()
        return result

    @api.model
    def _ficha_origin_rows(self, owner, places):
        """SQL condition: the rows ``t`` of these places, for the pair ``m``.

        :param owner: SQL, whose they are
        :param places: list of ``(contact, field name, company or 0, merge)``
        """
        return SQL(
            """
            t.partner_id = %(owner)s
            AND (t.partner_id, t.field_name, COALESCE(t.company_id, 0), m.merge) IN (
                SELECT * FROM unnest(%(partners)s::int[], %(names)s::varchar[],
                                     %(companies)s::int[], %(merges)s::int[]))
            """,
            owner=owner,
            **dict(
                zip(
                    ("partners", "names", "companies", "merges"),
                    map(list, zip(*places, strict=True)),
                    strict=True,
                )
            ),
        )
