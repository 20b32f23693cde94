import {reactive} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {ConnectionLostError, RPCError} from "@web/core/network/rpc";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {uuid} from "@web/core/utils/strings";
import {session} from "@web/session";
import {tellGesture} from "@ficha_cliente/gesture/gesture";

const AGAIN = 30000;

/**
 * What is noted on the road. It is kept in the browser first and sent then, so that it
 * is there whatever the network does: a note leaves the browser only when the server has
 * answered for it, and the server takes each key once.
 */
export class RoadNotes {
    constructor(env, orm, notification) {
        this.env = env;
        this.orm = orm.silent;
        this.notification = notification;
        this.place = `ficha_road_${session.db}_${user.userId}`;
        // Where the browser keeps nothing, this page does.
        this.state = reactive({waiting: [], offline: false});
        this.read();
        browser.addEventListener("online", () => this.send());
        browser.addEventListener(
            "storage",
            ({key}) => key === this.place && this.read()
        );
        browser.setInterval(() => this.state.waiting.length && this.send(), AGAIN);
        this.send();
    }

    read() {
        // What the browser could not keep is newer than what it kept.
        if (this.unsaved) {
            return;
        }
        try {
            const kept = JSON.parse(browser.localStorage.getItem(this.place) || "[]");
            this.state.waiting = Array.isArray(kept) ? kept : [];
        } catch {
            // Somebody else's, or nothing: what this page knows stays.
        }
    }

    keep(waiting) {
        this.state.waiting = waiting;
        try {
            if (waiting.length) {
                browser.localStorage.setItem(this.place, JSON.stringify(waiting));
            } else {
                browser.localStorage.removeItem(this.place);
            }
            this.unsaved = false;
        } catch {
            // Full, or not allowed: it is in this page until it is sent.
            this.unsaved = true;
        }
    }

    /**
     * Note something, and send it.
     *
     * @param {Object} note stop, what, and note, latitude, longitude where there are any
     * @returns {Promise<Boolean>} whether the server has it
     */
    async add(note) {
        this.read();
        const at = new Date().toISOString().slice(0, 19).replace("T", " ");
        const key = uuid();
        const by = user.userId;
        this.keep([...this.state.waiting, {...note, key, at, user: by}]);
        await this.send();
        const sent = !this.state.waiting.some((other) => other.key === key);
        if (!sent) {
            this.notification.add(
                _t(
                    "No network: it is kept in this browser and sent when there is one."
                ),
                {type: "warning"}
            );
        }
        return sent;
    }

    /** Send all that waits; one after the other, also when asked twice. */
    send() {
        this.sending = (this.sending || Promise.resolve()).then(() => this.sendNow());
        return this.sending;
    }

    async sendNow() {
        const notes = [...this.state.waiting];
        if (!notes.length) {
            return;
        }
        let answers = [];
        try {
            answers = await this.orm.call("ficha.round.stop", "take_notes", [notes]);
            this.state.offline = false;
            this.told = false;
        } catch (error) {
            // It stays here, and is sent again.
            this.state.offline = true;
            if (error instanceof RPCError && !this.told) {
                this.told = true;
                this.notification.add(
                    _t(
                        "What you noted could not be sent; it is tried again. %s",
                        error.data?.message || ""
                    ),
                    {type: "danger"}
                );
            } else if (
                !(error instanceof RPCError || error instanceof ConnectionLostError)
            ) {
                throw error;
            }
            return;
        }
        const answered = new Set(answers.map(({key}) => key));
        this.read();
        this.keep(this.state.waiting.filter(({key}) => !answered.has(key)));
        for (const {taken, words, undo} of answers) {
            if (undo) {
                tellGesture(this.env, {message: words, undo});
            } else if (words) {
                this.notification.add(words, {
                    type: taken ? "success" : "danger",
                    sticky: !taken,
                });
            }
        }
    }
}

export const roadNotesService = {
    dependencies: ["orm", "notification", "action", "hotkey"],
    start(env, {orm, notification}) {
        return new RoadNotes(env, orm, notification);
    },
};

registry.category("services").add("ficha_road_notes", roadNotesService);
