from contextlib import contextmanager

from odoo.exceptions import ValidationError
from odoo.tests import new_test_user

NO_MAIL = {"no_reset_password": True, "mail_create_nolog": True}


def ficha_test_user(env, login, *groups):
    """An internal user with these groups of ours (or full names of others)."""
    names = ["base.group_user"]
    names += [name if "." in name else f"ficha_cliente.{name}" for name in groups]
    return new_test_user(
        env,
        login,
        groups=",".join(names),
        context=dict(env.context, **NO_MAIL),
    )


class RefusedMixin:
    """For tests of what is refused with a sentence."""

    @contextmanager
    def assertRefused(self, sentence):
        """Check that the block is refused with a sentence matching the pattern, and
        undo what it did."""
        with self.assertRaises(ValidationError) as caught:
            yield
        self.assertRegex(str(caught.exception), sentence)
