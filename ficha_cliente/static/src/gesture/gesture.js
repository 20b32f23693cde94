import {WhyDialog} from "./why_dialog";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

import {onMounted, onWillUnmount, status, useEnv} from "@odoo/owl";

// Long enough to read what was done and to change one's mind; the pointer stops it.
const TOLD_MS = 10000;
const UNDO_KEY = "alt+shift+z";

// What is on the screen and shows what gestures change, the last one on top.
const pages = [];

/** Read again what shows what was changed: the page says how, or all of it is made anew. */
async function reloadPage(env) {
    const page = pages.at(-1);
    if (page) {
        await page.reload();
    } else {
        await env.services.action.doAction("soft_reload");
    }
    return page;
}

/**
 * What is done when a dialog has closed, where the page it was opened from is still
 * there: whoever went on to another page closed the dialog by that.
 */
export function whileThere(component, callback) {
    return () => (status(component) === "destroyed" ? undefined : callback());
}

/**
 * Say what a gesture did, to who sees and to who hears the screen, and offer to take it
 * back: by a button and by Alt+Shift+Z.
 *
 * @param {Object} env
 * @param {Object} answer `message`, and `undo` (`model`, `method`, `args`) where it can
 *     be undone
 */
export function tellGesture(env, {message, undo}) {
    const {notification, orm, hotkey, action} = env.services;
    const before = document.activeElement;
    let forget = () => {};
    const takeBack = async () => {
        close();
        const result = await orm.call(undo.model, undo.method, undo.args);
        const page = await reloadPage(env);
        env.bus.trigger("FICHA:UNDONE"); // for what is read beside the page
        if (result?.type) {
            await action.doAction(result);
        } else {
            notification.add(result?.message || _t("Undone."), {type: "info"});
        }
        // where one was, or the place that the page names
        if (before?.isConnected && before !== document.body) {
            before.focus();
        } else {
            page?.focus?.();
        }
    };
    const close = notification.add(message, {
        type: "success",
        className: "o_ficha_told",
        autocloseDelay: TOLD_MS,
        buttons: undo ? [{name: _t("Undo"), onClick: takeBack}] : [],
        onClose: () => forget(),
    });
    if (undo) {
        forget = hotkey.add(UNDO_KEY, takeBack, {
            global: true,
            bypassEditableProtection: true,
        });
    }
}

/**
 * Call a gesture of the customer on the page, once what was typed there is saved.
 *
 * @returns {Promise<Object|undefined>} what it answered; nothing where the page could not
 *     be saved, and so nothing was called
 */
export async function saveAndCall(orm, record, method, args = []) {
    if (!(await record.save())) {
        return undefined;
    }
    const {context} = record;
    const customer = [record.resId];
    const answer = await orm.call("res.partner", method, [customer, ...args], {
        context,
    });
    return answer || {};
}

/**
 * The page shows what gestures change.
 *
 * @param {Object} page `reload()`, and `focus()` for who is nowhere after an undo
 */
export function useGesturePage(page) {
    onMounted(() => pages.push(page));
    onWillUnmount(() => pages.splice(pages.indexOf(page), 1));
}

/**
 * Ask in a word why a colour is put by hand; it may be left empty.
 *
 * @returns {Function} `async (name of the state) =>` the words, or null where it is
 *     better not changed
 */
export function useAskWhy() {
    const dialog = useService("dialog");
    return (state) =>
        new Promise((resolve) => {
            dialog.add(
                WhyDialog,
                {state, answer: resolve},
                {onClose: () => resolve(null)}
            );
        });
}

/** Call a gesture of customers, say what it did, and read the page again. */
export function useCustomerGesture() {
    const env = useEnv();
    const orm = useService("orm");
    return async (ids, method, args = []) => {
        const answer = await orm.call("res.partner", method, [ids, ...args]);
        tellGesture(env, answer);
        await reloadPage(env);
    };
}

/** What a button of a form or a list did: see `ficha.gesture._told`. */
registry.category("actions").add("ficha_cliente.told", (env, {params}) => {
    tellGesture(env, params);
    return params.next;
});
