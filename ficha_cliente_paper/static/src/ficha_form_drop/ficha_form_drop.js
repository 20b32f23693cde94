import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {fileToBase64} from "@ficha_cliente/ficha_drop/ficha_drop";

// as form_read.py: what is bigger need not be sent
const MAX_SIZE = 10 * 1024 * 1024;

/** Read filled forms that were dropped on the list of customer files, and show them. */
export async function dropForms(files, env) {
    const {action, notification, orm} = env.services;
    const sent = [];
    for (const file of files) {
        if (file.size > MAX_SIZE) {
            notification.add(
                _t("%s: the file is too big to be a filled form.", file.name),
                {type: "warning"}
            );
        } else {
            sent.push([file.name, await fileToBase64(file)]);
        }
    }
    if (!sent.length) {
        return;
    }
    const answer = await orm.call("ficha.form.inbox", "read_files", [sent]);
    for (const sentence of answer.refused) {
        notification.add(sentence, {type: "warning", sticky: true});
    }
    if (answer.action) {
        await action.doAction(answer.action);
    }
}

registry.category("ficha_drop").add("pdf", dropForms);
