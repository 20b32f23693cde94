import {Notebook} from "@web/core/notebook/notebook";
import {isWide} from "./wide";
import {useBus} from "@web/core/utils/hooks";

import {useEffect} from "@odoo/owl";

/**
 * The pages of a customer. On a telephone they are sections one below the other, folded:
 * a touch opens one, another closes it. A new file opens the page with the basic data,
 * not one of empty tables.
 */
export class FichaNotebook extends Notebook {
    static template = "ficha_cliente.Notebook";

    setup() {
        super.setup();
        useBus(this.env.bus, "FICHA:NOTE", ({detail}) => this.onNote(detail));
        useEffect(() => {
            const {noting} = this;
            this.noting = null;
            if (noting) {
                this.env.bus.trigger("FICHA:NOTE", {...noting, again: true});
            }
        });
    }

    /**
     * Something is going to be noted: where the history is a page of the file, not
     * beside it, that page is opened, and whoever notes there is told once more.
     */
    onNote(detail) {
        const {resId} = this.env.model?.root || {};
        if (detail.again || detail.resId !== resId || isWide() || this.env.isSmall) {
            return;
        }
        const page = this.pages.find(
            ([, {isVisible, name}]) => isVisible && name === "timeline"
        );
        if (page && page[0] !== this.state.currentPage) {
            this.noting = {from: document.activeElement, ...detail};
            this.activatePage(page[0]);
        }
    }

    /** Extends Odoo's: on a telephone what happened is the first section. */
    computePages(props) {
        const pages = super.computePages(props);
        const place = pages.findIndex(([, {name}]) => name === "timeline");
        if (place > 0 && this.env.isSmall && !this.env.inDialog) {
            pages.unshift(...pages.splice(place, 1));
        }
        return pages;
    }

    /** Extends Odoo's, which always has one open: the first. */
    computeActivePage(defaultPage, activateDefault) {
        const shown = this.pages.filter(([, {isVisible}]) => isVisible);
        const {currentPage} = this.state;
        if (this.env.isSmall) {
            const wanted = this.touched ? currentPage : currentPage || defaultPage;
            return shown.some(([id]) => id === wanted) ? wanted : null;
        }
        const isNew = this.env.model?.root?.isNew;
        if (isNew && !currentPage && !defaultPage) {
            const first = shown.find(([, {name}]) => name === "contact_addresses");
            if (first) {
                return first[0];
            }
        }
        return super.computeActivePage(defaultPage, activateDefault);
    }

    fold(id) {
        this.touched = true;
        this.state.currentPage = this.state.currentPage === id ? null : id;
    }
}
