import {ChatterBelowController, ChatterBelowRenderer} from "./chatter_below";
import {
    Component,
    onError,
    onMounted,
    onWillRender,
    useState,
    useSubEnv,
} from "@odoo/owl";
import {ButtonBox} from "@web/views/form/button_box/button_box";
import {FichaChatter} from "./ficha_chatter";
import {FichaNotebook} from "./ficha_notebook";
import {FormCompiler} from "@web/views/form/form_compiler";
import {Layout} from "@web/search/layout";
import {StatusBarButtons} from "@web/views/form/status_bar_buttons/status_bar_buttons";
import {formView} from "@web/views/form/form_view";
import {registry} from "@web/core/registry";
import {useViewCompiler} from "@web/views/view_compiler";
import {isWidest, useWide} from "./wide";

// Beside the buttons of the page, so many of what there is to look at have their place
// in the control panel; the others are under *More*.
const SHOWN = 2;
const SHOWN_WIDEST = 4;

/** The buttons of the page, in it or, where there is room, in the control panel. */
export class FichaFormCompiler extends FormCompiler {
    /** Extends Odoo's: the buttons are in one of the two places. */
    compileHeader(el, params) {
        const bar = super.compileHeader(el, params);
        const buttons = bar.querySelector("StatusBarButtons");
        if (params.isSubView) {
            return buttons;
        }
        buttons.setAttribute("t-if", "!__comp__.buttonsAbove");
        return bar;
    }
}

/**
 * The page of a customer. Beside it, where there is room, stands what happened with the
 * customer (`ficha_side`); Odoo's messages come below.
 */
export class FichaFormRenderer extends ChatterBelowRenderer {
    static components = {...ChatterBelowRenderer.components, Notebook: FichaNotebook};

    setup() {
        super.setup();
        this.room = useWide();
        this.mailComponents = {...this.mailComponents, Chatter: FichaChatter};
    }

    get buttonsAbove() {
        return this.room.wide && !this.env.inDialog;
    }
}

/** What there is to look at, beside the buttons of the page. */
export class FichaButtonBox extends ButtonBox {
    setup() {
        const room = useWide();
        // what is asked for first is done last: after Odoo's own
        onWillRender(() => {
            const every = [...this.visibleButtons, ...this.additionalButtons];
            const shown = isWidest() ? SHOWN_WIDEST : SHOWN;
            if (room.wide && every.length > shown + 1) {
                this.visibleButtons = every.slice(0, shown);
                this.additionalButtons = every.slice(shown);
                this.isFull = true;
            }
        });
        super.setup();
    }
}

export class FichaFormController extends ChatterBelowController {
    static template = "ficha_cliente.FormController";
    static components = {
        ...ChatterBelowController.components,
        ButtonBox: FichaButtonBox,
        StatusBarButtons,
    };

    setup() {
        super.setup();
        this.room = useWide();
        const header = this.archInfo.xmlDoc.querySelector("header:not(field header)");
        if (header) {
            this.headerTemplate = useViewCompiler(
                this.props.Compiler || FichaFormCompiler,
                {Header: header},
                {isSubView: true}
            ).Header;
        }
        onMounted(() => this.env.fichaFilled?.());
    }

    get buttonsAbove() {
        return this.room.wide && !this.env.inDialog;
    }
}

/** What is asked of a page that is being left, once there is one to ask. */
function whenFilled(recorder, isFilled) {
    return (
        recorder && {
            add: (owner, callback) =>
                recorder.add(owner, (...args) => isFilled() && callback(...args)),
            remove: (owner) => recorder.remove(owner),
        }
    );
}

/**
 * The page's frame, which is there at once, while what it holds is being asked for: an
 * Odoo form shows nothing until the last answer is there. In a dialog, and for a new
 * customer, there is nothing to wait for.
 */
export class FichaFormFrame extends Component {
    static template = "ficha_cliente.FormFrame";
    static components = {FichaFormController, Layout};
    static props = ["*"];

    setup() {
        this.state = useState({begun: this.env.inDialog || !this.props.resId});
        let filled = this.state.begun;
        const isFilled = () => filled || undefined;
        useSubEnv({
            __beforeLeave__: whenFilled(this.env.__beforeLeave__, isFilled),
            __getLocalState__: whenFilled(this.env.__getLocalState__, isFilled),
            fichaFilled: () => {
                filled = true;
            },
        });
        onMounted(() => {
            this.state.begun = true;
        });
        // a customer that cannot be read: back to where one was, as Odoo's lists do
        onError((error) => {
            if (!filled) {
                this.env.config.historyBack();
            }
            throw error;
        });
    }
}

registry.category("views").add("ficha_form", {
    ...formView,
    Compiler: FichaFormCompiler,
    Controller: FichaFormFrame,
    Renderer: FichaFormRenderer,
});
