from collections import defaultdict
from contextlib import suppress

from odoo import api, models
from odoo.exceptions import AccessError, MissingError, ValidationError

from ..tools.arguments import MAX_ID, NotThis
from ..tools.written_value import LINES, check_value, ids_in, lines_in

OURS = "ficha."
# models of Odoo's whose fields, of ours or its own, are worked out from a contact that
# they point to
FROM_CONTACTS = {"res.partner", "res.users", "sale.order", "account.move", "crm.lead"}
# what hangs from any record, and says what it is called
FROM_RECORDS = {"mail.message", "mail.activity", "ir.attachment", "rating.rating"}
KINDS = ("many2one", *LINES)
# in the context: what the records that are being copied point to
KEPT = "ficha_kept"
# who works here and in which house is told to everybody who does
TOLD = {"res.company", "res.users", "res.currency"}


class Kept(defaultdict):
    """Of each model, the ids that what is copied points to. No client can send one:
    what comes with a call has no classes of ours."""

    def __init__(self):
        super().__init__(set)


class Base(models.AbstractModel):
    """What a client writes into a record of ours, or says it would write.

    - It may be anything: a word for a number, an answer that is not among those there
      are. The ORM raises an error of the programme; here a sentence is told.
    - It may point to any record. The ORM asks whether the user may read it only when
      something of it is read as the user, and much is not: names beside a many2one,
      related and stored computed fields are worked out as superuser. So who sends the
      id of a customer of another company would be told its name, code and position.
    """

    _inherit = "base"

    # -- written -----------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Extends the ORM's, for models of ours and for contacts: see the class."""
        self._ficha_check_written(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        """Extends the ORM's, as create."""
        self._ficha_check_written([vals])
        return super().write(vals)

    def copy(self, default=None):
        """Extends the ORM's: a copy points to what its original does, as in Odoo. Who
        reads the original has been told the name of it."""
        if self.env.su or not self._ficha_is_written():
            return super().copy(default)
        self._ficha_check_written([dict(default or {})])
        user = self.env
        self = self.with_context(**{KEPT: Kept()})
        return super().copy(default).with_env(user)

    def copy_data(self, default=None):
        """Extends the ORM's: see copy."""
        vals_list = super().copy_data(default)
        kept = self.env.context.get(KEPT)
        if isinstance(kept, Kept):
            for model, ids in self._ficha_pointed(filter(None, vals_list)).items():
                kept[model] |= ids
        return vals_list

    def _ficha_is_written(self):
        return self._name.startswith(OURS) or self._name == "res.partner"

    def _ficha_check_written(self, vals_list):
        """Refuse what a field does not take, and what points to what is not for the
        user.

        :raise ValidationError: names the field and the value
        :raise AccessError: names the field
        """
        # what we write ourselves is not asked again
        if self.env.su or not self._ficha_is_written():
            return
        if self._name.startswith(OURS):
            for vals in vals_list:
                self._ficha_check_values(vals)
        # all at once; which it is, is asked when one is not for the user
        if all(
            self.env[name]._ficha_may_read(ids)
            for name, ids in self._ficha_pointed(vals_list).items()
        ):
            return
        for vals in vals_list:
            if unread := self._ficha_unread(vals):
                raise self._ficha_unread_error(unread)

    def _ficha_check_values(self, vals):
        empty = self.browse()
        for name, value in vals.items():
            field = self._fields.get(name)
            if not field or name == "id":
                continue
            try:
                check_value(field, value, empty)
            except NotThis as problem:
                raise ValidationError(
                    self.env._(
                        "“%(value)s” is not possible for “%(field)s”.",
                        field=field._description_string(self.env),
                        value=_shown(value),
                    )
                ) from problem

    # -- said --------------------------------------------------------------------------

    @api.model
    def default_get(self, fields):
        """Extends the ORM's: what a client's context, or a default that a user keeps,
        points to and is not for them, is not filled in."""
        values = super().default_get(fields)
        if self._ficha_is_asked():
            said = self.env["ir.default"]._get_model_defaults(self._name)
            given = {
                name: value
                for name, value in values.items()
                if f"default_{name}" in self.env.context or name in said
            }
            for name in self._ficha_unread(given):
                del values[name]
        return values

    def onchange(self, values, field_names, fields_spec):
        """Extends web's: nothing is worked out from a record that is not for the user.
        What is computed and they could not have said is computed again."""
        if self._ficha_is_asked() and isinstance(values, dict):
            unread = self._ficha_unread(values)
            changed = set(field_names or values)
            said = {n for n in unread if not self._ficha_is_computed(n, n in changed)}
            if said:
                raise self._ficha_unread_error(said)
            if self._name.startswith(OURS):
                # lines have ids of their own here, which no record has yet
                lines = {n for n, f in self._fields.items() if f.type in LINES}
                plain = {k: v for k, v in values.items() if k not in lines}
                self._ficha_check_values(plain)
            values = {k: v for k, v in values.items() if k not in unread}
            names = [name for name in field_names if name not in unread]
            if field_names and not names:
                # without a name Odoo would begin a new record
                return {"value": {}}
            field_names = names
        return super().onchange(values, field_names, fields_spec)

    def _ficha_is_asked(self):
        name = self._name
        if self.env.su:
            return False
        return name.startswith(OURS) or name in FROM_CONTACTS | FROM_RECORDS

    def _ficha_is_computed(self, name, changed):
        """Whether a field follows from others: nobody writes it, or nobody has just
        done so. The delivery address that Odoo finds for a customer whom two companies
        share may be the other one's: the form sends it back at each step."""
        field = self._fields[name]
        computed = bool(field.compute or field.related)
        return computed and (field.readonly or not changed)

    def _ficha_asked_fields(self, vals):
        """``(name, field, value)`` of what points to records not for all."""
        ours = self._name.startswith(OURS)
        for name, value in vals.items():
            field = self._fields.get(name)
            if not value or not field or field.type not in KINDS:
                continue
            if field.comodel_name in TOLD:
                continue
            if ours or field.comodel_name == "res.partner":
                yield name, field, value

    def _ficha_pointed(self, vals_list):
        """What these values, and those of their lines, point to.

        :return: ``{model: set of ids}``
        """
        found = defaultdict(set)
        for vals in vals_list:
            for _name, field, value in self._ficha_asked_fields(vals):
                found[field.comodel_name] |= ids_in(value)
                lines = self.env[field.comodel_name]._ficha_pointed(lines_in(value))
                for model, ids in lines.items():
                    found[model] |= ids
        return {model: ids for model, ids in found.items() if ids}

    def _ficha_unread(self, vals):
        """The fields of these values that point to what the user may not read.

        What a record points to already stays: it was somebody's who may.

        :param dict vals: as ``create``, ``write`` and ``onchange`` take them
        :return: set of names
        """
        unread = set()
        for name, field, value in self._ficha_asked_fields(vals):
            Model = self.env[field.comodel_name]
            if any(Model._ficha_unread(line) for line in lines_in(value)):
                unread.add(name)
            ids = ids_in(value)
            if ids and self.ids:
                # sudo: only which they are
                ids -= set(self.sudo()[name].ids if len(self) == 1 else ())
            if ids and not Model._ficha_may_read(ids):
                unread.add(name)
        for name, model, id_ in self._ficha_named(vals):
            if not self.env[model]._ficha_may_read({id_}):
                unread.add(name)
        return unread

    def _ficha_named(self, vals):
        """``(name, model, id)`` of records of ours, and of contacts, whose names would
        be told: by a field of Odoo's model that points to one of ours, and by a model
        and a number. What the record names already stays."""
        record = self.sudo() if len(self.ids) == 1 else None  # only which it names
        for name, field in self._fields.items():
            if field.type == "many2one_reference":
                yield from self._ficha_numbered(field, vals, record)
                continue
            value = vals.get(name)
            if not value or field.type != "many2one" or self._name.startswith(OURS):
                continue
            model = field.comodel_name
            # of a kind that is closed as a whole Odoo tells names
            if model.startswith(OURS) and self.env[model].has_access("read"):
                for id_ in ids_in(value) - {record and record[name].id}:
                    yield name, model, id_

    def _ficha_numbered(self, field, vals, record):
        """The same of a number whose model is beside it: by its name, or by its number
        in ``ir.model``. Where these values say two, Odoo may read either."""
        by, number = field.model_field, f"{field.model_field}_id"
        if not by or not {field.name, by, number} & vals.keys():
            return
        kept = (record[by], record[field.name]) if record else (False, 0)
        id_ = _number(vals[field.name]) if field.name in vals else kept[1]
        models = {vals[by]} if isinstance(vals.get(by), str) else set()
        # sudo: what they are called
        known = self.env["ir.model"].sudo().browse(ids_in(vals.get(number)))
        models |= set(known.exists().mapped("model"))
        for model in sorted(models or {kept[0] or ""}):
            if not id_ or (model, id_) == kept or model not in self.env:
                continue
            if model.startswith(OURS) or model == "res.partner":
                if not self.env[model]._abstract:
                    yield field.name, model, id_

    @api.model
    def _ficha_may_read(self, ids):
        """Whether the user may read those of these records that there are: what is not
        there is told by the database."""
        kept = self.env.context.get(KEPT)
        if isinstance(kept, Kept) and not (ids := ids - kept[self._name]):
            return True
        with suppress(MissingError):
            return self.browse(ids).has_access("read")
        # one that is not there hides none that is not for the user
        return self.browse(ids).exists().has_access("read")

    def _ficha_unread_error(self, names):
        labels = [self._fields[name]._description_string(self.env) for name in names]
        return AccessError(
            self.env._(
                "What “%s” points to is not for you, or is of another company.",
                ", ".join(sorted(labels)),
            )
        )


def _number(value):
    """The id that the ORM would read in a number, or 0."""
    if isinstance(value, dict):
        value = value.get("id")
    with suppress(TypeError, ValueError, OverflowError):
        number = int(getattr(value, "id", value) or 0)
        return number if 0 < number <= MAX_ID else 0
    return 0


def _shown(value):
    """A value as it can be shown in a sentence."""
    return "".join(c if c.isprintable() else "?" for c in str(value)[:80])
