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

/** What a button has opened is closed, and the screen it stood on is there again. */
async function goBack(services, name, before) {
    if (document.querySelector(".o_dialog")) {
        await screen(`${name}, closed`, () =>
            services.action.doAction({type: "ir.actions.act_window_close"})
        );
    }
    if (services.action.currentController !== before) {
        await screen(`${name}, back`, () => services.action.restore(before.jsId));
    }
}

/**
 * Press the buttons that only open something, each once for a model.
 *
 * @param {Object} press the `names` of what to press, and what was `done`
 * @param {string} within where they are looked for
 * @param {Function} again what brings the screen back to where they are seen
 */
async function pressButtons(services, name, press, within, again) {
    const before = services.action.currentController;
    const model = before.action.res_model;
    const wanted = () =>
        visible(`${within} button[name], ${within} a[name]`).filter(
            (button) =>
                !button.disabled &&
                press.names.has(button.getAttribute("name")) &&
                !press.done.has(`${model} ${button.getAttribute("name")}`)
        );
    for (let [button] = wanted(); button; [button] = wanted()) {
        const said = `${name}, button ${button.getAttribute("name")}`;
        press.done.add(`${model} ${button.getAttribute("name")}`);
        await screen(said, () => button.click());
        await goBack(services, said, before);
        await again();
    }
}

/** The pages of a form: what stands on a page is made only when the page is opened. */
async function openPages(services, name, within, press) {
    const tabs = () => visible(`${within} .o_form_view .o_notebook_headers .nav-link`);
    const open = async (text) => {
        const tab = tabs().find((one) => one.textContent === text);
        if (tab && !tab.classList.contains("active")) {
            await screen(`${name}, page ${text}`, () => tab.click());
        }
    };
    if (press && !tabs().length) {
        await pressButtons(services, name, press, within, () => {});
    }
    for (const text of tabs().map((tab) => tab.textContent)) {
        await open(text);
        if (press) {
            await pressButtons(services, name, press, within, () => open(text));
        }
    }
}

/** The form of a record, or of a new one: nothing is pressed there, it would be saved. */
async function openForm(services, name, resId, press) {
    await screen(name, () => services.action.switchView("form", {resId}));
    await openPages(services, name, ".o_action_manager", resId && press);
}

/** The first record of a list is ticked: some buttons are there only then. */
async function tickFirst(name) {
    const [box] = visible(".o_list_view .o_data_row .o_list_record_selector input");
    if (box && !box.checked) {
        await screen(`${name}, ticked`, () => box.click());
    }
}

/** Every kind of view of the action that is open, its first record and a new one. */
async function openViews(services, name, press) {
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
        if (press) {
            const tick = () => tickFirst(`${name}, ${type}`);
            const within = ".o_action_manager";
            await pressButtons(services, `${name}, ${type}`, press, within, () => {});
            await tick();
            await pressButtons(services, `${name}, ${type}`, press, within, tick);
        }
    }
    if (!types.includes("form")) {
        return;
    }
    if (first.type === "form") {
        await openPages(services, name, ".o_action_manager", press);
        return;
    }
    const {domain, context} = action;
    const [resId] = await services.orm.search(action.res_model, domain || [], {
        limit: 1,
        context,
    });
    if (resId) {
        await openForm(services, `${name}, form`, resId, press);
    }
    if (creates) {
        await openForm(services, `${name}, new`, false, null);
    }
}

/** Whatever an action opens: a screen with its views, or a dialog. */
async function openAction(services, name, open, press) {
    const before = services.action.currentController;
    await screen(name, open);
    if (document.querySelector(".o_dialog")) {
        await openPages(services, name, ".o_dialog", null);
        await screen(`${name}, closed`, async () => {
            await services.action.doAction({type: "ir.actions.act_window_close"});
        });
        return;
    }
    const now = services.action.currentController;
    if (now !== before && now.view) {
        await openViews(services, name, press);
    }
}

/**
 * Open one screen after the other in the web client that is there, and say on the
 * console which one is open (`screen: NAME`) and what goes wrong, as errors.
 *
 * @param {string} prefix the menus to open: those of modules whose name begins so
 * @param {[string, any][]} actions more to open: what to call it, and what
 *      `doAction` takes
 * @param {string[]} names of the buttons to press: those that only open something
 * @param {string} signal what to say at the end
 */
export async function openScreens(prefix, actions, names, signal) {
    const {services} = odoo.__WOWL_DEBUG__.root.env;
    const press = names.length && {names: new Set(names), done: new Set()};
    watchRequests();
    await settle();
    for (const menu of services.menu.getAll()) {
        // the entry of an app has the action of its first menu
        const isApp = menu.id === menu.appID && menu.children.length;
        if (menu.actionID && !isApp && (menu.xmlid || "").startsWith(prefix)) {
            await openAction(
                services,
                `menu ${menu.xmlid}`,
                () => services.menu.selectMenu(menu),
                press
            );
        }
    }
    for (const [name, action] of actions) {
        await openAction(
            services,
            name,
            () => services.action.doAction(action, {clearBreadcrumbs: true}),
            press
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
