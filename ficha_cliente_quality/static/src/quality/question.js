import {FichaDayInput} from "@ficha_cliente/day/day_input";
import {RecordSelector} from "@web/core/record_selectors/record_selector";
import {registry} from "@web/core/registry";
import {useBus, useService} from "@web/core/utils/hooks";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {useWide} from "@ficha_cliente/ficha_form/wide";

import {Component, useEffect, useRef, useState} from "@odoo/owl";

/**
 * One small question about a customer in whose file something is missing. It comes with
 * the page, so that opening one asks the server nothing more, and stays until it is
 * answered; the next one comes the next time. With `side` it stands beside the page,
 * where there is room for that; without, in it.
 */
export class FichaQuestion extends Component {
    static template = "ficha_cliente_quality.Question";
    static components = {FichaDayInput, RecordSelector};
    static props = {...standardFieldProps, side: {type: Boolean, optional: true}};

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
        useRecordObserver((record) => {
            if (record.resId && record.resId !== this.resId) {
                this.resId = record.resId;
                this.show(record.data[this.props.name]);
            }
        });
        useBus(this.env.bus, "FICHA_QUESTION:ASK", ({detail}) => {
            if (detail.resId === this.resId) {
                this.load(detail.field);
            }
        });
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

    show(question, wanted = false) {
        const value = (question && question.value) || false;
        const thanks = false;
        Object.assign(this.state, {question: question || null, value, thanks, wanted});
    }

    /** Somebody asked for this one. */
    async load(field) {
        if (!this.isPlace) {
            return;
        }
        const {resId} = this;
        this.show(null);
        const question = await this.orm.silent.call(
            "res.partner",
            "get_ficha_question",
            [[resId], field],
            {context: this.props.record.context}
        );
        if (resId === this.resId && question) {
            this.show(question, true);
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

registry.category("fields").add("ficha_question", {
    component: FichaQuestion,
    supportedTypes: ["json"],
    extractProps: ({options}) => ({side: Boolean(options.side)}),
    // What was asked for by hand, and the thanks, are shown where the page brought none
    isEmpty: () => false,
});
