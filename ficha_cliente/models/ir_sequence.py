from odoo import api, models, tools
from odoo.tools import SQL

CLIENT_CODE = "ficha.client.code"


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    def _ficha_next_batch(self, count):
        """Take ``count`` numbers at once, written in this sequence's format.

        One query for a standard sequence, which is what client codes use. A sequence
        that somebody turned into "no gap" or into date ranges is asked number by
        number.

        :param int count: how many.
        :return: list of ``count`` strings, in order.
        """
        self.ensure_one()
        if self.implementation != "standard" or self.use_date_range:
            return [self._next() for _number in range(count)]
        rows = self.env.execute_query(
            SQL(
                "SELECT nextval(%s) FROM generate_series(1, %s)",
                f"ir_sequence_{self.id:03d}",
                count,
            )
        )
        prefix, suffix = self._get_prefix_suffix()
        return [f"{prefix}{number:0{self.padding}d}{suffix}" for (number,) in rows]

    @api.model
    @tools.ormcache(cache="default")
    def _ficha_client_code_formats(self):
        """Return the formats of the client code sequences: (prefix, suffix, padding).

        Prefixes with a date in them are left out: they change by the day, and such
        codes are found as they are written.
        """
        # sudo: how codes look, to recognize one that somebody typed
        sequences = self.sudo().search([("code", "=", CLIENT_CODE)], order="company_id")
        formats = (
            (sequence.prefix or "", sequence.suffix or "", sequence.padding)
            for sequence in sequences
        )
        return tuple(
            dict.fromkeys(item for item in formats if "%" not in item[0] + item[1])
        )

    @api.model_create_multi
    def create(self, vals_list):
        """Extends the core's create: a new client code format is known at once."""
        sequences = super().create(vals_list)
        if CLIENT_CODE in sequences.mapped("code"):
            self.env.registry.clear_cache()
        return sequences

    def write(self, vals):
        """Extends the core's write: a changed client code format is known at once."""
        watched = {"code", "prefix", "suffix", "padding", "active"} & vals.keys()
        before = watched and CLIENT_CODE in self.mapped("code")
        result = super().write(vals)
        if watched and (before or CLIENT_CODE in self.mapped("code")):
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        """Extends the core's: a deleted client code format is forgotten at once."""
        watched = CLIENT_CODE in self.mapped("code")
        result = super().unlink()
        if watched:
            self.env.registry.clear_cache()
        return result
