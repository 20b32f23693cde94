"""What is what in the sheets of a file: which sheet is of customers, which row has the
headings, which rows are no customers, in which order days are written. No ORM.

Nothing goes silently: what is left out is a note with its row.
"""

import re
from bisect import bisect_left, bisect_right

from odoo.addons.ficha_cliente.tools.places import spanish_province
from odoo.addons.ficha_cliente_identity.tools.normalize import fold

from .blocks import (
    FURTHER_ROWS,
    HEADING_ROWS,
    beside,
    blocks,
    filled_cells,
    plain,
    turned,
    wide_headings,
)
from .date_order import order_days
from .heading_essence import ADDRESS, NO, YES
from .heading_words import (
    CUSTOMER_NAMES,
    MAX_HEADING,
    OTHER_NAMES,
    REACH,
    heading_points,
    is_of_customers,
    is_of_others,
    line_sheets,
)
from .labels import labelled
from .merged import filled_down
from .moved import moved_rows
from .person import is_legal
from .row_kinds import (
    ACCOUNT_HEADINGS,
    BANK_HEADINGS,
    BLOCKED,
    CODE_HEADINGS,
    CUSTOMER_FLAG,
    CUSTOMER_SIDE,
    FLAG,
    FOOTNOTE,
    GROUP,
    LEFT,
    NO_CUSTOMER,
    NUMBER,
    OF_CUSTOMER,
    OF_CUSTOMERS,
    PLAN,
    SECTION,
    SIDE_HEADINGS,
    STAYS,
    TOTAL,
    TOTAL_OF,
    TOTAL_OF_GROUP,
    account_of,
    answer_of,
    is_instruction,
    is_lone_sum,
    is_other_account,
    is_sum,
    take_decimals,
    word_of,
)
from .workbook import (
    CUSTOMERS,
    LINES,
    MAX_MERGED,
    OTHER,
    Sheet,
    Table,
    Workbook,
    letters,
)

MAX_SAID = 10
MAX_CARD = 40  # rows of a card
MAX_NOTES = 50
MAX_SHEETS_SAID = 500
# a template has one
EXPLANATIONS = {"explicacion", "explicaciones", "explanation"}


def settle(tables, options, known, said=()):
    """Make a workbook of the sheets of a file.

    :param list tables: all :class:`Table` of the file that have a row, as they stand
    :param dict options: what a person decided, see ``read_workbook``
    :param known: the headings that mean something, see ``Known``
    :param said: numbers of rows that were left out already
    :return: :class:`Workbook`
    """
    book = Workbook()
    if not options.get("heading_row"):
        tables = [labelled(table, known, book) for table in tables]
        tables = [turned(table, known, book) for table in tables]
        tables = [part for table in tables for part in beside(table, known, book)]
    tables = [block for table in tables for block in blocks(table, known, options)]
    views = [_View(table, known, options) for table in tables]
    chosen = _choose(views, options, book)
    for view in views:
        is_chosen = view in chosen
        table = view.cut(book if is_chosen else Workbook(), said)
        rows = len(table.rows) - 1
        book.sheets.append(Sheet(table.name, max(rows, 0), view.kind, is_chosen))
        if is_chosen:
            book.tables.append(table)
            if view.kind != LINES and not book.heading_row:
                book.heading_row = table.heading_row
                if not view.sure:
                    book.doubtful.add("heading_row")
    if book.tables and not book.heading_row:
        book.heading_row = book.tables[0].heading_row
    order_days(book, options)
    others = [s.name for s in book.sheets if not s.chosen]
    others = [name for name in others if fold(name) not in EXPLANATIONS]
    if others and book.tables:
        chosen = "; ".join(sheet.name for sheet in book.sheets if sheet.chosen)
        book.note("sheets", chosen=chosen, others="; ".join(others)[:MAX_SHEETS_SAID])
    return book


