"""What computed fields of mixins depend on."""


def where_there(*names, attribute=None):
    """Argument of ``api.depends`` for a mixin that computes from fields of the models
    that inherit it: anybody can read the mixin itself, which has not got them.

    ``@api.depends(where_there("state"))``

    :param names: of fields
    :param str attribute: name of a class attribute with more names of fields
    :return: function of the model, which gives the names of fields it has
    """

    def of(model):
        every = (*names, *(getattr(model, attribute) if attribute else ()))
        return tuple(name for name in every if name in model._fields)

    return of
