import importlib
import re

from odoo import api, models

from ..tools.uninstall import leave_nothing

# Whose modules are ours
PREFIX = "ficha_cliente"
# Where demo functions may stand, below odoo.addons.
DEMO_FUNCTION = re.compile(r"(ficha_cliente(?:_[a-z]+)*\.demo\.[a-z_]+)\.([a-z]\w*)")


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    def module_uninstall(self):
        """Extends the core's: of our modules nothing is left that would be nobody's.

        Here and not in a hook of each: none can forget it.
        """
        names = [name for name in self.mapped("name") if name.startswith(PREFIX)]
        if names:
            leave_nothing(self.env, names)
        return super().module_uninstall()

    @api.model
    def _load_ficha_demo(self, function, *args, **kwargs):
        """Call a function that makes demonstration data and stands, as plain Python,
        in a file of ``demo/`` of one of our modules. No module imports those files, so
        a company without demonstration data never runs them.

        For the XML files of ``demo/``, which cannot say what hangs from today::

            <function model="ir.module.module" name="_load_ficha_demo">
                <value>ficha_cliente.demo.ficha_demo.load_drafts</value>
                <value eval="[...]" />
            </function>

        :param str function: module, ``demo``, file and function, with dots in between
        :param args: what the function takes after the environment, as ``kwargs``
        :raise ValueError: no such function of ours
        """
        match = DEMO_FUNCTION.fullmatch(function.strip())
        if not match:
            raise ValueError(f"{function} is no function of our demo files")
        path = f"odoo.addons.{match[1]}"
        found = getattr(importlib.import_module(path), match[2], None)
        # what the file itself imports from elsewhere is not its function
        if not callable(found) or getattr(found, "__module__", "") != path:
            raise ValueError(f"{function} is no function of our demo files")
        found(self.env, *args, **kwargs)
