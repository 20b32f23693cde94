from odoo import models
from odoo.tools import SQL


class ResPartner(models.Model):
    """What becomes of a customer file when contacts turn out to be one.

    There are two entry points: Odoo's own wizard
    (``base.partner.merge.automatic.wizard``, which deletes the contacts that go) and,
    where it is installed, ``ficha.merge`` (which archives them and can be undone). Both
    move what points at a contact, and both call the hooks below, so each part says once
    what it needs, in its own extension of them and with ``super()``:

    1. :meth:`_ficha_merge_before`: nothing has moved yet
    2. (the entry point moves the links)
    3. :meth:`_ficha_merge_values`: which value the kept contact has afterwards, for the
       fields in :meth:`_ficha_merge_own_fields`
    4. :meth:`_ficha_merged`: links have moved, values are written, and the contacts
       that go are still there
    5. :meth:`_ficha_merge_refresh`: what is computed of contacts is to be made anew;
       also after a merge was undone

    Rows are changed through the :class:`~..tools.merge.Merging` that the hooks are
    given and never past it: that is what makes a merge one that can be undone.

    Besides, a model may have one of these attributes, which both entry points read:

    - ``_ficha_merge = "rebuild"``: its rows are not moved. Those of who goes
      (``partner_id``) are deleted, and the part makes those of who stays anew
      (:meth:`_ficha_merge_refresh`)
    - ``_ficha_merge = "own"``: its rows are not moved and not deleted; the part sees to
      them in the hooks
    - ``_ficha_merge_unique = (Unique(...), ...)``: rows that would be the same in these
      respects become one (:class:`~..tools.merge.Unique`)
    - ``_ficha_merge_private = True``: how many of them moved is told nobody who reads
      the kept contact's notes
    """

    _inherit = "res.partner"

    def _ficha_merge_before(self, merging):
        """Hook: contacts will be merged into ``self``; nothing has been done yet.

        :param merging: :class:`~..tools.merge.Merging`, any number of merges
        """
        for model in self.env.registry.values():
            kept = not model._abstract and getattr(model, "_ficha_merge", None)
            if kept == "rebuild":
                merging.remove(model._table, SQL("t.partner_id = m.old"))

    def _ficha_merge_own_fields(self):
        """Hook: names of fields whose value is the affair of a part.

        :return: set of names; nobody but the part chooses a value for them
        """
        return set()

    def _ficha_merge_together(self):
        """Hook: values per company that mean something only together, such as an amount
        and the day on which it ends. In each company all are of one contact: of whom
        the first is. A choice of one of them is a choice of all.

        :return: ``{name of the field that decides: names of those that go with it}``
        """
        return {}

    def _ficha_merge_values(self, others):
        """Hook: what this contact has to say after a merge, by the rules of the parts.

        A pure question: nothing is written. Values of other fields than
        :meth:`_ficha_merge_own_fields` may be among them.

        :param others: ``res.partner``, those that go
        :return: ``{field name: value as it is read}``
        """
        self.ensure_one()
        return {}

    def _ficha_merged(self, merging):
        """Hook: contacts were merged into ``self``: links have moved and values are
        written; the contacts that go are still there, as they were.

        :param merging: :class:`~..tools.merge.Merging`, any number of merges
        """

    def _ficha_merge_refresh(self):
        """Hook: because of a merge, or of its undoing, what is computed of these
        contacts no longer holds. ``self`` has all whom it concerns, also companies and
        contacts of companies."""

    def _ficha_merge_put_back(self, done):
        """Hook: a merge is undone, and columns of these contacts are put back past the
        ORM, which so tells nobody. Who keeps anything besides that follows from those
        columns takes it away, and adds it again.

        :param bool done: False before it is done, True afterwards
        """
