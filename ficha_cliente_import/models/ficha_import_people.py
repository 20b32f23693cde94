from odoo import models

from ..tools.names_alike import tokens
from ..tools.references import References

# what a row says of a new company besides its name; the rest is its person's
OF_COMPANY = ("website", "industry_id", "lang", "user_id")


class FichaImport(models.Model):
    """People and companies that a row makes besides the customer it is about: the
    company of a person that nobody has, and the contact person of a customer."""

    _inherit = "ficha.import"

    def _note_made(self, row, partners):
        """Hook: a row made these contacts besides its own customer."""

    # -- the company of a person -------------------------------------------------------

    def _set_parents(self, rows):
        """Extends ours: companies that rows name and nobody has are made, each once."""
        waiting = [
            row
            for row in rows
            if row.may_make_parent
            and row.parent
            and not row.problems
            and not row.line.parent_number
            and not row.line.parent_partner_id
        ]
        if waiting:
            self._make_companies(waiting)
        return super()._set_parents(rows)

    def _make_companies(self, rows):
        self.env["ficha.identity.key"]._flush_pending()
        # an earlier batch of this file may have made them
        words = {row.parent: tokens(row.parent) for row in rows}
        known = References(self.env, []).companies_named(words)
        first = {}
        for row in rows:
            if not known.get(row.parent):
                first.setdefault(tuple(sorted(words[row.parent])), row)
        vals_list = [self._company_vals(row) for row in first.values()]
        companies = self._quiet_partners().create(vals_list)
        made = dict(zip(first, companies, strict=True))
        for row in rows:
            company = made.get(tuple(sorted(words[row.parent])))
            if found := known.get(row.parent):
                company = self.env["res.partner"].browse(found[:1])
            else:
                row.notes.append(("company_made", None, company.name))
            row.line.parent_partner_id = company
        for (key, row), vals in zip(first.items(), vals_list, strict=True):
            self._note_origin(made[key], vals)
            self._note_made(row, made[key])

    def _company_vals(self, row):
        """What the first person of a company says of it."""
        commercial = self.env["res.partner"]._commercial_fields()
        names = {*commercial, *OF_COMPANY} & row.vals.keys()
        vals = {name: row.vals[name] for name in names if name != "vat"}
        vals |= {
            name: value
            for name, value in row.vals.items()
            if name in self.env["res.partner"]._address_fields()
        }
        return {
            "country_id": not row.open_country and self.company_id.country_id.id,
            **vals,
            "name": row.parent,
            "is_company": True,
            "customer_rank": 1,
        }

    # -- the contact person ------------------------------------------------------------

    def _create_new(self, rows):
        """Extends ours: the contact persons of the new customers, together."""
        result = super()._create_new(rows)
        self._make_people(
            [
                (row, self.env["res.partner"].browse(row.partner_id), person)
                for row in rows
                if row.person and row.partner_id and "created" in row.did
                for person in (row.person, *row.people)
            ]
        )
        return result

    def _update_known(self, row, partner, comparer):
        """Extends ours: the contact persons that the customer has none of the name of,
        and what they lack."""
        if not row.person:
            return super()._update_known(row, partner, comparer)
        # compared before the customer changes
        change = comparer.compare(row, partner)
        result = super()._update_known(row, partner, comparer)
        new = [change.person] * bool(change.person) + change.people
        self._make_people([(row, partner, person) for person in new])
        for known, fill in (
            (change.known_person, change.person_fill),
            *change.people_fill,
        ):
            if fill:
                known.write(fill)
                self._note_origin(known, fill)
                row.did.add("updated")
        if change.speak_to and not partner.main_contact_id:
            partner.main_contact_id = change.known_person
            row.did.add("updated")
        return result

    def _make_people(self, wanted):
        """Make contacts of customers, whom one speaks to when nobody was named yet.

        :param wanted: list of (row, customer, values of the contact)
        """
        if not wanted:
            return
        vals_list = [
            {**vals, "parent_id": partner.id, "type": "contact"}
            for _row, partner, vals in wanted
        ]
        people = self._quiet_partners().create(vals_list)
        self._share_from_companies(people)
        for (row, partner, vals), person in zip(wanted, people, strict=True):
            row.did.add("updated")
            self._note_origin(person, vals)
            self._note_made(row, person)
            if not partner.main_contact_id:
                partner.main_contact_id = person
