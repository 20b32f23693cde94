import hashlib
from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.words import in_date
from odoo.addons.ficha_cliente_identity.tools.normalize import fold

from ..tools.lookup import OPTION, TEXT, Lookup
from ..tools.read_cell import keep
from ..tools.read_row import RowParser
from .ficha_import import DECIDING
from .ficha_import_check import CHECK_AT_ONCE
from .ficha_import_column import IGNORE, PROPERTY, decision

SAMPLES = 3
MAX_SAMPLE = 40
MAX_VALUES = 500  # values that are not known, of which each can be decided


def slots(headings):
    """A word for each heading, by which it is known again; the second of two that are
    alike is another one."""
    seen, found = Counter(), []
    for heading in headings:
        word = fold(heading)
        seen[word] += 1
        found.append(f"{word}#{seen[word]}")
    return found


def shape_of(headings, kind=None):
    """What tells these headings from those of other files, in whatever order.

    :param str kind: of the lines that they are of, which may have the same ones
    """
    words = sorted(slot for slot in slots(headings) if not slot.startswith("#"))
    words += [f"/{kind}"] if kind else []
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:32]


def _target_at(targets, position, count):
    """What was decided of a column of a sheet.

    :param dict targets: {position: [target, how many columns had that heading]}
    :param int count: how many have it now
    :return: ``(target,)``, or None when nothing was said of this one
    """
    if str(position) in targets:
        return (targets[str(position)][0],)
    # one that is there once is known wherever it stands
    once = [target for target, of in targets.values() if of == 1]
    return (once[0],) if once and count == 1 else None


