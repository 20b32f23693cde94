"""Which models and fields are ours, for the tests that walk all of them."""

PREFIX = "ficha_cliente"


def is_ours(field):
    """Whether no module but ours defines that field."""
    return all(module.startswith(PREFIX) for module in field.base_field._modules)


def our_fields(model):
    """The fields that our modules added to a model, or all of a model of ours."""
    return [
        field
        for field in model._fields.values()
        if field.base_field._modules and is_ours(field)
    ]


def our_models(env):
    """The models of ours that keep records or show those of others."""
    return [
        env[name]
        for name in sorted(env.registry)
        if name.startswith("ficha.")
        and not env[name]._abstract
        and not env[name]._transient
    ]