class _View:
    """A sheet as it is looked at."""

    def __init__(self, table, known, options):
        self.table = table
        self.points = self.known = 0
        place = self._chosen_row(options)
        if place is None:
            place = self._best_row(known)
        else:
            self.points, self.known = heading_points(table.rows[place][1], known)
        self.place = place
        self.sure = options.get("heading_row") or self.known > 0 or self.points > 1
        self.number, self.headings = table.rows[place]
        self.words, self.as_they_stand = known, self.headings
        if place:
            self.headings = self._with_row_above(*table.rows[place - 1])
        self._with_row_below(options)
        self.headings = wide_headings(self.table, self.number, self.headings)
        above = [values for _n, values in table.rows[:place]]
        titles = [next(filter(_says, v)) for v in above if filled_cells(v) == 1]
        self.below_others = any(map(is_of_others, [table.title, *titles]))
        self._say_kind()

    def _chosen_row(self, options):
        number = options.get("heading_row")
        if not number:
            return None
        numbers = [one for one, _values in self.table.rows[:FURTHER_ROWS]]
        return numbers.index(number) if number in numbers else None

    def _best_row(self, known):
        best = place = 0
        for at, (_number, values) in enumerate(self.table.rows[:HEADING_ROWS]):
            points, count = heading_points(values, known)
            if points > best:
                best, place = points, at
                self.points, self.known = points, count
        if self.known < 2:
            for at, (_number, values) in enumerate(self.table.rows[:FURTHER_ROWS]):
                points, count = heading_points(values, known)
                if count > max(1, self.known) and points > max(best, 1.5):
                    best, place = points, at
                    self.points, self.known = points, count
        if not best:
            # no heading is known: the first row that is not a title
            rows = self.table.rows[:HEADING_ROWS]
            wide = (at for at, row in enumerate(rows) if filled_cells(row[1]) > 1)
            place = next(wide, 0)
        return place

    def _with_row_above(self, number, above):
        """The headings, with what a row of groups above them says: what a heading that
        stands only there is, and of which address or department one is that is there
        twice. What says nothing of it, such as a title and its date, is no group."""
        texts = [value for value in above if value != ""]
        if number != self.number - 1 or len(texts) < 2:
            return self.headings
        if not all(plain(text) and re.search(r"[^\W\d]", text) for text in texts):
            return self.headings
        headings = [*self.headings, *[""] * (len(above) - len(self.headings))]
        seen = [fold(str(heading)) for heading in headings]
        group, found, grouped = "", [], {}
        for place, heading in enumerate(headings):
            own = above[place] if place < len(above) else ""
            group = own or group
            if heading == "" and own in self.words:
                heading = own
            elif heading != "" and group and seen.count(seen[place]) > 1:
                grouped[place] = f"{group} {heading}"
            found.append(heading)
        known = {place for place, text in grouped.items() if text in self.words}
        # where one of them says of which address it is, the others are of others
        of_address = {
            seen[at] for at in known if self.words.key_of(grouped[at]) in ADDRESS
        }
        for place, text in grouped.items():
            if place in known or seen[place] in of_address:
                found[place] = text
        return found if len(set(found)) >= len(set(headings)) else self.headings

    def _with_row_below(self, options):
        """Take what stands below some of the headings, which are then what those below
        them are parts of: *Dirección* above *Calle*, *CP* and *Población*."""
        rows = self.table.rows[self.place + 1 : self.place + 2]
        if not rows or rows[0][0] != self.number + 1 or options.get("heading_row"):
            return
        number, below = rows[0]
        filled = [at for at, value in enumerate(below) if value != ""]
        known = sum(plain(below[at]) in self.words for at in filled)
        if len(filled) < 2 or known * 2 <= len(filled):
            return
        above = [*self.headings, *[""] * (len(below) - len(self.headings))]
        if not any(above[at] == "" for at in filled):
            return
        for at in filled:
            # the first of a group has the name of the group above it
            is_first = at + 1 in filled and above[at + 1] == ""
            if not plain(below[at]) or (above[at] != "" and not is_first):
                return
        group, found = "", [fold(str(text)) for text in above]
        parts = [fold(below[at]) for at in filled]
        for at in filled:
            group = above[at] or group
            # of a person, or where another column is called so too
            grouped = f"{group} {below[at]}"
            theirs = (self.words.key_of(grouped) or "").startswith("contact")
            again = fold(below[at]) in found or parts.count(fold(below[at])) > 1
            above[at] = grouped if theirs or again else below[at]
        self.place, self.number = self.place + 1, number
        self.headings, self.as_they_stand = above, below

    def _say_kind(self):
        name = set(fold(self.table.name).split())
        self.named = bool(name & CUSTOMER_NAMES)
        self.is_other = bool(name & OTHER_NAMES)
        self.mixed = self.named and self.is_other
        reach = is_of_customers(self.headings)
        self.things = reach is False
        self.kind = CUSTOMERS
        if fold(self.table.name) in line_sheets():
            self.kind = LINES
        elif self.things and self.table.block_of is not None:
            self.kind = OTHER
        elif self.mixed:
            self.kind = CUSTOMERS if reach else OTHER
        elif not self.named and (self.is_other or self.things or self.points <= 0):
            self.kind = OTHER
        elif self.points <= 0:
            self.kind = OTHER
        if self.below_others and self.kind == CUSTOMERS:
            rows = self.table.rows[self.place + 1 :]
            if False not in self._sections(rows).values():
                self.kind = OTHER

    # -- rows --------------------------------------------------------------------------

    def cut(self, book, said):
        """The table below its headings, without what is no customer.

        :param book: where to say so
        :param said: numbers of rows that were left out already
        """
        table = self.table
        notes = _Notes(book, table.name)
        wide = {top: cells for top, bottom, cells in table.merged if top == bottom}
        rows = filled_down(table.rows[self.place + 1 :], table.merged, self.number)
        same = [fold(value)[:MAX_HEADING] for value in map(str, self.as_they_stand)]
        kept, last, blank = [], self.number, []
        accounts, sides = self._accounts(rows), self._sides(rows)
        moved = set()
        if table.width:
            moved = moved_rows(rows, self.headings, table.width, self.words)
        is_card = self._is_card(rows)
        if rows and is_instruction(rows[0][1]):
            notes.say("footnote", *rows[0])
            last, rows = rows[0][0], rows[1:]
        sections = self._sections(rows)
        of_others = self.below_others and self.kind == CUSTOMERS
        for number, values in rows:
            blank += range(last + 1, min(number, last + MAX_SAID))
            last = number
            code = "wide_row" if number in moved else None
            if number in sections:
                code = code or "footnote"
                if sections[number] is not None:
                    of_others = sections[number]
            code = code or self._why_not(values, same, number in wide)
            if not code and is_card and self._is_heading_beside(values):
                code = "heading_row"
            if not code and number in table.titles:
                code = "footnote"
            if not code and of_others:
                code = "supplier_row"
            if not code and accounts is not None:
                code = is_other_account(values, accounts)
            if not code and sides and answer_of(values, sides[0]) in sides[1]:
                code = "supplier_row"
            if code:
                notes.say(code, number, values)
            else:
                kept.append((number, values))
        while kept and len(kept) > 1 and is_lone_sum(kept[-1][1]):
            number, values = kept.pop()
            notes.say("total_row", number, values)
        kept = self._without_foot(kept, rows, notes)
        if table.width:
            take_decimals(kept)
        notes.say_more()
        self._say_no_heading(kept, book)
        self._say_hidden(kept, book)
        self._say_left(kept, book)
        notes.say_blank([number for number in blank if number not in said])
        numbers = sorted(number for number, _values in kept)
        merged = [
            (top, bottom, cells)
            for top, bottom, cells in table.merged
            if bottom > max(top, self.number)
            and bisect_left(numbers, top) < bisect_right(numbers, bottom)
        ]
        return Table(
            table.name,
            [(self.number, self.headings), *kept],
            merged,
            self.number,
            more_merged=len(table.merged) >= MAX_MERGED,
        )

    def _is_card(self, rows):
        """Whether the headings stand one below the other, each beside its value: a
        card of one customer, and no list."""
        beside = sum(self._is_heading_beside(values) for _n, values in rows[:MAX_CARD])
        return len(rows) <= MAX_CARD and 2 <= beside >= len(rows) / 2

    def _sections(self, rows):
        """The rows that are titles of those below them: a letter, a zone, several
        provinces, *Proveedores*.

        :return: {number: whether those below are no customers; None where it does not
            say, as a letter}
        """
        if self.known < 2:
            return {}
        found, provinces, wide = {}, {}, 0
        below = False  # whether somebody, or a title of somebody, stands below
        for number, values in reversed(rows):
            if filled_cells(values) != 1:
                wide, below = wide + 1, True
                continue
            text = next(value for value in values if value != "")
            word = fold(text) if isinstance(text, str) else ""
            if not (below and word) or len(word) > MAX_HEADING or is_legal(text):
                below = False
            elif is_of_others(text):
                found[number] = True
            elif (len(word) == 1 and word.isalpha()) or SECTION.fullmatch(word):
                found[number] = None if OF_CUSTOMERS.isdisjoint(word.split()) else False
            elif not re.search(r"\d", text) and (code := spanish_province(text)):
                provinces[number] = code
            else:
                below = False
        if len(set(provinces.values())) > 1:
            found |= dict.fromkeys(provinces)
        # where most are a name and nothing else, none of them is a title
        return found if wide * 2 >= len(rows) - len(found) else {}

    def _is_heading_beside(self, values):
        """``NIF`` and a value: nobody is called so."""
        filled = [value for value in values if value != ""]
        if len(filled) > 2 or not isinstance(filled[0], str):
            return False
        text = filled[0].strip()
        words = REACH.intersection(fold(text).split())
        return bool(words) and not re.search(r"\d", text) and text in self.words

    def _without_foot(self, kept, rows, notes):
        """The rows without lines of text below all customers and an empty row, among
        which one is known to be no customer."""
        full = [number for number, values in rows if filled_cells(values) > 1]
        last = max(full, default=0)
        below = [number for number, _values in rows if number > last]
        # the number of an empty row
        end = next((n for n, told in enumerate(below, last + 1) if n != told), None)
        if not last or not end or not any(number > end for number in notes.foot):
            return kept
        for number, values in kept:
            if number > end:
                notes.say("footnote", number, values)
        return [row for row in kept if row[0] < end]

    def _say_no_heading(self, kept, book):
        """Say which columns have values and no heading."""
        width = max((len(values) for _number, values in kept), default=0)
        named = {at for at, text in enumerate(self.headings) if text != ""}
        found = {}
        for at in [at for at in range(width) if at not in named][: MAX_SAID + 1]:
            cells = (values[at] for _number, values in kept if at < len(values))
            if value := next((str(one)[:20] for one in cells if one != ""), ""):
                found[at] = value
        if found:
            said = [f"{letters(at)} ({text})" for at, text in sorted(found.items())]
            more = ["..."] if len(said) > MAX_SAID else []
            book.note("no_heading", columns=", ".join([*said[:MAX_SAID], *more]))

    def _say_hidden(self, kept, book):
        """Say which cells are empty for want of the result of a formula, and what of
        the rows is not shown by the program that made the file."""
        table = self.table
        numbers = {number for number, _values in kept}
        cells = [f"{c}{n}" for n, c in table.empty_formulas if n in numbers]
        if cells:
            book.note("formula", text=some(cells))
        hidden = [str(number) for number in table.hidden_rows if number in numbers]
        hidden += [
            letters(at)
            for at in sorted(table.hidden_columns)
            if any(at < len(values) and values[at] != "" for _n, values in kept)
        ]
        if hidden:
            book.note("hidden", text=some(hidden))
        if table.hidden_sheets:
            book.note("hidden_sheets", text=some(table.hidden_sheets))

    def _say_left(self, kept, book):
        """Say which rows are of somebody who is a customer no more, by a column that is
        of nothing we keep."""
        found = []
        for place, heading in enumerate(self.headings):
            word = fold(str(heading))
            if word not in LEFT | STAYS:
                continue
            for number, values in kept:
                answer = answer_of(values, place)
                if word in STAYS:
                    left = answer in NO or answer in ("inactivo", "inactive")
                else:
                    left = answer in YES or bool(re.search(r"[1-9]", answer))
                    left = left or answer in LEFT | BLOCKED
                if left:
                    found.append(number)
        if found:
            rows = [str(number) for number in sorted(set(found))]
            book.note("left", rows=some(rows))

    def _accounts(self, rows):
        """The place of the accounts, where some are of customers and others are not."""
        words = [fold(str(heading)) for heading in self.headings]
        if BANK_HEADINGS & set(words):  # those are of a bank
            return None
        for place, word in enumerate(words):
            if word in ACCOUNT_HEADINGS | CODE_HEADINGS:
                filled = [v for _n, v in rows if place < len(v) and v[place] != ""]
                found = [account for v in filled if (account := account_of(v, place))]
                if word in CODE_HEADINGS and not all(map(PLAN.fullmatch, found)):
                    continue
                if len(found) * 10 >= len(filled) * 9 and any(
                    account.startswith(OF_CUSTOMER) for account in found
                ):
                    return place
        return None

    def _sides(self, rows):
        """The place of the column that says who is a customer and who a supplier, and
        the words by which it says so."""
        for place, heading in enumerate(self.headings):
            asked = set(fold(str(heading)).split())
            if not SIDE_HEADINGS & asked:
                continue
            words = {word_of(values, place) for _number, values in rows} - {""}
            of_sap = "cardtype" in asked or {"clase", "sn"} <= asked
            if of_sap and words <= {"c", "l", "s", "p"}:
                return place, {"s", "p"}
            if "proveedor" not in asked and words & {"c", "p"}:
                continue  # "comercio", "particular"
            if words <= CUSTOMER_SIDE | NO_CUSTOMER and words & CUSTOMER_SIDE:
                return place, NO_CUSTOMER
            if asked & CUSTOMER_FLAG and asked <= FLAG:
                answers = {answer_of(values, place) for _number, values in rows} - {""}
                if answers <= YES | NO and answers & YES:
                    return place, NO
        return None

    def _why_not(self, values, same, is_wide):
        """The note that says why a row is no customer; None when it is one."""
        filled = [value for value in values if value != ""]
        texts = [value for value in filled if isinstance(value, str)]
        if not texts:
            return None
        if len(texts) == len(filled) and len(texts) > 1:
            if len(values) == len(same) and all(
                fold(value[:MAX_HEADING]) == other
                for value, other in zip(map(str, values), same, strict=True)
            ):
                return "heading_row"
        # the text of a formula that was never one stands for its sum
        filled = [value for value in filled if not str(value).startswith("=")]
        words = [
            text
            for text in texts
            if not (NUMBER.fullmatch(text) or text.startswith("="))
        ]
        if len(words) == 1 and len(words[0]) <= MAX_HEADING:
            word = fold(words[0])
            others = [value for value in filled if value is not words[0]]
            if all(map(is_sum, others)):
                is_first = filled[0] is words[0]  # a customer has a code before it
                may_be = others and is_first and TOTAL_OF.fullmatch(word)
                may_be = may_be or TOTAL_OF_GROUP.fullmatch(word)
                if TOTAL.fullmatch(word) or (may_be and not is_legal(words[0])):
                    return "total_row"
        if len(filled) == 1 and self.known > 1:
            if is_wide:
                return "footnote"
            text = texts[0].strip()
            if text.startswith(("*", "(*", "†")) or (
                FOOTNOTE.fullmatch(fold(text[:MAX_HEADING]))
                and re.search(r"[:\d]", text)
            ):
                return "footnote"
            if GROUP.fullmatch(text) and not is_legal(text):
                return "footnote"
        return None


