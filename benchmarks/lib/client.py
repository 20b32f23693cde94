"""What Odoo's web client asks for when it opens a form, worked out from the form's
arch.

The same rules as ``getFieldsSpec`` and ``loadSubViews`` of the web client: every field
of the arch is read, also those of pages that are not shown first; lists inside the form
are read with the columns of their own view.
"""

from lxml import etree

# widgets of x2many fields that read display_name (and a colour) and no view of their
# own
TAGS = ("tags", "checkboxes", "avatar")
X2MANY = ("one2many", "many2many")
ROWS = 40


def load_views(model, view=None):
    """The one call that loads the views of the window: form, and search for its
    buttons.
    """
    return model.get_views([(view, "form"), (False, "search")], {"toolbar": True})


def form_specification(model, views):
    """The ``specification`` of ``web_read`` for the form among ``views``."""
    arch = etree.fromstring(views["views"]["form"]["arch"])
    return _specification(model, arch, views["models"])


def _specification(model, arch, models):
    specification = {"display_name": {}} if arch.tag == "form" else {}
    infos = models[model._name]["fields"]
    depth = arch.xpath("count(ancestor::field)")
    for node in arch.xpath(f".//field[count(ancestor::field) = {depth:.0f}]"):
        name = node.get("name")
        if name not in infos:
            continue
        wanted = _field(model, node, infos[name], models)
        known = specification.setdefault(name, wanted)
        if len(str(wanted)) > len(str(known)):  # the same field twice: the fuller one
            specification[name] = wanted
    return specification


def _field(model, node, info, models):
    hidden = node.get("invisible") in ("True", "1")
    if info["type"] in ("many2one", "reference"):
        return {"fields": {} if hidden else {"display_name": {}}}
    if info["type"] not in X2MANY or hidden:
        return {}
    if any(word in node.get("widget", "") for word in TAGS):
        colour = "color" if "color_field" in node.get("options", "") else None
        return {"fields": {"display_name": {}, **({colour: {}} if colour else {})}}
    rows, models = _rows_view(model.env[info["relation"]], node, models)
    if rows is None:
        return {}
    limit = int(rows.get("limit", ROWS))
    fields = _specification(model.env[info["relation"]], rows, models)
    return {"fields": fields, "limit": limit}


def _rows_view(comodel, node, models):
    kinds = [kind for kind in node.get("mode", "list,kanban").split(",")]
    for kind in (*kinds, "list", "kanban"):
        if (inline := node.find(kind)) is not None:
            return inline, models
    views = comodel.get_views([(False, kinds[0])])
    arch = etree.fromstring(views["views"][kinds[0]]["arch"])
    node.append(arch)  # below its field: its own fields are not the form's
    return arch, views["models"]
