import {Chatter} from "@mail/chatter/web_portal/chatter";
import {isWide} from "./wide";

import {Component, useEffect, useRef, useState, xml} from "@odoo/owl";

/**
 * Odoo's messages below the page. Where what happened stands beside it already, they
 * are asked for when somebody goes down to them, and opening the page asks no more than
 * opening a contact does.
 */
export class FichaChatter extends Component {
    static template = xml`
        <div class="o_ficha_chatter w-100" t-ref="place">
            <Chatter t-if="state.shown" t-props="props" />
        </div>`;
    static components = {Chatter};
    static props = ["*"];

    setup() {
        this.place = useRef("place");
        this.state = useState({shown: !isWide() || !this.props.threadId});
        useEffect(
            (place, shown) => {
                if (!place || shown) {
                    return;
                }
                const observer = new IntersectionObserver(([entry]) => {
                    this.state.shown = this.state.shown || entry.isIntersecting;
                });
                observer.observe(place);
                return () => observer.disconnect();
            },
            () => [this.place.el, this.state.shown]
        );
    }
}
