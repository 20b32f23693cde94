import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

/**
 * Where `/ficha/pop/<phone>` leads when not exactly one customer has the number: the
 * list of the several, or a new ficha that has it already.
 */
async function openCaller(env, action) {
    const phone = String(action.params?.caller || "");
    const caller = await env.services.orm.call("res.partner", "identify_caller", [
        phone,
    ]);
    const options = {clearBreadcrumbs: true};
    if (!caller || caller.context) {
        return env.services.action.doAction("ficha_cliente.action_ficha", {
            ...options,
            viewType: "form",
            additionalContext: caller?.context || {},
        });
    }
    if (caller.partner_id) {
        return env.services.action.doAction("ficha_cliente.action_ficha", {
            ...options,
            viewType: "form",
            props: {resId: caller.partner_id},
        });
    }
    return env.services.action.doAction(
        {
            type: "ir.actions.act_window",
            name: _t("Who is calling?"),
            res_model: "res.partner",
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain: [["id", "in", caller.partner_ids]],
            // they may all be archived
            context: {active_test: false},
        },
        options
    );
}
openCaller.path = "ficha-pop";

registry.category("actions").add("ficha_cliente_identity.pop", openCaller);