class FichaImport(models.Model):
    """The screen on which a person decides, before anything is written, what each
    column is and what is done with what is not known; and remembering it."""

    _inherit = "ficha.import"

    column_ids = fields.One2many(
        "ficha.import.column", "import_id", string="Columns", copy=False
    )
    value_ids = fields.One2many(
        "ficha.import.value",
        "import_id",
        string="Values that are not known",
        copy=False,
    )
    decisions = fields.Json(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="What a person decided of columns, by their headings, and of values, so "
        "that it still holds when the file is read in another way.",
    )
    question = fields.Text(
        readonly=True, copy=False, help="What has to be decided before it is imported."
    )
    stale = fields.Boolean(
        readonly=True,
        copy=False,
        help="Something was decided since the file was checked.",
    )
    recognised = fields.Char(
        readonly=True,
        copy=False,
        help="The earlier file that had the same headings, and what was decided then.",
    )
    undecided_count = fields.Integer(
        compute="_compute_undecided_count",
        help="Values that are not known and about which nothing was decided.",
    )

    correction_count = fields.Integer(
        "Corrections proposed",
        compute="_compute_undecided_count",
        help="Corrections that are proposed and about which nothing was decided.",
    )
    has_texts = fields.Boolean(
        "Has texts to correct",
        compute="_compute_undecided_count",
        help="Something of the file cannot be read and may be corrected here.",
    )
    undecided_text = fields.Char(
        "Still to decide",
        compute="_compute_undecided_count",
        help="How many values are not known.",
    )
    not_read = fields.Text(
        "Not read",
        compute="_compute_not_read",
        help="What is left out besides the columns that are shown.",
    )
    is_mine = fields.Boolean(
        compute="_compute_is_mine", help="You dropped it, and decide about it."
    )

    @api.depends("ignored", "column_ids.heading")
    def _compute_not_read(self):
        for run in self:
            shown = set(run.column_ids.mapped("heading"))
            lines = (run.ignored or "").splitlines()
            run.not_read = "\n".join(t for t in lines if t not in shown) or False

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for run in self:
            run.is_mine = not run.user_id or run.user_id == self.env.user

    @api.depends("value_ids.action", "value_ids.instead")
    def _compute_undecided_count(self):
        for run in self:
            waiting = run.value_ids.filtered(lambda value: value.action == "ask")
            run.undecided_count = len(waiting)
            run.correction_count = len(waiting.filtered("instead"))
            run.has_texts = TEXT in run.value_ids.mapped("res_model")
            run.undecided_text = self.env._(
                "Values that are not known: %s. What is done with each is decided "
                "once, for all its rows; until then their cells are left empty, and "
                "the rest of the row comes in.",
                len(waiting),
            )

    # -- deciding ----------------------------------------------------------------------

    def _check_choosing(self):
        """Whether the user may decide about these files now.

        :raise AccessError: somebody else dropped one
        :raise UserError: it is being imported, or was
        """
        self.check_access("write")
        self._check_own()
        if any(run.state not in ("draft", "checked") for run in self):
            raise UserError(
                self.env._(
                    "What its columns are is decided before a file is imported. Drop "
                    "it again to import it in another way."
                )
            )

    def _foretell(self):
        """Say what becomes of the rows after something was decided: at once, or of a
        big file when its owner asks."""
        for run in self:
            if run.state != "checked":
                continue
            if run.line_count > CHECK_AT_ONCE:
                run._keep({"stale": True})
            else:
                run.action_check()

    def action_import(self):
        """Extended: nothing is imported that was not foretold; what was decided is
        made, and remembered."""
        for run in self:
            if run.state == "checked" and run.question:
                raise UserError(run.question)
            if run.state == "checked" and run.stale:
                raise UserError(
                    self.env._(
                        "Something was decided since the file was checked. Check it "
                        "again first."
                    )
                )
            if run.state == "checked":
                run._check_pressed()
                run._make_values()
                run._remember()
        return super().action_import()

    # -- columns -----------------------------------------------------------------------

    def _decided(self, name, headings, kind=None):
        """What a person decided of the columns of a sheet: of this file, or else of one
        that had the same headings.

        :param str name: of the sheet
        :param headings: texts of its headings
        :param kind: of line that it is of
        :return: {position: key, None or ``property:Label``}
        """
        words, found = slots(headings), {}
        # sudo: what was decided in the company, whoever did it
        for mapping in self.sudo()._mapping(headings, kind and kind.key):
            for position, word in enumerate(words):
                if word in (mapping.columns or {}):
                    target = mapping.columns[word]
                    found[position] = decision(target, headings[position])
        for position, target in self._said_here(name, headings, kind and kind.key):
            found.pop(position, None)
            if target:
                found[position] = decision(target, headings[position])
        return found

    def _said_here(self, name, headings, kind):
        """What a person said of the columns of a sheet of this very file, by their
        headings: also of those of sheets that are not read any more, where they say
        the same.

        :return: list of (position, target); no target where a decision was taken back
        """
        run, found = self.sudo(), []  # what was decided is the import's
        mine = (run.decisions or {}).get("columns", {})
        read = {name or "", *run.sheet_ids.filtered("chosen").mapped("name")}
        words = [fold(heading) for heading in headings]
        for position, word in enumerate(words):
            said = {
                sheet: of_sheet
                for sheet, targets in mine.get(f"{kind or ''}/{word}", {}).items()
                if (of_sheet := _target_at(targets, position, words.count(word)))
            }
            if (name or "") in said:
                found.append((position, said[name or ""][0]))
                continue
            others = [t for sheet, (t,) in said.items() if sheet not in read]
            if others and others[0] and len(set(others)) == 1:
                found.append((position, others[0]))
        return found

    def _keep_decisions(self, columns=(), values=()):
        """Keep what a person decided by the words of the file: the records that say it
        go when the file is read in another way.

        Of columns: ``{kind/heading: {sheet: {position: [target, how many columns of the
        sheet have that heading]}}}``; that it was taken back is kept as well, or what
        was decided of another sheet, or of an earlier file, would hold again.

        :param columns: ``ficha.import.column`` that were decided, or no longer are
        :param values: the same of ``ficha.import.value``
        """
        self.ensure_one()
        run = self.sudo()  # what was decided is the import's
        kept = run.decisions or {}
        by_column = {**kept.get("columns", {})}
        by_value = {**kept.get("values", {})}
        for column in columns:
            beside = run.column_ids.filtered(
                lambda c, n=column.sheet_number: c.sheet_number == n
            )
            word = fold(column.heading or "")
            count = [fold(one.heading or "") for one in beside].count(word)
            key, sheet = f"{column.kind or ''}/{word}", column.sheet or ""
            of_sheet = {
                place: [target, of]
                for place, (target, of) in by_column.get(key, {}).get(sheet, {}).items()
                # a heading that is there once is the same wherever it stands
                if max(count, of) > 1
            }
            of_sheet[str(column.position)] = [column.target or False, count]
            by_column[key] = {**by_column.get(key, {}), sheet: of_sheet}
        for value in values:
            key = f"{value.res_model}#{value.word}"
            if value.by_hand:
                chosen = value.instead if value.res_model == TEXT else value.res_id
                by_value[key] = [value.action, chosen or False]
            else:
                by_value.pop(key, None)
        run._keep({"decisions": {"columns": by_column, "values": by_value}})

    def _mapping(self, headings, kind=None):
        """What the company decided about these headings, of a sheet of that kind."""
        return self._mapping_of(shape_of(headings, kind))

    def _mapping_of(self, shape):
        return self.env["ficha.import.mapping"].search(
            [("company_id", "=", self.company_id.id), ("shape", "=", shape)]
        )

    def _columns_to_show(self, proposed, samples, decided, kind=None):
        """What the screen says of the columns of a sheet.

        :param proposed: list of ``Proposed``
        :param samples: for each heading some of the values under it
        :param kind: of line that the sheet is of
        :return: list of values of ``ficha.import.column``
        """
        service = self.env["ficha.sheet"]
        every = service._line_columns(kind) if kind else service._all_columns()
        by_key = {column.key: column for column in every}
        found = []
        for one in proposed:
            target, why = one.key or IGNORE, str(self.env._(one.why)) if one.why else ""
            column = by_key.get(one.key)
            hidden = column and not service._allowed(column, "write")
            if hidden:
                target, why = IGNORE, self.env._("You may not fill in this.")
            elif target.startswith("property:"):
                target = PROPERTY
            elif one.sure == "unknown" and one.position not in decided:
                target = False
            elif column and kind:
                target = service._name_of_column(column, kind)
            values = [] if hidden else samples[one.position]
            found.append(
                {
                    "position": one.position,
                    "heading": one.heading,
                    "samples": self._samples_text(values),
                    "target": target,
                    "kind": kind.key if kind else False,
                    "sure": "decided" if one.position in decided else one.sure,
                    "why": why,
                }
            )
        return found

    def _samples_text(self, values):
        texts = [" ".join(str(keep(value)).split()) for value in values if value != ""]
        texts = [
            text if len(text) <= MAX_SAMPLE else f"{text[:MAX_SAMPLE]}…"
            for text in dict.fromkeys(texts)
            if text
        ]
        return "  ·  ".join(texts[:SAMPLES])

    def _keep_sheets(self, sheets, left_out, personal):
        """Extends ours: the columns are kept to be shown."""
        columns = {}
        for number, sheet in enumerate(sheets):
            said = self._said_here(sheet["name"], sheet["headings"], sheet["kind"])
            mine = {position for position, target in said if target}
            for vals in sheet.pop("shown", ()):
                columns[number, vals["position"]] = {
                    **vals,
                    "by_hand": vals["position"] in mine,
                    "sheet": sheet["name"],
                    "sheet_number": number,
                }
        result = super()._keep_sheets(sheets, left_out, personal)
        # sudo: columns are read from the file, and not written by hand
        self._match_records(
            self.sudo().column_ids,
            columns,
            lambda column: (column.sheet_number, column.position),
        )
        known = [
            mapping
            for sheet in sheets
            for mapping in self.sudo()._mapping(sheet["headings"], sheet["kind"])
        ]
        known += self.sudo()._mapping_of(self.sudo().read_shape).filtered("options")
        self._keep({"recognised": self._recognised_text(known)})
        return result

    def _recognised_text(self, mappings):
        for mapping in mappings:
            return self.env._(
                "Understood as “%(file)s”, which %(user)s imported on %(date)s.",
                file=mapping.file_name,
                user=mapping.user_id.name or "",
                date=in_date(self.env, mapping.date),
            )
        return False

    def _match_records(self, records, wanted, key):
        """Make these records of the import say what is wanted, keeping those there are.

        :param dict wanted: {key: values}
        :param key: ``key(record)``
        """
        there = {key(record): record for record in records}
        for name, record in there.items():
            vals = wanted.get(name)
            if vals is None:
                record.unlink()
                continue
            if any((record[n] or False) != (v or False) for n, v in vals.items()):
                record.write(vals)
        records.create(
            [
                {**vals, "import_id": self.id}
                for name, vals in wanted.items()
                if name not in there
            ]
        )

    # -- values ------------------------------------------------------------------------

    def _parser(self):
        """Reads rows as it was decided."""
        lookup = Lookup(self.env)
        memory = self._remembered_values()
        lookup.decided = {**memory, **self._values_here()}
        return RowParser(self.env, lookup)

    def _values_here(self):
        """What a person decided of values of this very file.

        :return: as ``decided`` of ``Lookup``
        """
        # sudo: what was decided, whoever's scheduler it is
        kept = (self.sudo().decisions or {}).get("values", {})
        found = {}
        for key, (action, chosen) in kept.items():
            model, _sep, word = key.partition("#")
            found[model, word] = (action, chosen)
        return found

    def _remembered_values(self):
        # sudo: what was decided in the company
        run = self.sudo()
        found = {}
        for sheet in run.sheets or []:
            for mapping in run._mapping(sheet["headings"], sheet["kind"]):
                for word, (action, res_id) in (mapping.values or {}).items():
                    model, _sep, text = word.partition("#")
                    there = model in self.env and (
                        not res_id or self.env[model].browse(res_id).exists()
                    )
                    if there:
                        found[model, text] = (action, res_id)
        return found

    def _keep_values(self, lookup):
        """Keep the values that were met and name nothing there is."""
        service = self.env["ficha.sheet"]
        met = sorted(lookup.met.items(), key=lambda item: -len(item[1]["places"]))
        wanted, mine = {}, self._values_here()
        for (model, word), entry in met[:MAX_VALUES]:
            column = service._column_called(entry["column"] or "")
            action, chosen = lookup.decided.get((model, word), (False, False))
            is_text = model == TEXT
            wanted[model, word] = {
                "instead": (chosen or entry["instead"]) if is_text else False,
                "res_model": model,
                "word": word,
                "text": entry["text"],
                "column": entry["column"],
                "kind": service._heading(column) if column else model,
                "row_count": len(entry["places"]),
                "action": action
                or ("make" if model == "res.partner.category" else "ask"),
                "res_id": not is_text and chosen,
                "by_hand": (model, word) in mine,
            }
        # sudo: values are read from the file
        self._match_records(
            self.sudo().value_ids, wanted, lambda value: (value.res_model, value.word)
        )

    def _domain_of_value(self, key):
        """Which records may stand for a value of this column."""
        column = self.env["ficha.sheet"]._column_called(key or "")
        if column is not None and column.kind == "selection":
            return self.env[OPTION]._of_column(column)
        if column is None or not column.field or column.line:
            return []
        field = self._as_user().env["res.partner"]._fields.get(column.field)
        if not field or not field.relational:
            return []
        domain = list(self._as_user().env["ficha.sheet"]._choices(field)[1])
        if field.comodel_name == "res.users":
            domain.append(("share", "=", False))
        return domain

    def _make_values(self):
        """Make what was decided to be made; tags are made with their rows.

        :raise AccessError: who dropped the file may not create it
        """
        # sudo: what was decided
        for value in self.sudo().value_ids:
            if value.action != "make" or value.res_model == "res.partner.category":
                continue
            model = self._as_user().env[value.res_model]
            made_id, _name = model.name_create(value.text)
            self.env.flush_all()
            # it goes again when the import is undone, unless others use it by then
            where = SQL("id = %s", made_id)
            self._journal_created(0, model._table, where, "last")
            value.write({"action": "use", "res_id": made_id, "by_hand": True})
            self._keep_decisions(values=value)

    def action_correct_all(self):
        """Take every proposed correction that nobody decided about."""
        for run in self:
            waiting = run.value_ids.filtered(lambda v: v.action == "ask" and v.instead)
            for value in waiting.with_context(**{DECIDING: True}):
                value.action = "write"
            if waiting:
                run._foretell()

    # -- remembering -------------------------------------------------------------------

    def _remember(self):
        """Keep what was decided, for the next file with these headings."""
        run = self.sudo()  # what was decided is the company's
        decided = run.column_ids.filtered("by_hand")
        values = run.value_ids.filtered(lambda v: v.by_hand and v.action != "ask")
        # what somebody mistyped is one person's address
        values = values.filtered(
            lambda v: v.res_model != TEXT and not self._is_personal_value(v)
        )
        for number, sheet in enumerate(run.sheets or []):
            mine = decided.filtered(lambda c, n=number: c.sheet_number == n)
            said = self._said_here(sheet["name"], sheet["headings"], sheet["kind"])
            back = not all(target for _position, target in said)
            if mine or back or (values and not sheet["kind"]):
                run._remember_sheet(sheet, mine, values)

    def _is_personal_value(self, value):
        service = self.env["ficha.sheet"]
        column = service._column_called(value.column or "")
        return column is not None and self._is_personal(
            column, service._kind_of(column)
        )

    def _remember_sheet(self, sheet, columns, values):
        mapping = self._mapping(sheet["headings"], sheet["kind"])
        if not (mapping or columns or values):
            return
        words = slots(sheet["headings"])
        targets = dict(columns._fields["target"]._description_selection(self.env))
        actions = dict(values._fields["action"]._description_selection(self.env))
        known = {**(mapping.columns or {})}
        for place, target in self._said_here(
            sheet["name"], sheet["headings"], sheet["kind"]
        ):
            if not target:  # it was taken back, and is understood by itself
                known.pop(words[place], None)
        known.update({words[c.position]: c.target for c in columns})
        known_values = {**(mapping.values or {})}
        known_values.update(
            {f"{v.res_model}#{v.word}": [v.action, v.res_id or False] for v in values}
        )
        said = [f"{c.heading} → {targets.get(c.target, c.target)}" for c in columns]
        said += [f"{v.text} → {actions[v.action]}" for v in values]
        self._keep_mapping(
            mapping,
            shape_of(sheet["headings"], sheet["kind"]),
            sheet["headings"],
            said,
            {"columns": known, "values": known_values},
        )

    def _keep_mapping(self, mapping, shape, headings, said, vals):
        """Write what was decided.

        :param mapping: what is known of that shape, if anything
        :param said: what was decided, in words
        """
        vals = {
            **vals,
            "file_name": self.file_name,
            "headings": "; ".join(text for text in headings if text),
            "decided": "\n".join(said),
            "user_id": self.user_id.id,
            "date": fields.Datetime.now(),
        }
        if mapping:
            mapping.write(vals)
        else:
            mapping.create({**vals, "company_id": self.company_id.id, "shape": shape})
