from odoo import api, fields, models
from odoo.tools import SQL, format_date

from odoo.addons.ficha_cliente.tools.arguments import an_id, asks, only_one
from odoo.addons.ficha_cliente.tools.words import in_days, in_units

from ..tools import ranking
from ..tools.rhythm import state_of

#: So many lines of each list, and so many of what they stopped buying besides.
SHOWN = ranking.TOP
STOPPED = 3
#: So many are ranked, so that enough are left after those who cannot buy it.
RANKED = 60


class ResPartner(models.Model):
    """What to propose to a customer: two lists, computed when they are asked for of
    the customer's own purchases and of what the night learnt about products."""

    _inherit = "res.partner"

    # -- the question --------------------------------------------------------------

    @api.readonly
    def get_ficha_suggestions(self):
        """What to propose to this customer, in the active company.

        :return: dict with ``visible`` (whether the user may see what this customer
            buys), ``currency_id``, ``gesture`` (what the user may make with a product:
            ``quote``, ``bill`` or False), ``own`` and ``new``: dicts with ``lines``,
            ``note`` (what was left out, or why there is nothing) and ``record`` (how
            right the list was); a line is as :meth:`_ficha_suggestions` gives it
        """
        only_one(self)
        self.check_access("read")
        entity = self.commercial_partner_id
        result = entity._ficha_suggestions().get(entity.id)
        if result is None:
            return {"visible": False}
        return {
            "visible": True,
            "currency_id": self.env.company.currency_id.id,
            "gesture": self._ficha_suggestion_gesture(),
        } | result

    @api.model
    def _ficha_suggestion_gesture(self):
        """What the user may make of a product that is proposed: a quotation; who may
        make none, an invoice; or nothing, and only note what was said.

        :return: ``quote``, ``bill`` or False
        """
        if self.env["sale.order"].has_access("create"):
            return "quote"
        return self.env["account.move"].has_access("create") and "bill"

    def _ficha_suggestions(self):
        """The lists of these customers, in a number of queries that does not depend on
        what they bought, nor on how many they are but for those with a price list.

        :return: ``{customer id: {"own": list, "new": list}}`` of those whose purchases
            the user may see; a list is a dict with ``lines``, ``note`` and ``record``,
            a line one with ``product_id, name, state, reason, quantity,
            how_much, price``
        """
        seen = self._ficha_buyers_seen()
        if not seen:
            return {}
        company = self.env.company
        today = fields.Date.context_today(self)
        records = self.env["ficha.suggestion.record"]._of(company)
        rule = records["own"].rule if "own" in records else False
        rows = seen._ficha_ranked(company, today, rule or ranking.OWN_RULES[0])
        names = {
            name for one in rows.values() for kind in one.values() for name in kind
        }
        names |= {
            row["source_id"] for one in rows.values() for row in one["new"].values()
        }
        # sudo: what is bought and sold is named to whoever may propose it
        products = self.env["product.product"].sudo().browse(names).exists()
        products.fetch(["active", "sale_ok", "company_id", "categ_id"])
        refused = self.env["ficha.interaction"]._refused_products(seen, company)
        quantities = seen._ficha_usual_quantities(company, products, today)
        # sudo: whether any price list says less for many
        by_quantity = (
            self.env["product.pricelist.item"]
            .sudo()
            .search_count([("min_quantity", ">", 1)], limit=1)
        )
        result = {}
        for entity in seen:
            not_wanted = products.browse(refused.get(entity.id, ()))
            fit = entity._ficha_may_buy(products - not_wanted, company)
            lists = result[entity.id] = entity._ficha_told_lists(
                rows[entity.id], fit, products, quantities, records, today
            )
            if by_quantity:
                lines = [line for told in lists.values() for line in told["lines"]]
                entity._ficha_price_by_quantity(lines, company)
        return result

    def _ficha_buyers_seen(self):
        """Of these customers, those whose purchases from the active company the user
        may see: the rule of the purchase histories decides."""
        Summary = self.env["ficha.purchase.summary"]
        if not Summary.has_access("read"):
            return self.browse()
        return Summary.search(
            [
                ("partner_id", "in", self.ids),
                ("company_id", "=", self.env.company.id),
            ]
        ).partner_id

    # -- ranking -------------------------------------------------------------------

    def _ficha_bought_sql(self, company, today):
        """What these customers bought, as the documents say it at this moment.

        :return: SELECT of ``partner_id, day, product_id, amount, bought``
        """
        # sudo: of customers whose purchases the user may see, see above
        Day = self.env["ficha.purchase.day"].sudo().with_company(company)
        Day = Day.with_context(allowed_company_ids=company.ids)
        return SQL(
            """SELECT partner_id, day, product_id, amount, bought
                 FROM (%s) AS every
                WHERE partner_id = ANY(%s)""",
            Day._products(fields.Date.subtract(today, months=ranking.MONTHS), today),
            list(self.ids),
        )

    def _ficha_ranked(self, company, today, rule):
        """:param str rule: how what is theirs is ordered (``ranking.OWN_RULES``)
        :return: ``{customer id: {"own": {product id: row}, "new": {...}}}``, best
        first, before it is asked what they may buy"""
        every = self._ficha_bought_sql(company, today)
        kept = SQL(
            """SELECT partner_id, day, product_id FROM ficha_every
                WHERE bought AND amount > 0"""
        )
        demand, relations = (
            SQL("(SELECT * FROM %s WHERE company_id = %s)", SQL(table), company.id)
            for table in ("ficha_product_demand", "ficha_product_relation")
        )
        asked = SQL(
            "SELECT unnest(%s::int[]) AS partner_id, %s::date AS day",
            list(self.ids),
            today,
        )
        own = SQL("SELECT * FROM ficha_own")
        new = ranking.new_sql(own, demand, relations)
        query = SQL(
            """
            WITH ficha_every AS MATERIALIZED (%(every)s),
            ficha_own AS MATERIALIZED (%(own)s),
            -- the last that is known of it is that it came back
            returned AS (
                SELECT partner_id, product_id
                  FROM (SELECT DISTINCT ON (partner_id, product_id) *
                          FROM ficha_every
                         ORDER BY partner_id, product_id, day DESC) AS last
                 WHERE NOT bought OR amount < 0
            ),
            listed AS (
                SELECT 'own' AS kind, partner_id, product_id, score, times, first_day,
                       last_day, NULL::int AS source_id, NULL::int AS together,
                       NULL::int AS source_buyers
                  FROM ficha_own
                 UNION ALL
                SELECT 'new', partner_id, product_id, score, NULL, NULL, NULL,
                       source_id, together, source_buyers
                  FROM (%(new)s) AS new
            )
            SELECT * FROM (
                SELECT listed.*, row_number() OVER (
                           PARTITION BY kind, partner_id
                           ORDER BY score DESC, product_id) AS place
                  FROM listed
                 WHERE (partner_id, product_id) NOT IN (
                       SELECT partner_id, product_id FROM returned)
            ) AS placed
             WHERE place <= %(ranked)s OR (kind = 'own' AND times > 1)
             ORDER BY kind, partner_id, place
            """,
            every=every,
            own=ranking.own_sql(kept, demand, asked, rule),
            new=new,
            ranked=RANKED,
        )
        result = {entity.id: {"own": {}, "new": {}} for entity in self}
        self.env.cr.execute(query)
        for row in self.env.cr.dictfetchall():
            result[row["partner_id"]][row["kind"]][row["product_id"]] = row
        return result

    def _ficha_usual_quantities(self, company, products, today):
        """How much these customers take of a product: the middle of their last two
        years, in the unit of the product.

        :return: ``{(customer id, product id): quantity}``
        """
        self.env["account.move.line"].flush_model(
            ["move_id", "product_id", "quantity", "product_uom_id", "display_type"]
        )
        self.env["account.move"].flush_model(
            [
                "commercial_partner_id",
                "company_id",
                "move_type",
                "state",
                "invoice_date",
            ]
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT move.commercial_partner_id, line.product_id,
                       percentile_disc(0.5) WITHIN GROUP (ORDER BY
                           line.quantity * COALESCE(unit.factor / own.factor, 1))
                  FROM account_move AS move
                  JOIN account_move_line AS line ON line.move_id = move.id
                  JOIN product_product AS product ON product.id = line.product_id
                  JOIN product_template AS template
                    ON template.id = product.product_tmpl_id
                  LEFT JOIN uom_uom AS unit ON unit.id = line.product_uom_id
                  LEFT JOIN uom_uom AS own ON own.id = template.uom_id
                 WHERE move.commercial_partner_id = ANY(%s)
                   AND move.company_id = %s AND move.state = 'posted'
                   AND move.move_type IN ('out_invoice', 'out_receipt')
                   AND move.invoice_date > %s
                   AND line.display_type = 'product' AND line.quantity > 0
                   AND line.product_id = ANY(%s)
                 GROUP BY 1, 2
                """,
                list(self.ids),
                company.id,
                fields.Date.subtract(today, months=ranking.MONTHS),
                list(products.ids),
            )
        )
        return {(who, what): float(number) for who, what, number in rows}

    # -- what they may buy ---------------------------------------------------------

    def _ficha_may_buy(self, products, company):
        """Of some products, those that this customer may buy from a company.

        Extension point: another module takes away with ``super()`` what it knows that
        they may not buy.

        :return: ``{product: price}``, in the currency of the company
        """
        self.ensure_one()
        # sudo: only which companies stand above this one
        companies = company.sudo().parent_ids  # with the company itself
        barred = self._ficha_barred_categories()
        products = products.filtered(
            lambda product: product.active
            and product.sale_ok
            and (not product.company_id or product.company_id in companies)
            and not barred & product._ficha_category_path()
        )
        # sudo: the price is told, the rules of the list are not
        pricelist = self.with_company(company).property_product_pricelist.sudo()
        prices = pricelist._compute_price_rule(
            products.with_company(company), 1.0, currency=company.currency_id
        )
        closed, own, on_it = pricelist.ficha_closed_list, pricelist, prices
        while own.ficha_base_id:  # of a campaign, which names everything
            own = own.ficha_base_id
        if closed and own != pricelist:
            on_it = own._compute_price_rule(
                products.with_company(company), 1.0, currency=company.currency_id
            )
        return {
            product: prices[product.id][0]
            for product in products
            if prices[product.id][0] > 0 and (on_it[product.id][1] or not closed)
        }

    def _ficha_barred_categories(self):
        # sudo: a tag may be of a category that the user does not read
        return set(self.sudo().category_id.ficha_barred_categ_ids.ids)

    # -- in words ------------------------------------------------------------------

    def _ficha_told_lists(self, rows, prices, products, quantities, records, today):
        named = {product.id: product for product in products}
        price_of = {product.id: price for product, price in prices.items()}
        told, result = {}, {}
        for kind in ("own", "new"):
            told[kind] = [
                {
                    "product_id": product_id,
                    "name": named[product_id].display_name,
                    "price": price_of[product_id],
                    "quantity": (
                        quantity := quantities.get((self.id, product_id), 1.0)
                    ),
                    "how_much": in_units(self.env, quantity, named[product_id].uom_id),
                    **self._ficha_reason(row, named, today),
                }
                for product_id, row in rows[kind].items()
                if product_id in price_of
                and (kind == "own" or row["source_id"] in named)
            ]
        first = told["own"][:SHOWN]
        first += [line for line in told["own"][SHOWN:] if line["state"] == "stopped"][
            :STOPPED
        ]
        record = self.env["ficha.suggestion.record"]
        for kind, lines in (("own", first), ("new", told["new"][:SHOWN])):
            measured = records.get(kind, record)
            note = ""
            if kind == "new" and measured._is_beaten():
                lines = []
                note = self.env._(
                    "Not shown: on your own past this list was no better than what "
                    "everybody buys."
                )
            elif not lines:
                note = self._ficha_nothing_to_propose(kind)
            result[kind] = {
                "lines": lines,
                "note": note,
                "record": measured.with_env(self.env)._words(),
            }
        return result

    def _ficha_price_by_quantity(self, lines, company):
        """Where a price list says less for many, the price is that of as many as they
        take, as it will be on the quotation."""
        # sudo: the price is told, the rules of the list are not
        pricelist = self.with_company(company).property_product_pricelist.sudo()
        for quantity in {line["quantity"] for line in lines} - {1.0}:
            some = [line for line in lines if line["quantity"] == quantity]
            products = self.env["product.product"].sudo().with_company(company)
            prices = pricelist._compute_price_rule(
                products.browse([line["product_id"] for line in some]),
                quantity,
                currency=company.currency_id,
            )
            for line in some:
                line["price"] = prices[line["product_id"]][0]

    @api.model
    def _ficha_nothing_to_propose(self, kind):
        if kind == "own":
            return self.env._("Nothing that they bought in the last 24 months is left.")
        return self.env._(
            "Nothing yet: it takes customers who buy the same products, and a night."
        )

    def _ficha_reason(self, row, named, today):
        """Why a product is proposed, in this customer's figures.

        :return: dict with ``state`` and ``reason``
        """
        if row["kind"] == "new":
            return {
                "state": "new",
                "reason": self.env._(
                    "%(together)s of %(buyers)s customers who buy %(have)s buy it",
                    together=row["together"],
                    buyers=row["source_buyers"],
                    have=named[row["source_id"]].display_name,
                ),
            }
        since = (today - row["last_day"]).days
        state, interval = state_of(
            row["times"], (row["last_day"] - row["first_day"]).days, since
        )
        if state == "once":
            reason = self.env._("Once, %(since)s ago", since=in_days(self.env, since))
        elif state == "stopped":
            reason = self.env._(
                "Not since %(month)s; they bought it every %(interval)s",
                month=format_date(self.env, row["last_day"], date_format="LLLL y"),
                interval=in_days(self.env, interval),
            )
        elif state == "fresh":
            reason = self.env._(
                "Every %(interval)s; the last time %(since)s ago",
                interval=in_days(self.env, interval),
                since=in_days(self.env, since),
            )
        else:
            reason = self.env._(
                "Every %(interval)s; it has been %(since)s",
                interval=in_days(self.env, interval),
                since=in_days(self.env, since),
            )
        return {"state": state, "reason": reason}

    # -- gestures ------------------------------------------------------------------

    @asks(product_id=an_id)
    def action_ficha_refuse_suggestion(self, product_id):
        """Open the dialog that notes that they do not want a product, and why.

        :return: window action
        """
        only_one(self)
        customer = self.commercial_partner_id
        view = self.env.ref(
            "ficha_cliente_campaign.ficha_interaction_view_form_refusal"
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Why not?"),
            "res_model": "ficha.interaction",
            "views": [(view.id, "form")],
            "target": "new",
            "context": {
                "default_partner_id": customer.id,
                "default_contact_id": self.id if self != customer else False,
                "default_kind": "refusal",
                "default_company_id": self.env.company.id,
                "default_product_ids": [product_id],
                "ficha_refusing": True,
                "dialog_size": "medium",
            },
        }

    @asks(product_id=an_id)
    def action_ficha_quote_suggestion(self, product_id):
        """A new quotation for this customer with a product that was proposed.

        :return: window action
        """
        only_one(self)
        values = {}
        if not self.env.user.has_group("sales_team.group_sale_salesman_all_leads"):
            # Odoo makes it one of who sells to them, which this user could not read
            values["user_id"] = self.env.uid
        return self._ficha_new_with_suggestion("sale.order", values, product_id)

    @asks(product_id=an_id)
    def action_ficha_bill_suggestion(self, product_id):
        """A new invoice for this customer with a product that was proposed: for who
        bills and makes no quotations.

        :return: window action
        """
        only_one(self)
        return self._ficha_new_with_suggestion(
            "account.move", {"move_type": "out_invoice"}, product_id
        )

    def _ficha_new_with_suggestion(self, model, values, product_id):
        document = self.env[model].create({"partner_id": self.id, **values})
        document.action_ficha_add_suggestion(product_id)
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "res_id": document.id,
            "views": [(False, "form")],
        }
