from odoo import models

from .ficha_consent import STRICT


class ResPartner(models.Model):
    """What becomes of the ledger when contacts turn out to be one: all rows follow, and
    where the two said different things the stricter is said once more. Undoing the
    merge gives the rows back and takes out what it added."""

    _inherit = "res.partner"

    def _ficha_merge_before(self, merging):
        """Extends the core's: the stricter of two answers is said once more. Before the
        rows move, since then nobody knows who said what."""
        result = super()._ficha_merge_before(merging)
        every = self.union(*(others for _kept, others in merging.groups))
        states = every._ficha_consent_states()
        for kept, others in merging.groups:
            rows = kept._ficha_stricter(
                [states[id_] for id_ in (kept | others).ids if states[id_]]
            )
            if rows:
                tables = ("ficha_consent", "ficha_consent_roll")
                with merging.recording(kept, *tables):
                    self.env["ficha.consent"].create(rows)
        return result

    def _ficha_stricter(self, said):
        """What is to be said again of a contact that was several.

        :param said: what each of them said last, of :meth:`_ficha_consent_states`
        :return: values of rows of the ledger
        """
        if len(said) < 2:
            return []
        rows = []
        for key in dict.fromkeys(key for one in said for key in one):
            events = [one[key][0] for one in said if key in one]
            strictest = min(events, key=STRICT.index)
            if strictest == "given":
                continue
            others = [one for one in said if one.get(key, [None])[0] != strictest]
            # another consented, to this or to a part of it
            consented = any(
                event == "given" and self._ficha_within(narrow, key)
                for one in others
                for narrow, (event, _moment) in one.items()
            )
            if len(set(events)) > 1 or consented:
                purpose, channel = key
                rows.append(
                    {
                        "partner_id": self.id,
                        "purpose_id": purpose,
                        "channel_id": channel,
                        "event": "carried",
                        "carried_event": strictest,
                        "method": "merge",
                        "company_id": False,
                    }
                )
        return rows

    def _ficha_within(self, narrow, wide):
        """Whether two pairs of purpose and channel have something in common."""
        return all(
            one == other or one is None or other is None
            for one, other in zip(narrow, wide, strict=True)
        )
