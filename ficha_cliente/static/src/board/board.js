import {KeepLast} from "@web/core/utils/concurrency";
import {Layout} from "@web/search/layout";
import {_t} from "@web/core/l10n/translation";
import {formatFigure} from "./board_format";
import {getDefaultConfig} from "@web/views/view";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";

import {Component, onMounted, useState, useSubEnv} from "@odoo/owl";

/**
 * A page of figures (`ficha.board.mixin`): a question that the reader changes, its
 * answer in one call, and a list behind each number. The question is still there when
 * somebody comes back from such a list.
 *
 * A board says `model`, `method` (which takes the question as its arguments) and
 * `question` (the first one); and `personId` and `setPerson` for the salesperson in it.
 */
export class FichaBoard extends Component {
    static components = {Layout};
    static props = {...standardActionServiceProps};
    static model = "";
    static method = "";
    static question = {};

    setup() {
        useSubEnv({config: {...getDefaultConfig(), ...this.env.config}});
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.format = formatFigure;
        this.state = useState({
            data: null,
            error: "",
            loading: true,
            question: {...this.constructor.question, ...this.props.state?.question},
        });
        useSetupAction({getLocalState: () => ({question: {...this.state.question}})});
        onMounted(() => this.load());
    }

    async load() {
        const {model, method} = this.constructor;
        this.state.loading = true;
        this.state.error = "";
        try {
            // of several questions only the answer to the last one is shown
            this.state.data = await this.keepLast.add(
                this.orm.silent.call(model, method, [], this.state.question)
            );
        } catch (error) {
            this.state.error =
                error.data?.message || _t("The server could not be reached.");
        }
        this.state.loading = false;
    }

    ask(changes) {
        Object.assign(this.state.question, changes);
        return this.load();
    }

    get dimensionLabel() {
        const {dimensions, dimension} = this.state.data;
        return dimensions.find(({key}) => key === dimension)?.label || "";
    }

    /** Id of the only salesperson whose customers count, or false. */
    get personId() {
        return false;
    }

    /** Ask for the customers of a salesperson; of everybody when the id is false. */
    setPerson() {}

    /** The list behind a figure; arguments as those of `open_figure` of the model. */
    async openFigure(...args) {
        const action = await this.orm.call(this.constructor.model, "open_figure", [
            {...this.state.question},
            ...args,
        ]);
        return this.action.doAction(action);
    }
}