class _Notes:
    """What is said of the rows of a sheet, up to a number.

    :ivar foot: numbers of rows that are titles, notes or sums
    """

    def __init__(self, book, sheet):
        self.book, self.sheet, self.count, self.foot = book, sheet, 0, []

    def say(self, code, number, values):
        self.count += 1
        if code in ("footnote", "total_row"):
            self.foot.append(number)
        if self.count <= MAX_NOTES:
            text = next((str(value) for value in values if value != ""), "")
            self.book.note(code, sheet=self.sheet, row=number, text=text[:60])

    def say_more(self):
        if self.count > MAX_NOTES:
            self.book.note("many_rows", count=self.count - MAX_NOTES)

    def say_blank(self, rows):
        if rows:
            said = ", ".join(map(str, rows[:MAX_SAID]))
            more = "..." if len(rows) > MAX_SAID else ""
            self.book.note("blank_rows", sheet=self.sheet, rows=said + more)


def _says(value):
    return value != ""


def some(texts):
    """Texts in a sentence, up to a number."""
    more = ["..."] if len(texts) > MAX_SAID else []
    return ", ".join([*texts[:MAX_SAID], *more])


# -- which sheet -----------------------------------------------------------------------


def _choose(views, options, book):
    wanted = options.get("sheet")
    if wanted:
        names = [wanted] if isinstance(wanted, str) else list(wanted)
        found = [view for view in views if view.table.name in names]
        if found:
            lines = [view for view in views if view.kind == LINES]
            return found + [view for view in lines if view not in found]
    customers = [view for view in views if view.kind == CUSTOMERS]
    named = [view for view in customers if view.named]
    lines = [view for view in views if view.kind == LINES]
    if any(view.mixed for view in named):
        book.doubtful.add("sheet")
    if named:
        clear = [view for view in named if not view.mixed]
        return (clear or named) + lines
    if customers:
        best = max(customers, key=lambda v: (v.points, len(v.table.rows)))
        # lists one below the other are one file's
        mine = [v for v in customers if v.table.block_of == best.table.block_of]
        mine = mine if best.table.block_of is not None else [best]
        if len(customers) > len(mine):
            book.doubtful.add("sheet")
        return mine + lines
    if lines:
        return lines
    book.doubtful.add("sheet")
    # nothing of it is known: that is said, and asked
    unknown = [view for view in views if not (view.is_other or view.things)]
    return unknown[:1]
