from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError
from odoo.tools import SQL

from ..tools import client_code as code_format
from ..tools.arguments import only_one
from ..tools.query import query_subselect

VERDICTS = [
    ("ok", "Can be adopted"),
    ("spaces", "Contains spaces"),
    ("long", "Too long"),
    ("contact", "On a contact, not on its company"),
    ("coded", "The customer already has a code"),
    ("taken", "Belongs to another customer, or did before"),
    ("duplicate", "The same reference is on several contacts"),
]


class FichaCodeAdopt(models.TransientModel):
    """Turn the references customers already have into their client codes.

    The wizard lists every contact with a reference, says which of them qualify and why
    the others do not, and adopts those that are left ticked. Listing and adopting are
    one SQL statement each, so that a hundred thousand contacts are no problem.
    """

    _name = "ficha.code.adopt"
    _description = "Adopt references as client codes"

    line_ids = fields.One2many(
        "ficha.code.adopt.line",
        "wizard_id",
        string="References",
        help="Every reference that was found. Untick those that should not become "
        "codes.",
    )
    ok_count = fields.Integer(
        string="Can be adopted",
        compute="_compute_counts",
        help="References that qualify as client codes.",
    )
    other_count = fields.Integer(
        string="Cannot be adopted",
        compute="_compute_counts",
        help="References that do not qualify; each line says why.",
    )

    @api.depends("line_ids.verdict")
    def _compute_counts(self):
        for wizard in self:
            lines = wizard.line_ids
            wizard.ok_count = len(lines.filtered(lambda line: line.verdict == "ok"))
            wizard.other_count = len(lines) - wizard.ok_count

    @api.model
    def action_open(self):
        """Open the wizard with the references of this moment.

        :return: the wizard's window action.
        :raise AccessError: the user is no manager of customer files.
        """
        self._check_manager()
        wizard = self.create({})
        wizard._fill_lines()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "ficha_cliente.action_ficha_code_adopt_window"
        )
        return dict(action, res_id=wizard.id)

    @api.model
    def _offer_after_installation(self):
        """Have the wizard open after the installation, when there is something to
        adopt.

        It is Odoo's own list of things to do after installing, shown once to whoever
        installs from Apps; the menu Configuration and the settings offer it at any
        time.
        """
        self.env.cr.execute(
            SQL(
                "SELECT FROM (%s) AS candidate WHERE verdict = 'ok' LIMIT 1",
                self._candidates(),
            )
        )
        if self.env.cr.fetchone() is not None:
            self.env["ir.actions.todo"].create(
                {
                    "name": "Adopt existing references as client codes",
                    "action_id": self.env.ref(
                        "ficha_cliente.action_ficha_code_adopt"
                    ).id,
                    "sequence": 5,
                }
            )

    def _check_manager(self):
        if not self.env.user.has_group("ficha_cliente.group_ficha_manager"):
            raise AccessError(
                self.env._(
                    "Only a manager of customer files adopts references as codes."
                )
            )

    def _candidates(self):
        """Return the SQL of all references of contacts that the user may see, with
        their verdict: codes are unique in the database, so those of the others count.

        Columns: partner_id, code, verdict, adopt. Suppliers that are no customers
        qualify but come unticked.
        """
        Partner = self.env["res.partner"].with_context(active_test=False)
        return SQL(
            """
            SELECT partner.id AS partner_id,
                   partner.code,
                   coalesce(partner.supplier_rank, 0) = 0
                       OR partner.customer_rank > 0 AS customer,
                   CASE
                       WHEN partner.code ~ '\\s' THEN 'spaces'
                       WHEN length(partner.code) > %(length)s THEN 'long'
                       WHEN partner.commercial_partner_id != partner.id THEN 'contact'
                       WHEN partner.client_code IS NOT NULL THEN 'coded'
                       WHEN EXISTS (
                           SELECT FROM res_partner other
                            WHERE other.client_code = partner.code
                       ) OR EXISTS (
                           SELECT FROM ficha_client_code_alias alias
                            WHERE alias.code = partner.code
                              AND alias.partner_id IS DISTINCT FROM partner.id
                       ) THEN 'taken'
                       WHEN partner.times > 1 THEN 'duplicate'
                       ELSE 'ok'
                   END AS verdict
              FROM (
                SELECT id, commercial_partner_id, client_code, customer_rank,
                       supplier_rank, upper(trim(ref)) AS code,
                       count(*) OVER (PARTITION BY upper(trim(ref))) AS times
                  FROM res_partner
                 WHERE trim(ref) != ''
              ) AS partner
             WHERE partner.id IN %(seen)s
            """,
            length=code_format.MAX_LENGTH,
            seen=query_subselect(Partner._search([])),
        )

    def _fill_lines(self):
        """Write the lines of this wizard."""
        self.ensure_one()
        self.env["res.partner"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO ficha_code_adopt_line
                       (wizard_id, partner_id, code, verdict, adopt,
                        create_uid, create_date)
                SELECT %s, partner_id, code, verdict, verdict = 'ok' AND customer,
                       %s, %s
                  FROM (%s) AS candidate
                 ORDER BY verdict = 'ok', verdict, code, partner_id
                """,
                self.id,
                self.env.uid,
                self.env.cr.now(),
                self._candidates(),
            )
        )
        self.invalidate_recordset()

    def action_adopt(self):
        """Give the ticked references to their customers as client codes.

        What stopped qualifying since the list was made is left alone.

        :return: a client action that says how many were adopted.
        :raise AccessError: the user is no manager of customer files.
        """
        only_one(self)
        self._check_manager()
        self.env.flush_all()
        ticked = self.env.execute_query(
            SQL(
                "SELECT partner_id, code FROM ficha_code_adopt_line"
                " WHERE wizard_id = %s AND adopt ORDER BY id",
                self.id,
            )
        )
        # judged again, apart: joined, PostgreSQL knows too little of the new lines and
        # takes minutes for what takes seconds
        qualify = dict(
            self.env.execute_query(
                SQL(
                    "SELECT partner_id, code FROM (%s) AS candidate WHERE verdict = "
                    "'ok'",
                    self._candidates(),
                )
            )
        )
        codes = {
            partner_id: code
            for partner_id, code in ticked
            if qualify.get(partner_id) == code
        }
        if codes and not self.env["res.partner"]._write_client_codes(codes):
            raise ConcurrencyError(
                self.env._("Codes were assigned in the meantime. Try again.")
            )
        # sudo: the codes are written; a manager may have no right to write contacts
        partners = self.env["res.partner"].sudo().browse(codes)
        partners._client_codes_changed(codes)
        # a customer may go back to a code they had before
        self.env["ficha.client.code.alias"].sudo().search(
            [("partner_id", "in", partners.ids), ("code", "in", list(codes.values()))]
        ).unlink()
        partners._skip_client_code_numbers(list(codes.values()))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("1 reference is a client code now.")
                if len(codes) == 1
                else self.env._("%s references are client codes now.", len(codes)),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }


class FichaCodeAdoptLine(models.TransientModel):
    """One reference of the wizard, with the verdict on it."""

    _name = "ficha.code.adopt.line"
    _description = "Reference to adopt as client code"

    wizard_id = fields.Many2one(
        "ficha.code.adopt",
        required=True,
        index=True,
        ondelete="cascade",
        help="The list this line belongs to.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        readonly=True,
        ondelete="cascade",
        help="The contact that has the reference.",
    )
    code = fields.Char(
        string="Reference",
        readonly=True,
        help="The contact's reference, written as a client code.",
    )
    verdict = fields.Selection(
        VERDICTS,
        readonly=True,
        help="Whether the reference can become the client code, and if not, why.",
    )
    adopt = fields.Boolean(
        help="Ticked references become client codes.",
    )
