from odoo import api, models
from odoo.exceptions import AccessError

from ..tools.template_reach import reaching

TEXT = ("char", "text", "html")
#: What is kept to be used as it stands, where it is installed.
TEMPLATES = ("mail.template", "sms.template")


class MailRenderMixin(models.AbstractModel):
    """A text with expressions shows what its writer may read, and no more.

    Odoo lets a *Mail Template Editor* (a setting makes everybody one) write any
    expression into mails and texts, and ``object.sudo()`` in one of them read what is
    closed to who writes it: who is widowed, what was noted in private. What reaches
    further than one's rights is an administrator's to write. What stands so in a
    template that there is, anybody uses as it stands.
    """

    _inherit = "mail.render.mixin"

    # -- written: templates are run as they stand, whoever sends them ------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Extends mail's check of who may write templates."""
        templates = super().create(vals_list)
        templates._ficha_check_texts()
        return templates

    def write(self, vals):
        """Extends mail's, as create; what stood there before may stay."""
        before = self._ficha_reaching() if self._ficha_is_judged() else set()
        result = super().write(vals)
        self._ficha_check_texts(before)
        return result

    def _update_field_translations(self, field_name, translations, *args, **kwargs):
        """Extends mail's, as write, in each language."""
        told = {lang: self.with_context(lang=lang) for lang in translations}
        before = set()
        if self._ficha_is_judged():
            before.update(*(each._ficha_reaching() for each in told.values()))
        result = super()._update_field_translations(
            field_name, translations, *args, **kwargs
        )
        for each in told.values():
            each._ficha_check_texts(before)
        return result

    def _ficha_is_judged(self):
        """Whether these are kept, and run as they stand, and written by somebody whose
        rights have an end."""
        return self._unrestricted_rendering and not self.env.is_admin()

    def _ficha_reaching(self):
        """The expressions of these templates that reach further than rights do."""
        names = [
            name
            for name, field in self._fields.items()
            if field.type in TEXT and field.store
        ]
        # sudo: each text whole, also of a field that its writer does not read
        return {
            expression
            for template in self.sudo()
            for name in names
            for expression in reaching(template[name])
        }

    def _ficha_check_texts(self, before=()):
        if self._ficha_is_judged() and (new := self._ficha_reaching() - set(before)):
            for template in self:
                others = new - self._ficha_allowed(template.render_model, self.ids)
                if others:
                    raise self._ficha_reach_error(others)

    # -- run: what was written into a message ------------------------------------------

    @api.model
    def _render_template_qweb(self, template_src, model, *args, **kwargs):
        """Extends mail's: see the class."""
        self._ficha_check_run(template_src, model)
        return super()._render_template_qweb(template_src, model, *args, **kwargs)

    @api.model
    def _render_template_inline_template(self, template_txt, model, *args, **kwargs):
        """Extends mail's: see the class."""
        self._ficha_check_run(template_txt, model)
        return super()._render_template_inline_template(
            template_txt, model, *args, **kwargs
        )

    @api.model
    def _ficha_check_run(self, text, model):
        if self._unrestricted_rendering or self.env.is_admin():
            return
        if (found := reaching(text)) and (new := found - self._ficha_allowed(model)):
            raise self._ficha_reach_error(new)

    @api.model
    def _ficha_allowed(self, model, but_ids=()):
        """What reaches further and stands in a template of that model's already, of
        mails or of SMS, in whichever language: a text of one is written into another's.
        """
        kinds = [name for name in TEMPLATES if name in self.env]
        if self._unrestricted_rendering and self._name not in kinds:
            kinds.append(self._name)
        langs = [code for code, _name in self.env["res.lang"].get_installed()]
        found = set()
        for kind in kinds:
            # sudo: what templates there are, also those that are not shown
            Template = self.env[kind].sudo().with_context(active_test=False)
            but = list(but_ids) if kind == self._name else []
            others = Template.search([("id", "not in", but)])
            others = others.filtered(lambda one: one.render_model == model)
            for lang in langs:
                found |= others.with_context(lang=lang)._ficha_reaching()
        return found

    @api.model
    def _ficha_reach_error(self, expressions):
        return AccessError(
            self.env._(
                "“%s” asks for more than your rights give. Only an administrator may "
                "write it into a message or a template.",
                sorted(expressions)[0][:200],
            )
        )
