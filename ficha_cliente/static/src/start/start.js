import {dropFichaFiles, fichaDropRegistry} from "@ficha_cliente/ficha_drop/ficha_drop";
import {tellGesture, useGesturePage} from "../gesture/gesture";
import {Layout} from "@web/search/layout";
import {_t} from "@web/core/l10n/translation";
import {getDefaultConfig} from "@web/views/view";
import {registry} from "@web/core/registry";
import {useDropzone} from "@web/core/dropzone/dropzone_hook";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

import {Component, markup, onWillStart, useRef, useState, useSubEnv} from "@odoo/owl";

/** *First steps*: what there is to do on the first day, told by what the base holds. */
export class FichaStart extends Component {
    static template = "ficha_cliente.Start";
    static components = {Layout};
    static props = {...standardActionServiceProps};

    setup() {
        useSubEnv({config: {...getDefaultConfig(), ...this.env.config}});
        this.orm = useService("orm");
        this.action = useService("action");
        this.menu = useService("menu");
        this.fileInput = useRef("file");
        this.state = useState({
            steps: [],
            done: 0,
            busy: false,
            by: "state",
            groups: null,
            team: [],
            users: {},
        });
        useDropzone(
            useRef("root"),
            (ev) => this.take([...ev.dataTransfer.files]),
            "o_ficha_drop",
            () => this.canDrop
        );
        useGesturePage({reload: () => this.load()});
        onWillStart(async () => {
            this.env.config.setDisplayName(_t("First steps"));
            await this.orm.call("ficha.start", "begin", []);
            await this.load();
        });
    }

    async load() {
        const {steps, done} = await this.orm.call("ficha.start", "get_start", []);
        for (const step of steps) {
            // Written by the server, which escapes what people typed
            step.text = markup(step.text);
        }
        Object.assign(this.state, {steps, done});
        if (this.shared) {
            await this.loadGroups(this.state.by);
        } else {
            this.state.groups = null;
        }
    }

    // -- what is shown

    /** The first step that is not done is the one that is open. */
    get current() {
        return this.state.steps.find((step) => !step.done);
    }

    get shared() {
        return this.state.steps.find((step) => step.share);
    }

    get progress() {
        return _t("%(done)s of %(all)s steps", {
            done: this.state.done,
            all: this.state.steps.length,
        });
    }

    get percent() {
        return Math.round((100 * this.state.done) / (this.state.steps.length || 1));
    }

    get complete() {
        return this.state.steps.length && !this.current;
    }

    get canDrop() {
        return fichaDropRegistry.getEntries().length > 0;
    }

    get accepted() {
        return fichaDropRegistry
            .getEntries()
            .map(([name]) => `.${name}`)
            .join(",");
    }

    // -- buttons

    async press(button) {
        if (button.method) {
            const next = await this.orm.call("ficha.start", button.method, []);
            if (next) {
                await this.action.doAction(next, {onClose: () => this.load()});
            }
            await this.load();
        } else {
            await this.action.doAction(button.action, {onClose: () => this.load()});
        }
    }

    async putAway() {
        await this.orm.call("ficha.start", "put_away", []);
        await this.menu.reload();
        const app = this.menu
            .getApps()
            .find(({xmlid}) => xmlid === "ficha_cliente.menu_ficha_root");
        await this.menu.selectMenu(app);
    }

    // -- a file

    chooseFile() {
        this.fileInput.el.click();
    }

    async onFileChosen(ev) {
        await this.take([...ev.target.files]);
        ev.target.value = "";
    }

    async take(files) {
        if (!files.length || this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            await dropFichaFiles(files, this.env);
        } finally {
            this.state.busy = false;
        }
    }

    // -- who attends whom

    async loadGroups(by) {
        const {groups, team} = await this.orm.call("ficha.start", "get_groups", [by]);
        const users = {};
        for (const group of groups) {
            users[group.key] = group.user_id || "";
        }
        Object.assign(this.state, {by, groups, team, users});
    }

    choose(key, ev) {
        this.state.users[key] = Number(ev.target.value) || "";
    }

    get chosenCount() {
        return this.state.groups
            .filter(({key}) => this.state.users[key])
            .reduce((sum, {count}) => sum + count, 0);
    }

    get shareLabel() {
        const count = this.chosenCount;
        return count === 1 ? _t("Give 1 customer") : _t("Give %s customers", count);
    }

    async share() {
        this.state.busy = true;
        try {
            const chosen = Object.fromEntries(
                Object.entries(this.state.users).filter(([, user]) => user)
            );
            const answer = await this.orm.call("ficha.start", "share_told", [
                this.state.by,
                chosen,
            ]);
            tellGesture(this.env, answer);
            await this.load();
        } finally {
            this.state.busy = false;
        }
    }
}

registry.category("actions").add("ficha_cliente.start", FichaStart);
