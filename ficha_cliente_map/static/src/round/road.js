import {Component, useEffect, useState} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {navigatorUrl} from "../map/navigator";

/**
 * *I have arrived*, *Done* with its note, *Was not there*: with or without network, and
 * with the position when the browser may say it.
 */
export class FichaRoad extends Component {
    static template = "ficha_cliente_map.Road";
    static props = {...standardWidgetProps};

    setup() {
        this.notes = useService("ficha_road_notes");
        this.waiting = useState(this.notes.state);
        this.state = useState({
            busy: false,
            locating: false,
            writing: false,
            note: "",
        });
        // Sent later, in the background: the page shows what has become of it.
        useEffect(
            (noted) => {
                if (this.before && !noted && !this.state.busy) {
                    this.props.record.model.root.load();
                }
                this.before = noted;
            },
            () => [this.noted]
        );
    }

    get stop() {
        return this.props.record.resId;
    }

    /** What waits to be sent, as the button that was pressed says it. */
    get noted() {
        return this.waiting.waiting.findLast((note) => note.stop === this.stop)?.what;
    }

    get now() {
        return this.noted || this.props.record.data.state;
    }

    /** What opens the device's own navigator. */
    get way() {
        return navigatorUrl(this.props.record.data.destination);
    }

    get over() {
        return ["done", "absent"].includes(this.now);
    }

    position() {
        return new Promise((resolve) => {
            const {geolocation} = browser.navigator;
            if (!geolocation) {
                return resolve({});
            }
            geolocation.getCurrentPosition(
                ({coords: {latitude, longitude}}) => resolve({latitude, longitude}),
                () => resolve({}),
                {maximumAge: 30000, timeout: 8000}
            );
        });
    }

    async add(what, more) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            this.state.locating = what === "arrived";
            const found = this.state.locating ? await this.position() : {};
            this.state.locating = false;
            const sent = await this.notes.add({
                stop: this.stop,
                what,
                ...found,
                ...more,
            });
            this.state.writing = false;
            if (sent) {
                await this.props.record.model.root.load();
            }
        } finally {
            this.state.locating = false;
            this.state.busy = false;
        }
    }

    done() {
        return this.add("done", {note: this.state.note.trim()});
    }
}

registry.category("view_widgets").add("ficha_road", {component: FichaRoad});
