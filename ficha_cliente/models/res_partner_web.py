from odoo import api, models
from odoo.fields import Domain
from odoo.tools import email_normalize

from ..tools.email_address import normal_email
from ..tools.person import name_words


class ResPartner(models.Model):
    """Who writes to us from the website and is known already."""

    _inherit = "res.partner"

    @api.model
    def _ficha_by_email(self, email, account=False, name=None):
        """The contact that an e-mail address belongs to: the first of
        :meth:`_ficha_all_by_email`.

        :return: ``res.partner``, one or none
        """
        return self._ficha_all_by_email(email, account, name)[:1]

    @api.model
    def _ficha_all_by_email(self, email, account=False, name=None):
        """The contacts that an e-mail address belongs to, their first or a further one.

        Of several the one of that name comes first, then the one that buys, then a
        company before its contacts.
        Our own people are nobody's contacts, and those of another company not ours.

        :param bool account: to let them in: not those who have their account on
            another website, where each website has its own
        :param str name: who they say they are
        :return: ``res.partner``
        """
        address = normal_email(email)
        if not address:
            return self.browse()
        further = self.env["ficha.contact.point"].search(
            [("kind", "=", "email"), ("normalized_value", "=", address)]
        )
        found = self.search([("email_normalized", "=", address)]) | further.partner_id
        ours = self.env.company.sudo().parent_ids  # sudo: only compared
        found = found.filtered(
            lambda partner: partner.active
            and partner.partner_share
            and partner.company_id <= ours
        )
        if account:
            found = found._ficha_let_in_here()
        words = name_words(name)
        return found.sorted(
            lambda partner: (
                not words & name_words(partner.name),
                -partner.commercial_partner_id.customer_rank,
                partner != partner.commercial_partner_id,
                partner.id,
            )
        )

    def _ficha_let_in_here(self):
        """Those without an account, and those whose account is good on the website that
        is asked: Odoo's own condition on logins says which."""
        users = self.env["res.users"].sudo()  # only compared
        theirs = self.sudo().user_ids
        here = users.browse()
        if theirs:
            logins = theirs.mapped("login")
            here = users.search(Domain.OR(map(users._get_login_domain, logins)))
        return self.filtered(
            lambda partner: not (partner & theirs.partner_id)
            or partner & here.partner_id
        )

    def _ficha_invite_to_portal(self, email):
        """Send this contact the link with which it gets into the portal.

        :param email: an address of its own, see :meth:`_ficha_by_email`
        """
        self.ensure_one()
        self.signup_prepare(signup_type="reset" if self.user_ids else "signup")
        url = self._get_signup_url_for_action()[self.id]
        template = self.env.ref("ficha_cliente.mail_template_portal_link")
        # sudo: whoever signs up may send no e-mail
        template.sudo().with_context(
            ficha_signup_url=url, lang=self.lang or self.env.lang
        ).send_mail(
            self.id,
            force_send=True,
            email_values={"email_to": email_normalize(email), "recipient_ids": []},
        )

    def _ficha_web_message(self, subject, text, values):
        """Hook: somebody who gave the e-mail of this contact wrote on the website. What
        they say of themselves is proposed; a module that remembers what was said
        extends it.

        :param subject: in a few words
        :param text: what they wrote, or ``""``
        :param dict values: field of the contact -> what they gave, unchecked
        """
        self.ensure_one()
        allowed = self._ficha_proposal_fields() - {"email"}
        self.env["ficha.proposal"]._propose(
            self,
            {n: value for n, value in values.items() if n in allowed and value},
            "other",
            source_ref=subject,
        )
