import {_t} from "@web/core/l10n/translation";
import {fichaDropRegistry, fileToBase64} from "@ficha_cliente/ficha_drop/ficha_drop";

export const IMPORT_EXTENSIONS = "xlsx xlsm xls ods csv txt tsv vcf".split(" ");

/**
 * The content of a file to import, in base64. One that is too large, or empty, is not
 * read: it is said, and the result is null.
 */
export async function readImportFile(file, {orm, notification}) {
    const limit = await orm.call("ficha.import", "max_file_size", []);
    if (file.size > limit) {
        const megabytes = (bytes) => Math.max(Math.ceil(bytes / 1048576), 1);
        notification.add(
            _t(
                "The file has %(size)s MB and the limit is %(limit)s MB. Divide it into several files, or remove pictures and sheets that are not needed.",
                {size: megabytes(file.size), limit: megabytes(limit)}
            ),
            {type: "danger"}
        );
        return null;
    }
    if (!file.size) {
        notification.add(
            _t("“%s” is empty: there is nothing in this file.", file.name),
            {
                type: "danger",
            }
        );
        return null;
    }
    return fileToBase64(file);
}

/** A file dropped on the list opens the import with the file in it, checked. */
async function openImport(files, env) {
    const {action, notification, orm} = env.services;
    const file = files[0];
    if (files.length > 1) {
        notification.add(_t("One file at a time: %s was taken.", file.name), {
            type: "info",
        });
    }
    const content = await readImportFile(file, {orm, notification});
    if (content !== null) {
        const next = await orm.call("ficha.import", "open_with_file", [
            file.name,
            content,
        ]);
        await action.doAction(next);
    }
}

for (const extension of IMPORT_EXTENSIONS) {
    fichaDropRegistry.add(extension, openImport);
}
