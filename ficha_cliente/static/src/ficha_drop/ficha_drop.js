import {useRef} from "@odoo/owl";
import {useDropzone} from "@web/core/dropzone/dropzone_hook";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {kanbanView} from "@web/views/kanban/kanban_view";
import {KanbanController} from "@web/views/kanban/kanban_controller";
import {listView} from "@web/views/list/list_view";
import {ListController} from "@web/views/list/list_controller";

/**
 * What to do with a file dropped on the list of customer files, by the extension of
 * its name, in small letters and without the dot. A handler is
 * `async (files, env) => {}`: `files` are the File objects with that extension, `env`
 * the environment of the list (`env.services` has orm, action, notification...).
 */
export const fichaDropRegistry = registry.category("ficha_drop");

export function fileExtension(name) {
    return name.includes(".") ? name.split(".").pop().toLowerCase() : "";
}

/** The content of a file as Odoo's binary fields take it. */
export function fileToBase64(file) {
    return new Promise((resolve, reject) => {
        const reader = new FileReader();
        reader.onload = () => resolve(reader.result.split(",")[1] || "");
        reader.onerror = () => reject(reader.error);
        reader.readAsDataURL(file);
    });
}

/** Give each file to the handler of its extension; say so when there is none. */
export async function dropFichaFiles(files, env) {
    const byExtension = new Map();
    for (const file of files) {
        const extension = fileExtension(file.name);
        byExtension.set(extension, [...(byExtension.get(extension) || []), file]);
    }
    for (const [extension, some] of byExtension) {
        const handler = fichaDropRegistry.get(extension, null);
        if (handler) {
            await handler(some, env);
            continue;
        }
        const known = fichaDropRegistry.getEntries().map(([name]) => `.${name}`);
        env.services.notification.add(
            _t("%(file)s cannot be read here. Files that can: %(known)s.", {
                file: some[0].name,
                known: known.join(", "),
            }),
            {type: "warning"}
        );
    }
}

function useFichaDrop(controller) {
    useService("orm"); // what the handlers use is there before a file is
    useDropzone(
        useRef("root"),
        (ev) => dropFichaFiles([...ev.dataTransfer.files], controller.env),
        "o_ficha_drop",
        // where no module reads files, there is nothing to drop them on
        () => fichaDropRegistry.getEntries().length > 0
    );
}

export class FichaListController extends ListController {
    setup() {
        super.setup();
        useFichaDrop(this);
    }
}

export class FichaKanbanController extends KanbanController {
    setup() {
        super.setup();
        useFichaDrop(this);
    }
}

registry.category("views").add("ficha_list", {
    ...listView,
    Controller: FichaListController,
});
registry.category("views").add("ficha_kanban", {
    ...kanbanView,
    Controller: FichaKanbanController,
});
