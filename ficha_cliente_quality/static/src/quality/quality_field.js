import {_t} from "@web/core/l10n/translation";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {deserializeDate} from "@web/core/l10n/dates";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component} from "@odoo/owl";

// Names that are told on the page itself; all of them are one click away.
const FIRST = 3;
// Length of the circle of the ring, radius 15.
const ROUND = 2 * Math.PI * 15;

/**
 * How complete a customer file is: a ring, and the words of what is missing. One click
 * tells all of it, what is stale, and where the data came from.
 */
export class FichaQuality extends Component {
    static template = "ficha_cliente_quality.Quality";
    static components = {Dropdown};
    static props = {...standardFieldProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get quality() {
        return this.props.record.data[this.props.name] || null;
    }

    get dash() {
        return `${(ROUND * this.quality.completeness) / 100} ${ROUND}`;
    }

    get text() {
        const {missing, stale} = this.quality;
        const names = (words) => {
            const first = words.slice(0, FIRST).map((word) => word.label);
            const more = words.length - first.length;
            return first.join(", ") + (more > 0 ? ` +${more}` : "");
        };
        if (missing.length) {
            return _t("Missing: %s", names(missing));
        }
        return stale.length ? _t("Stale: %s", names(stale)) : _t("Nothing is missing");
    }

    since(word) {
        return word.since ? deserializeDate(word.since).toFormat("d LLL yyyy") : "";
    }

    ask(word) {
        this.env.bus.trigger("FICHA_QUESTION:ASK", {
            resId: this.props.record.resId,
            field: word.name,
        });
    }

    async origins() {
        const action = await this.orm.call("res.partner", "action_ficha_origins", [
            [this.props.record.resId],
        ]);
        this.action.doAction(action);
    }
}

registry.category("fields").add("ficha_quality", {
    component: FichaQuality,
    supportedTypes: ["json"],
});
