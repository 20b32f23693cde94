"""The screens over a big base, each as the request that the web client makes."""

import statistics

from lib import report
from lib.measure import timed, transaction

# milliseconds
MINE_LIMIT = 100
ALL_LIMIT = 200
RESULTS_LIMIT = 1000
FILTER_LIMIT = 300

LIST_VIEW = "ficha_cliente.res_partner_view_list_ficha"
ACTION = "ficha_cliente.action_ficha"
ROWS = 80
REPEAT = 3

# ``Artículo 0`` is what most of the documents of the generated base sold
FILTERS = (
    ("buys a product that many buy", "bought_product_ids", "in", "Artículo 0"),
    ("buys a product that few buy", "bought_product_ids", "in", "Artículo 199"),
    ("does not buy a product", "bought_product_ids", "not in", "Artículo 0"),
    ("buys a category", "bought_category_ids", "child_of", "Familia 0"),
    ("buys nothing", "bought_product_ids", "=", False),
    ("favourite product", "preferred_product_id", "in", "Artículo 0"),
    ("segment", "rfm_segment", "=", "loyal"),
    ("value", "value_tier", "=", "a"),
)


def _asked(registry, work):
    """``REPEAT`` requests by the bench's user: each in a transaction of its own with
    an empty cache.
    """
    from lib.seed import LOGIN

    samples = []
    for _number in range(REPEAT):
        with transaction(registry, LOGIN) as env:
            call = work(env)
            env.invalidate_all()
            samples.append(timed(env, call)[0])
    return samples


def today(registry, scope):
    """*Hoy*, its one call."""

    def work(env):
        def call():
            answer = env["ficha.today"].get_today(scope=scope)
            assert sum(section["count"] for section in answer["sections"])
            return answer

        return call

    return _asked(registry, work)


def timeline(registry, name, pages):
    """A page of the timeline of a customer: the first one, or one further on."""

    def work(env):
        partner = env["res.partner"].search([("name", "=", name)])
        assert len(partner) == 1
        model, cursor = env["ficha.timeline"], None
        for _page in range(pages):
            cursor = model.get_page(partner.id, cursor=cursor)["next"]
            assert cursor

        def call():
            answer = model.get_page(partner.id, cursor=cursor)
            assert len(answer["entries"]) == 50
            return answer

        return call

    return _asked(registry, work)


def entries(registry, name):
    """How many entries the timeline of a customer is made from."""
    with transaction(registry) as env:
        partner = env["res.partner"].search([("name", "=", name)])
        env.cr.execute(
            """
            SELECT (SELECT count(*) FROM account_move
                    WHERE commercial_partner_id = %(id)s AND state = 'posted')
                 + (SELECT count(*) FROM mail_message
                    WHERE model = 'res.partner' AND res_id = %(id)s)
                 + (SELECT count(*) FROM ficha_interaction
                    WHERE commercial_partner_id = %(id)s)
            """,
            {"id": partner.id},
        )
        return env.cr.fetchone()[0]


def night(registry):
    """What *Resultados* keeps is of today, as after a night; a database that was made
    on another day has it of that one."""
    from odoo.api import SUPERUSER_ID, Environment

    with registry.cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, {})
        env["ficha.results.kept"]._refresh(env["res.partner"]._followup_today())
    with registry.cursor() as cr:
        cr._cnx.autocommit = True
        cr.execute("VACUUM ANALYZE ficha_results_kept")


def results(registry, period):
    """*Resultados*, its one call."""

    def work(env):
        def call():
            answer = env["ficha.results"].get_results(period=period)
            assert not answer["empty"]
            return answer

        return call

    return _asked(registry, work)


def list_of_fichas(registry, field=None, operator=None, value=None):
    """Eighty fichas with the columns of their list, in its own order; all, or those
    that a filter finds.

    :param value: of the filter; a text is the name of a product or of a category
    """
    from lxml import etree

    def work(env):
        from odoo.tools.safe_eval import safe_eval

        model = env["res.partner"]
        view = env.ref(LIST_VIEW)
        arch = etree.fromstring(
            model.get_views([(view.id, "list")])["views"]["list"]["arch"]
        )
        specification = {
            node.get("name"): {"fields": {"display_name": {}}}
            if model._fields[node.get("name")].relational
            else {}
            for node in arch.iter("field")
            if node.get("name") in model._fields
        }
        action = env["ir.actions.act_window"]._for_xml_id(ACTION)
        domain = safe_eval(action["domain"] or "[]", {"uid": env.uid})
        if field:
            found = value
            if isinstance(value, str) and field in model._fields:
                other = model._fields[field].comodel_name
                if other:
                    found = env[other].search([("name", "=", value)]).ids
                    assert found
            domain = [*domain, (field, operator, found)]

        def call():
            answer = model.web_search_read(
                domain,
                specification,
                limit=ROWS,
                order=arch.get("default_order", ""),
                count_limit=10_001,
            )
            assert len(answer["records"]) == ROWS
            return answer

        return call

    return _asked(registry, work)


def measure(side, options):
    few, many = (side.call(entries, name) for name in ("Pocos", "Muchos"))
    screens = (
        ("Today, my customers", MINE_LIMIT, today, "mine"),
        ("Today, everybody's", ALL_LIMIT, today, "all"),
        ("Results of the year", RESULTS_LIMIT, results, "year"),
        ("Results of twelve months", RESULTS_LIMIT, results, "12m"),
        (f"timeline of {few:,} entries, first page", None, timeline, "Pocos", 0),
        (f"timeline of {many:,} entries, first page", None, timeline, "Muchos", 0),
        (f"timeline of {few:,} entries, second page", None, timeline, "Pocos", 1),
        (f"timeline of {many:,} entries, second page", None, timeline, "Muchos", 1),
        (f"timeline of {many:,} entries, page 40", None, timeline, "Muchos", 39),
        (f"list of {ROWS} fichas with their figures", None, list_of_fichas),
        *(
            (f"the same, filtered: {what}", FILTER_LIMIT, list_of_fichas, *condition)
            for what, *condition in FILTERS
        ),
    )
    rows, fine = [], True
    side.call(night)
    for name, limit, function, *arguments in screens:
        side.call(function, *arguments)  # the first fills what a warm server has
        samples = [
            sample
            for _round in range(options.rounds)
            for sample in side.call(function, *arguments)
        ]
        wall = 1000 * statistics.median(sample.wall for sample in samples)
        queries = statistics.median(sample.queries for sample in samples)
        met = not limit or wall <= limit
        fine = fine and met
        rows.append(
            (
                name,
                f"{wall:.1f} ms",
                f"{queries:.0f}",
                f"{limit} ms" if limit else "",
                "" if not limit else "met" if met else "NOT met",
            )
        )
        print(*rows[-1], sep="  ", flush=True)
    table = report.table(("what", "time", "queries", "at most", ""), rows)
    notes = [
        f"{options.customers:,} customers, {options.invoices:,} invoices and credit"
        " notes of four years. Time of the server call, empty ORM cache, median of"
        f" {options.rounds * REPEAT} requests."
    ]
    if not options.no_write:
        machine = side.call(report.describe_machine)
        report.write("history: screens", machine, [], notes, tables=[table])
    return fine
