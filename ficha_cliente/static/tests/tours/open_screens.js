import {rpcBus} from "@web/core/network/rpc";

const PATIENCE = 20000; // milliseconds that a screen may take to come to rest
const QUIET_ROUNDS = 3; // frames in a row without a request: nothing more will come

const pending = new Map(); // requests on their way: id to address

/** Keep account of the requests, from now on: tours load this file too. */
function watchRequests() {
    rpcBus.addEventListener("RPC:REQUEST", ({detail}) =>
        pending.set(detail.data.id, detail.url)
    );
    rpcBus.addEventListener("RPC:RESPONSE", ({detail}) => {
        const url = pending.get(detail.data.id);
        pending.delete(detail.data.id);
        if (detail.error) {
            const {data, message} = detail.error;
            const said = (data && data.message) || message;
            console.error(`A request failed (${url}): ${said}`);
        }
    });
}

function visible(selector) {
    return [...document.querySelectorAll(selector)].filter((el) => el.offsetParent);
}

/** Wait until there is a screen that asks the server for nothing more. */
async function settle() {
    const until = Date.now() + PATIENCE;
    let blank = true;
    let quiet = 0;
    while (blank || quiet < QUIET_ROUNDS) {
        if (Date.now() > until) {
            console.error(blank ? "The page is blank" : "It does not come to rest");
            break;
        }
        await new Promise((resolve) =>
            requestAnimationFrame(() => setTimeout(resolve))
        );
        quiet = pending.size ? 0 : quiet + 1;
        blank = !document.querySelector(".o_action_manager > *");
    }
    for (const dialog of document.querySelectorAll(".o_error_dialog")) {
        // An error has its traceback behind a link; what is only a sentence is a warning
        // that Odoo gives on these data. What a refused request says is told above.
        const say = dialog.querySelector("main .btn-link") ? "error" : "log";
        console[say](`A dialog is shown: ${dialog.textContent}`);
        dialog.querySelector("footer button").click();
    }
    await new Promise((resolve) => setTimeout(resolve));
}

/** Say which screen the console speaks of from now on, open it, wait for it. */
async function screen(name, open) {
    console.log(`screen: ${name}`);
    try {
        await open();
    } catch (error) {
        console.error(`It does not open: ${(error && error.stack) || error}`);
    }
    await settle();
}

/** The pages of a form: what stands on a page is made only when the page is opened. */
async function openPages(name, within) {
    const tabs = `${within} .o_form_view .o_notebook_headers .nav-link`;
    for (const tab of visible(tabs)) {
        if (!tab.classList.contains("active")) {
            await screen(`${name}, page ${tab.textContent}`, () => tab.click());
        }
    }
}

/** The form of a record, or of a new one. */
async function openForm(services, name, resId) {
    await screen(name, () => services.action.switchView("form", {resId}));
    await openPages(name, ".o_action_manager");
}

/** Every kind of view of the action that is open, its first record and a new one. */
async function openViews(services, name) {
    const {action, view: first} = services.action.currentController;
    const types = action.views
        .map(([, type]) => type)
        .filter((type) => type !== "search");
    const buttons = ".o_list_button_add, .o-kanban-button-new";
    let creates = false;
    for (const type of types.filter((one) => one !== "form")) {
        if (type !== first.type) {
            await screen(`${name}, ${type}`, () => services.action.switchView(type));
        }
        creates = creates || visible(buttons).length > 0;
    }
    if (!types.includes("form")) {
        return;
    }
    if (first.type === "form") {
        await openPages(name, ".o_action_manager");
        return;
    }
    const {domain, context} = action;
    const [resId] = await services.orm.search(action.res_model, domain || [], {
        limit: 1,
        context,
    });
    if (resId) {
        await openForm(services, `${name}, form`, resId);
    }
    if (creates) {
        await openForm(services, `${name}, new`, false);
    }
}

/** Whatever an action opens: a screen with its views, or a dialog. */
async function openAction(services, name, open) {
    const before = services.action.currentController;
    await screen(name, open);
    if (document.querySelector(".o_dialog")) {
        await openPages(name, ".o_dialog");
        await screen(`${name}, closed`, async () => {
            await services.action.doAction({type: "ir.actions.act_window_close"});
        });
        return;
    }
    const now = services.action.currentController;
    if (now !== before && now.view) {
        await openViews(services, name);
    }
}

/**
 * Open one screen after the other in the web client that is there, and say on the
 * console which one is open (`screen: NAME`) and what goes wrong, as errors.
 *
 * @param {string} prefix the menus to open: those of modules whose name begins so
 * @param {[string, any][]} actions more to open: what to call it, and what
 *      `doAction` takes
 * @param {string} signal what to say at the end
 */
export async function openScreens(prefix, actions, signal) {
    const {services} = odoo.__WOWL_DEBUG__.root.env;
    watchRequests();
    await settle();
    for (const menu of services.menu.getAll()) {
        // the entry of an app has the action of its first menu
        const isApp = menu.id === menu.appID && menu.children.length;
        if (menu.actionID && !isApp && (menu.xmlid || "").startsWith(prefix)) {
            await openAction(services, `menu ${menu.xmlid}`, () =>
                services.menu.selectMenu(menu)
            );
        }
    }
    for (const [name, action] of actions) {
        await openAction(services, name, () =>
            services.action.doAction(action, {clearBreadcrumbs: true})
        );
    }
    // a form is not left open: it would be saved while the test ends
    await screen("the end", () =>
        services.action.doAction(
            {
                type: "ir.actions.act_window",
                res_model: "res.partner",
                views: [[false, "list"]],
            },
            {clearBreadcrumbs: true}
        )
    );
    console.log(signal);
}
