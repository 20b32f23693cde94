"""What comes through a public door when somebody tries: the same each time."""

import contextlib
import inspect
import time
import traceback
from datetime import date, datetime

import psycopg2

from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.service.model import call_kw, get_public_method

OURS = "odoo.addons.ficha_cliente"
# what a person can be told; of an IntegrityError the dispatcher makes a sentence
SENTENCES = (UserError, RedirectWarning, psycopg2.IntegrityError)
OURS_FOLDER = "ficha_cliente"
HANDS_ON = "/ficha_closed_mixin.py"
SLOW = 1.0  # seconds of this thread, whatever else the machine does

JUNK = (
    *(None, False, True, 0, 1, -1, 7, 2**31 - 1, 2**31, -(2**31) - 1, 2**63, 10**30),
    *(
        1.5,
        -0.0,
        float("inf"),
        float("nan"),
        "",
        " ",
        "x",
        "\0",
        "a\0b",
        "%",
        "\\",
        "'",
    ),
    *(
        "1",
        "-1",
        "0x1",
        "1e9",
        "９",
        "mine",
        "all",
        "domain",
        "x" * 5000,
        "\ud800",
        "🦄",
    ),
    *(
        "tomorrow",
        "2026-03-02",
        "2026-02-30",
        "9999-12-31",
        "0001-01-01",
        "10000-01-01",
    ),
    *("9999-12-31 23:59:59", "0001-01-01 00:00:00", "2026-03-02 10:00:00", "[]", "{}"),
    *([], [[]], [None], [1], ["1"], [-1], [2**31], [2**70], ["\0"], [[1, 2]], [{}]),
    *([1] * 300, {}, {"": None}, {"a": [1]}, {"ids": [1]}, {"ids": "x"}, [0, 0, 0]),
    *({"partner_id": 1}, {"partner_id": "x"}, {"partner_id": [1], "args": 3}),
    *([("id", "=", 1)], [["id", "in", [[]]]], [["a", "x"]], [["\0", "\0"]], b"\0"),
    *(
        date(9999, 12, 31),
        datetime(1, 1, 1),
        (1, 2),
        {"period": "year", "offset": 10**9},
    ),
)
# what a method may be asked for in earnest, by the name of its argument
LIKELY = {
    "scope": ("mine", "user", "all", "auto"),
    "source": (
        *("followup", "activity", "event", "reply", "awaiting", "expected"),
        *("complaint", "proposal", "task", "birthday", "family", "anniversary"),
    ),
    "key": ("now", "due", "reply", "complaints", "decide", "task", "birthdays"),
    "date": ("tomorrow", "next_week", "2030-01-01"),
    "period": ("month", "quarter", "year", "12m", "custom"),
    "dimension": ("user", "company", "segment", "colour"),
    "kind": ("month", "product", "category", "call", "complaint"),
    "who": ("files", "contacts"),
    "figure": ("total", "known", "missing", "stale_field", "customers", "revenue"),
    "measure": ("sales", "base", "funnel", "cross", "attrition", "cycle"),
    "question": ({}, {"period": "month"}, {"who": "files"}, {"dimension": "user"}),
    "field_name": ("phone", "email", "city", "country_id", "birthdate_date"),
    "value": ("Soria", "600 123 123", "2026-03-01", 1),
    "query": ("Soria", "600123123", "C00001", "B12345674"),
    "files": ([["a.pdf", "JVBERi0="]], [["a.pdf"]], [[1, 2]], ["ab"]),
    "file_name": ("a.csv", "a.xlsx"),
    "content": ("Tm9tYnJlCkFuYQo=", "UEsDBA==", "="),
}
# of what a gesture gives to be undone
UNDO = ("task", "event_id", "activity_id", "date", "agreed", "start", "stop", "args")


