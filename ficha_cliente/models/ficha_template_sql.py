from ast import literal_eval

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .ficha_contact_point import PHONE_KINDS


class FichaTemplate(models.Model):
    """The templates in SQL: whom each is for, and what is filled in."""

    _inherit = "ficha.template"

    # -- whom it is for ----------------------------------------------------------------

    @api.model
    def _template_sql(self, partner_ids=None):
        """The id of the template of each contact ``p``, or NULL.

        :param partner_ids: ids of the contacts that are asked for, where they are few:
            the conditions are then looked at for those only
        :return: ``SQL``
        """
        cases = [
            SQL("WHEN %s THEN %s", self._is_for_sql(template, partner_ids), template.id)
            for template in self._config()
        ]
        if not cases:
            return SQL("NULL::int")
        return SQL("CASE %s END", SQL(" ").join(cases))

    @api.model
    def _is_for_sql(self, template, partner_ids):
        own = "p.commercial_partner_id = p.id"
        parts = [
            {
                "person": SQL(f"{own} AND p.is_company IS NOT TRUE"),
                "company": SQL(f"{own} AND p.is_company"),
                "contact": SQL(
                    "p.commercial_partner_id <> p.id AND p.type = 'contact'"
                ),
            }[template.kind]
        ]
        if template.company_id:
            parts.append(SQL("p.company_id = %s", template.company_id))
        domain = Domain(literal_eval(template.domain))
        if not domain.is_true():
            if partner_ids is not None:
                domain &= Domain("id", "in", partner_ids)
            # sudo: a contact has one template, whoever looks at it
            partners = self.env["res.partner"].sudo().with_context(active_test=False)
            parts.append(SQL("p.id IN %s", partners._search(domain).subselect()))
        return SQL("(%s)", SQL(" AND ").join(parts))

    # -- what is filled in -------------------------------------------------------------

    @api.model
    def _filled_sql(self, name, company_id=None):
        """Whether a field of the contact ``p`` says something.

        :param str name: of a stored field of ``res.partner``
        :param company_id: of fields kept per company, the one that counts; any when
            empty
        :return: ``SQL``, true or false and never NULL
        """
        field = self.env["res.partner"]._fields[name]
        if field.type in ("one2many", "many2many") or not field.column_type:
            filled = self._related_sql(field)
        elif field.company_dependent:
            filled = SQL(
                "EXISTS (SELECT FROM jsonb_each_text(%s) v WHERE v.value"
                " NOT IN ('', 'false', '0', '0.0') AND %s)",
                SQL.identifier("p", name),
                SQL("v.key = %s", str(company_id)) if company_id else SQL("TRUE"),
            )
        else:
            filled = self._column_sql(field)
        otherwise = self._filled_otherwise_sql(name)
        return SQL("(%s OR %s)", filled, otherwise) if otherwise else filled

    @api.model
    def _column_sql(self, field):
        column = SQL.identifier("p", field.name)
        if field.translate:
            return SQL("(%s IS NOT NULL AND %s <> '{}')", column, column)
        if field.type == "html":
            column = SQL("regexp_replace(%s, '<[^>]*>|&nbsp;', '', 'g')", column)
        if field.type in ("char", "text", "html", "selection"):
            return SQL("COALESCE(btrim(%s), '') <> ''", column)
        if field.type in ("integer", "float", "monetary"):
            return SQL("COALESCE(%s, 0) <> 0", column)
        return SQL("%s IS NOT NULL", column)

    @api.model
    def _related_sql(self, field):
        """For what is kept in other tables."""
        if field.type == "binary":
            return SQL(
                "EXISTS (SELECT FROM ir_attachment a WHERE a.res_id = p.id"
                " AND a.res_model = 'res.partner' AND a.res_field = %s)",
                field.name,
            )
        if field.type == "many2many":
            return SQL(
                "EXISTS (SELECT FROM %s m WHERE m.%s = p.id)",
                SQL.identifier(field.relation),
                SQL.identifier(field.column1),
            )
        comodel = self.env[field.comodel_name]
        return SQL(
            "EXISTS (SELECT FROM %s o WHERE o.%s = p.id%s)",
            SQL.identifier(comodel._table),
            SQL.identifier(field.inverse_name),
            SQL(" AND o.active") if "active" in comodel._fields else SQL(),
        )

    @api.model
    def _filled_otherwise_sql(self, name):
        """What else stands for a field: who has a mobile among their further
        telephones can be called. Extend it for what your module keeps elsewhere.

        :return: ``SQL`` or None
        """
        kinds = {"phone": PHONE_KINDS, "email": ("email",)}.get(name)
        return kinds and SQL(
            "EXISTS (SELECT FROM ficha_contact_point c"
            " WHERE c.partner_id = p.id AND c.kind = ANY(%s))",
            list(kinds),
        )
