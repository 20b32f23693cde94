import {Notebook} from "@web/core/notebook/notebook";

/**
 * The pages of a customer. On a telephone they are sections one below the other, folded:
 * a touch opens one, another closes it. A new file opens the page with the basic data,
 * not one of empty tables.
 */
export class FichaNotebook extends Notebook {
    static template = "ficha_cliente.Notebook";

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
