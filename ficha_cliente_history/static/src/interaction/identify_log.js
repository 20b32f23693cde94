import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

// A button of *Who is it?*, where that is installed: note what was said.
registry.category("ficha_identify_actions").add(
    "log",
    {
        icon: "fa-comment-o",
        title: (line) => _t("Log an interaction with %s", line.name),
        getAction: (line, env) =>
            env.services.orm.call("res.partner", "action_log_interaction", [[line.id]]),
    },
    {sequence: 10}
);
