"""Odoo's own command line as a file, which Odoo can execute again.

An Odoo in which a request has passed ``limit-time-real`` (or that is told to reload)
puts a new one in its own place, by what stands in ``sys.argv[0]``. ``python -m odoo``
leaves there a file inside the package, which cannot be run as a program: that Odoo
would be gone for good.
"""

import sys


def main() -> None:
    # Python puts the folder of this file first, in which there is nothing of Odoo's.
    del sys.path[0]
    from odoo.cli.command import main as odoo

    odoo()


if __name__ == "__main__":
    main()