def public_methods(env):
    """What of ours a client can call: ``(model, name, method)``, in a fixed order.

    Not what overrides a method of Odoo's: that takes what Odoo's takes.
    """
    found = []
    for model_name in sorted(env.registry):
        Model = env[model_name]
        mro = type(Model).mro()
        names = {
            name
            for cls in mro
            if cls.__module__.startswith(OURS)
            for name, value in vars(cls).items()
            if not name.startswith("_") and inspect.isfunction(value)
        }
        for name in sorted(names):
            if any(
                name in vars(cls) for cls in mro if not cls.__module__.startswith(OURS)
            ):
                continue
            with contextlib.suppress(AccessError):
                found.append((model_name, name, get_public_method(Model, name)))
    return found


def searchable_fields(env):
    """Fields of ours that are searched for by a method: ``(model, name)``."""
    return [
        (model_name, name)
        for model_name in sorted(env.registry)
        if not env[model_name]._abstract
        for name, field in sorted(env[model_name]._fields.items())
        if field.search
        and not field.related
        and any(module.startswith("ficha_cliente") for module in field._modules)
    ]


class Junk:
    """Calls made up by a seeded generator.

    :param random: ``random.Random``
    :param dict records: ``{model: ids}`` of records that are there
    """

    def __init__(self, random, records):
        self.random = random
        self.records = records

    def value(self, name):
        """Something for an argument of that name."""
        chance = self.random.random()
        if chance < 0.4 and (name.endswith("_id") or name in ("ids", "user_ids")):
            model = {"partner_id": "res.partner", "user_id": "res.users"}.get(name)
            ids = self.records.get(model) or self.random.choice(self.every_id())
            return self.random.choice(ids) if name.endswith("_id") else ids[:2]
        if chance < 0.4 and name == "undo":
            undo = {"partner_id": self.random.choice(self.records["res.partner"])}
            for key in self.random.sample(UNDO, 3):
                undo[key] = self.random.choice(JUNK)
            return undo
        if chance < 0.6 and name in LIKELY:
            return self.random.choice(LIKELY[name])
        return self.random.choice(JUNK)

    def every_id(self):
        return [ids for ids in self.records.values() if ids]

    def ids(self, model_name):
        """Records to call a method on: one, several, none, or such as are not there."""
        mine = self.records.get(model_name) or [1]
        return self.random.choice(
            [
                [self.random.choice(mine)],
                [self.random.choice(mine)],
                self.random.choice(mine),
                mine[:3],
                [],
                [2**31 - 1],
                [mine[0], 2**31 - 1],
                [0],
                [-1],
            ]
        )

    def arguments(self, method):
        """Arguments that the method can be called with."""
        kwargs = {}
        for name, parameter in list(inspect.signature(method).parameters.items())[1:]:
            if parameter.kind in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL):
                continue
            if parameter.default is parameter.empty or self.random.random() < 0.6:
                kwargs[name] = self.value(name)
        return kwargs


class Raw:
    """Errors that no person understands, each once, and calls that take too long."""

    def __init__(self):
        self.found = {}

    @contextlib.contextmanager
    def watching(self, env, what, ours_only=False, innermost=False):
        """Carry something out, and undo it.

        :param what: what is called, for the report
        :param ours_only: only errors on whose way is code of ours
        :param innermost: only those that no code of Odoo's raised below ours
        """
        begun = time.thread_time()
        with contextlib.closing(env.cr.savepoint()):
            try:
                with contextlib.suppress(*SENTENCES):
                    yield
                    env.flush_all()
            except Exception as error:  # the one place that looks for any
                frames = traceback.extract_tb(error.__traceback__)
                ours = [f for f in frames if f"/{OURS_FOLDER}" in f.filename]
                # these only hand on what the core then refuses
                ours = [
                    f
                    for f in ours
                    if not f.filename.endswith(HANDS_ON)
                    and not (f.name == "_search" and "super()" in f.line)
                ]
                if innermost and not _is_ours_inside(frames):
                    return
                at = next(
                    (f for f in reversed(ours) if "/tests/" not in f.filename), ""
                )
                at = at and f"{at.filename.rsplit('/', 1)[-1]}:{at.lineno}"
                if ours_only and not at:
                    return
                name = str(what).split("(", 1)[0]
                key = (name, type(error).__name__, at)
                self.found.setdefault(key, f"{what}: {error!r} at {at}"[:600])
        spent = time.thread_time() - begun
        if spent > SLOW:
            name = str(what).split("(", 1)[0]
            self.found.setdefault((name, "slow"), f"{what}: {spent:.1f} s"[:600])

    def report(self):
        return "\n".join(self.found.values())


