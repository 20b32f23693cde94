import {FichaDayInput} from "@ficha_cliente/day/day_input";
import {RecordSelector} from "@web/core/record_selectors/record_selector";
import {registry} from "@web/core/registry";
import {useBus, useService} from "@web/core/utils/hooks";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useWide} from "@ficha_cliente/ficha_form/wide";

import {Component, onMounted, useEffect, useRef, useState} from "@odoo/owl";

/**
 * One small question about a customer in whose file something is missing. It is asked
 * for when the page of a customer is opened, once; the next one comes the next time.
 * With `side` it stands beside the page, where there is room for that; without, in it.
 */
export class FichaQuestion extends Component {
    static template = "ficha_cliente_quality.Question";
    static components = {FichaDayInput, RecordSelector};
    static props = {...standardWidgetProps, side: {type: Boolean, optional: true}};

    setup() {
        this.room = useWide();
        this.orm = useService("orm");
        this.input = useRef("input");
        this.state = useState({
            question: null,
            value: false,
            thanks: false,
            busy: false,
            wanted: false,
        });
        this.resId = null;
        // A page may be made twice before it is shown: who is never shown asks nothing
        let shown = false;
        onMounted(() => {
            shown = true;
            if (this.resId) {
                this.load();
            }
        });
        useRecordObserver((record) => {
            if (record.resId && record.resId !== this.resId) {
                this.resId = record.resId;
                if (shown) {
                    this.load(); // Not awaited: the page does not wait for a question
                }
            }
        });
        useBus(this.env.bus, "FICHA_QUESTION:ASK", ({detail}) => {
            if (detail.resId === this.resId) {
                this.load(detail.field);
            }
        });
        // the window was made wider or narrower: it is asked where it is seen
        let known = this.isPlace;
        useEffect(
            (isPlace) => {
                if (isPlace && !known && this.resId) {
                    this.load();
                }
                known = isPlace;
            },
            () => [this.isPlace]
        );
        useEffect(
            (wanted, input) =>
                wanted && (input?.querySelector("input") || input)?.focus(),
            () => [this.state.wanted, this.input.el]
        );
    }

    /** Whether this is the place of the two where the question is asked now. */
    get isPlace() {
        return Boolean(this.props.side) === (this.room.wide && !this.env.inDialog);
    }

    async load(field = null) {
        if (!this.isPlace) {
            return;
        }
        const {resId} = this;
        Object.assign(this.state, {question: null, thanks: false, wanted: false});
        const question = await this.orm.silent.call(
            "res.partner",
            "get_ficha_question",
            [[resId], field],
            {context: this.props.record.context}
        );
        if (resId === this.resId && question) {
            const value = question.value || false;
            Object.assign(this.state, {question, value, wanted: Boolean(field)});
        }
    }

    get hasValue() {
        return this.state.value !== false && this.state.value !== "";
    }

    /** Whether the answer is what the file says already. */
    get isSame() {
        const {stale, value} = this.state.question;
        return stale && this.state.value === value;
    }

    setValue(value) {
        const {type} = this.state.question;
        const isNumber = ["integer", "float", "monetary"].includes(type);
        this.state.value = isNumber && value !== "" ? Number(value) : value;
    }

    onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            ev.stopPropagation();
            if (this.hasValue) {
                this.save();
            }
        }
    }

    async save() {
        const {record} = this.props;
        this.state.busy = true;
        try {
            // What is being typed in the page is not lost
            if ((await record.isDirty()) && !(await record.save())) {
                return;
            }
            await this.orm.call(
                "res.partner",
                "answer_ficha_question",
                [[this.resId], this.state.question.field, this.state.value],
                {context: record.context}
            );
            Object.assign(this.state, {question: null, thanks: true});
            await record.load();
        } finally {
            this.state.busy = false;
        }
    }

    async rest(unknown) {
        const {field} = this.state.question;
        this.state.question = null;
        await this.orm.call("res.partner", "rest_ficha_question", [
            [this.resId],
            field,
            unknown,
        ]);
    }
}

registry.category("view_widgets").add("ficha_question", {
    component: FichaQuestion,
    extractProps: ({options}) => ({side: Boolean(options.side)}),
});
