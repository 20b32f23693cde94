import {browser} from "@web/core/browser/browser";

import {onWillUnmount, useState} from "@odoo/owl";

// From here on there is room beside the page of a customer; see ficha_form.scss.
const WIDE = "(min-width: 1400px)";
// And from here on room for a third column.
const WIDEST = "(min-width: 1680px)";

/** Whether there is room beside the page now. */
export function isWide() {
    return browser.matchMedia(WIDE).matches;
}

/** Whether there is room for a third column now. */
export function isWidest() {
    return browser.matchMedia(WIDEST).matches;
}

/** The same as a state, `{wide}`, which follows the window. */
export function useWide() {
    const media = browser.matchMedia(WIDE);
    const state = useState({wide: media.matches});
    const follow = ({matches}) => {
        state.wide = matches;
    };
    media.addEventListener("change", follow);
    onWillUnmount(() => media.removeEventListener("change", follow));
    return state;
}