def _is_ours_inside(frames):
    """Whether the last that was called, of ours and Odoo's, is ours."""
    for frame in reversed(frames):
        ours = frame.filename.rfind(f"/{OURS_FOLDER}")
        if ours >= 0 or "/odoo/" in frame.filename:
            return ours > frame.filename.rfind("/odoo/")
    return False


def call(model, name, method, junk, raw, replica=False):
    """One call, as a client makes it.

    :param replica: on a database that nobody may write to
    """
    kwargs = junk.arguments(method)
    args = [] if getattr(method, "_api_model", False) else [junk.ids(model._name)]
    what = f"{model._name}.{name}({args}, {kwargs}) as {model.env.user.login}"
    with raw.watching(model.env, what):
        if replica:  # until the savepoint is left
            model.env.cr.execute("SET TRANSACTION READ ONLY")
        call_kw(model, name, args, kwargs)


OPERATORS = (
    "=",
    "!=",
    "in",
    "not in",
    "<",
    "<=",
    ">",
    ">=",
    "ilike",
    "not ilike",
    "any",
)


def search(model, name, junk, raw):
    """One search for a field. What Odoo says of a value before our method has it, or of
    what that returned, is Odoo's: it says the same of a field of its own."""
    operator = junk.random.choice(OPERATORS)
    value = junk.random.choice((junk.value(name), 0, 1, 3, False, "2026-03-02", [0, 1]))
    what = f"{model._name} {name} {operator} ({value!r}) as {model.env.user.login}"
    with raw.watching(model.env, what, ours_only=True):
        model.search([(name, operator, value)], limit=1)


def written_fields(env):
    """Fields that people write in our screens, with a value that our code may look at:
    ``(model, name)``."""
    shared = {"name", "phone", "email", "vat", "street", "zip", "ref", "website"}
    return [
        (model_name, name)
        for model_name in sorted(env.registry)
        if (model_name.startswith("ficha.") or model_name == "res.partner")
        and not env[model_name]._abstract
        for name, field in sorted(env[model_name]._fields.items())
        if not field.readonly
        and field.type in ("char", "text", "html", "integer", "float", "date", "json")
        and (
            name in shared
            or any(module.startswith("ficha_cliente") for module in field._modules)
        )
    ]


def write(model, name, junk, raw):
    """One value written, as a client writes it. What Odoo says of it is Odoo's."""
    value = junk.random.choice(JUNK)
    record = junk.random.choice(junk.records.get(model._name) or [1])
    what = f"{model._name} {name} := ({value!r}) as {model.env.user.login}"
    with raw.watching(model.env, what, ours_only=True, innermost=True):
        call_kw(model, "write", [[record], {name: value}], {})


def form(model, junk, raw):
    """What a form asks when one field of a new record changes: the field is empty, or
    points to a record that is there, or has junk in it."""
    fields = [
        (name, field)
        for name, field in sorted(model._fields.items())
        if model._has_field_access(field, "read") and field.type != "binary"
    ]
    spec = {
        name: {"fields": {"display_name": {}}} if field.relational else {}
        for name, field in fields
    }
    name, field = junk.random.choice(fields)
    value = junk.random.choice((False, junk.random.choice(JUNK)))
    if field.type == "many2one" and junk.random.random() < 0.8:
        value = junk.random.choice(junk.records.get(field.comodel_name) or [False])
    if field.type in ("one2many", "many2many"):
        ids = (junk.records.get(field.comodel_name) or [])[:2]
        value = [[4, id_] for id_ in ids]
    what = f"{model._name}.onchange({name}: {value!r}) as {model.env.user.login}"
    with raw.watching(model.env, what):
        call_kw(model, "onchange", [[], {name: value}, [name], spec], {})
