from odoo import api, fields, models
from odoo.fields import Domain
from odoo.http import request
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.groups import PERSONAL


class WebsiteVisitor(models.Model):
    _inherit = "website.visitor"

    ficha_consent_since = fields.Datetime(
        string="Agreed to be tracked since",
        readonly=True,
        copy=False,
        groups=PERSONAL,
        help="Date from which this known visitor has accepted the website's optional "
        "cookies. Only visits since then are shown in the customer file; none "
        "when it is empty.",
    )

    def _upsert_visitor(self, access_token, force_track_values=None):
        """Extends website's _upsert_visitor: keep whether a visitor we know by name
        accepts the website's optional cookies now.

        Refusing them later takes the visits out of the customer file at once. A
        website without a cookies bar asks nothing, so nobody agreed to anything there.
        """
        result = super()._upsert_visitor(access_token, force_track_values)
        # anonymous visitors have a hash of 32 letters, known ones their contact's id
        if len(str(access_token)) != 32:
            asked = request.env["website"].get_current_website().cookies_bar
            self.env["website.visitor"]._ficha_keep_consent(
                result[0],
                bool(asked and request.env["ir.http"]._is_allowed_cookie("optional")),
            )
        return result

    @api.model
    def _ficha_agreed_domain(self):
        """The visitors who agreed to be followed, for who may see visits: when they
        did so is personal, that they did is not, since nobody else is shown."""
        # sudo: only which of the visitors, whom the reader's own rules let through
        agreed = self.sudo()._search(Domain("ficha_consent_since", "!=", False))
        return Domain("id", "in", agreed)

    def _ficha_keep_consent(self, visitor_id, allowed):
        """One statement that touches the row only when the visitor changed their mind.

        :param visitor_id: id of the visitor
        :param allowed: whether they accept the optional cookies now
        """
        self.env.cr.execute(
            SQL(
                """UPDATE website_visitor
                      SET ficha_consent_since =
                          CASE WHEN %s THEN now() AT TIME ZONE 'UTC' END
                    WHERE id = %s AND (ficha_consent_since IS NOT NULL) <> %s""",
                allowed,  # the clock of the page's own visit, which counts
                visitor_id,
                allowed,
            )
        )
        self.browse(visitor_id).invalidate_recordset(["ficha_consent_since"])

    def _ficha_pages(self, limit=3):
        """What these visitors looked at since they agreed to be followed.

        :param limit: how many addresses of pages are told, the latest first
        :return: ``{visitor id: {"pages": count, "last": datetime, "urls": [path]}}``
        """
        if not self.ids:
            return {}
        Track = self.env["website.track"]
        Track.flush_model(["visitor_id", "visit_datetime", "url"])
        self.flush_model(["ficha_consent_since"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT visitor.id, track.pages, track.last, latest.urls
                  FROM website_visitor visitor
                 CROSS JOIN LATERAL (
                    SELECT count(*) AS pages, max(visit_datetime) AS last
                      FROM website_track
                     WHERE visitor_id = visitor.id
                       AND visit_datetime >= visitor.ficha_consent_since
                 ) track
                 CROSS JOIN LATERAL (
                    SELECT array_agg(url ORDER BY visit_datetime DESC) AS urls
                      FROM (
                        SELECT max(visit_datetime) AS visit_datetime,
                               regexp_replace(url, '^https?://[^/]*|[?#].*$', '', 'g')
                               AS url
                          FROM website_track
                         WHERE visitor_id = visitor.id
                           AND visit_datetime >= visitor.ficha_consent_since
                           AND url IS NOT NULL
                         GROUP BY 2 ORDER BY 1 DESC LIMIT %s
                      ) page
                 ) latest
                 WHERE visitor.id = ANY(%s)
                   AND visitor.ficha_consent_since IS NOT NULL
                """,
                limit,
                list(self.ids),
            )
        )
        return {
            visitor_id: {"pages": pages, "last": last, "urls": urls or []}
            for visitor_id, pages, last, urls in rows
        }
