from odoo import api, models


class FichaTimeline(models.AbstractModel):
    """Everything that happened with a customer, newest first, from the documents
    themselves (decision D8)."""

    _name = "ficha.timeline"
    _description = "Timeline"

    @api.model
    def _timeline_sources(self):
        """The kinds of entries, which other modules extend.

        Every source reads one model as the reader may see it (access rights and record
        rules of that model apply; a model the reader may not read gives nothing).

        :return: ``{key: source}``, where source is a dict with:

            - ``label``: what the filter shows (translated)
            - ``icon``: Font Awesome class
            - ``model``: name of the model
            - ``domain``: ``Domain`` that its entries meet
            - ``partner``: stored field of the model that holds the customer or one of
              its contacts (``commercial`` True when it holds the commercial entity)
            - ``date``: stored Date or Datetime field to order by. An index on
              ``(partner, date DESC, id DESC)`` must exist: pages walk it
            - ``read``: function ``(records) -> {id: values}`` that tells the entries of
              one page: ``title`` (required), ``note``, ``amount``, ``currency_id``,
              ``channel_id``, ``user_id``, ``state`` (badge), ``open`` (action or None)
        """
        return {}

    @api.model
    def get_page(self, partner_id, cursor=None, kinds=None, channel_ids=None, limit=50):
        """One page of the timeline of a customer.

        :param partner_id: id of a customer or of one of its contacts
        :param cursor: the ``next`` of the page before, None for the first
        :param kinds: keys of sources; all when empty
        :param channel_ids: only entries through these channels
        :return: ``{"entries": [...], "next": cursor or None}``
        """
        return {"entries": [], "next": None}
