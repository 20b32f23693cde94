"""The database of the bench of the map: contacts all over Spain, each in a town, some
with a colour, some with purchases."""

import functools

from odoo.tools import SQL

from lib import databases

NAME = "bench_map"
# customers of the one seller who looks at a map of their own
MINE = 20_000


def ready(contacts, template=None):
    """:param template: a database that has our modules already, instead of a new one"""
    if not template:
        return databases.filled(NAME, fill, contacts)
    databases.call_once(
        NAME,
        databases._build,
        NAME,
        f"{template}-{databases._filler(fill, (contacts,))}",
        template,
        [],
        functools.partial(databases._fill, fill, (contacts,)),
        "ANALYZE",
    )
    return NAME


def fill(env, contacts):
    from odoo.addons.ficha_cliente_map.tools.spain import towns

    from lib import bulk, seed

    env = env(context={"tracking_disable": True, "no_vat_validation": True})
    user = seed.make_user(env, "group_ficha_user")
    model = env["res.partner"].create(
        {"name": "Cliente", "is_company": True, "country_id": env.ref("base.es").id}
    )
    states = env["ficha.followup.state"].search([]).mapped(lambda s: (s.id, s.color))
    env.flush_all()
    cr = env.cr
    # more contacts in a town the nearer it is to the front: a few large, most small
    bulk.temporary_table(
        cr,
        "bench_town",
        "number int, latitude float8, longitude float8, city varchar",
        [
            (number, town[1], town[2], town[0])
            for number, town in enumerate(towns().values())
        ],
    )
    bulk.temporary_table(
        cr, "bench_state", "number int, id int, color varchar", list(_numbered(states))
    )
    own = {
        "id": "g.id",
        "name": "'Cliente ' || g.n",
        "complete_name": "'Cliente ' || g.n",
        "commercial_partner_id": "g.id",
        "city": "town.city",
        "map_latitude": "town.latitude + (random() - 0.5) * 0.04",
        "map_longitude": "town.longitude + (random() - 0.5) * 0.04",
        "map_precision": "'postcode'",
        "followup_state_id": "state.id",
        "followup_color": "state.color",
        "user_id": f"CASE WHEN g.n <= {MINE} THEN {user.id} END",
    }
    cr.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = 'res_partner' AND table_schema = current_schema"
        " AND is_generated = 'NEVER'"
    )
    columns = [name for (name,) in cr.fetchall()]
    # what they point to is there: it was copied
    cr.execute("SET LOCAL session_replication_role = replica")
    with bulk.step(f"{contacts} contacts"), bulk.without_indexes(cr, "res_partner"):
        cr.execute(
            SQL(
                """
                INSERT INTO res_partner (%s)
                SELECT %s
                  FROM (SELECT nextval('res_partner_id_seq') AS id, n,
                               floor(%s * random() ^ 3)::int AS town
                          FROM generate_series(1, %s) AS n) AS g
                  JOIN bench_town town ON town.number = g.town
                  LEFT JOIN bench_state state ON state.number = g.n %% %s
                 CROSS JOIN res_partner model
                 WHERE model.id = %s
                """,
                SQL(", ").join(map(SQL.identifier, columns)),
                SQL(", ").join(
                    SQL(own[name]) if name in own else SQL.identifier("model", name)
                    for name in columns
                ),
                len(towns()),
                contacts,
                2 * len(states),
                model.id,
            )
        )
    with bulk.step("purchases of a fifth of them"):
        cr.execute(
            """
            INSERT INTO ficha_purchase_summary
                   (partner_id, company_id, currency_id, revenue_12m, value_tier)
            SELECT p.id, c.id, c.currency_id, p.id %% 5000,
                   (ARRAY['a', 'b', 'c'])[p.id %% 3 + 1]
              FROM res_partner p, res_company c
             WHERE p.id %% 5 = 0 AND p.map_precision IS NOT NULL AND c.id = %s
            """,
            [user.company_id.id],
        )
    with bulk.step("counted by place"):
        # the first time it says that changes count, the second it counts
        for _time in range(2):
            env["ficha.map.cell"]._cron_count()


def _numbered(states):
    for number, (state, color) in enumerate(states):
        yield number, state, color
