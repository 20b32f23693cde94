import {browser} from "@web/core/browser/browser";

import {onWillUnmount, useState} from "@odoo/owl";

// From here on there is room beside the page of a customer; see ficha_form.scss.
const WIDE = "(min-width: 1400px)";

/** Whether there is room beside the page now. */
export function isWide() {
    return browser.matchMedia(WIDE).matches;
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
