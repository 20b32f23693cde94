import contextlib
import os

from odoo import models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _file_write(self, bin_value, checksum):
        """Extends the core's: of a file that could not be written whole, as the disk is
        full, nothing stays. What the core leaves there has the name of the whole one,
        and whoever gave the same file again, when there is room, would be refused: it
        "collides with an existing file".
        """
        try:
            return super()._file_write(bin_value, checksum)
        except OSError:
            path = self._full_path(f"{checksum[:2]}/{checksum}")
            with contextlib.suppress(OSError):
                if os.path.getsize(path) < len(bin_value):
                    os.unlink(path)
            raise
