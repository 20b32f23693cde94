import {registry} from "@web/core/registry";

const line = ".o_ficha_today_reply .o_ficha_today_line:contains(Tour who wrote)";
const undo = ".o_notification .o_notification_buttons button";

/**
 * A reply is owed: seen in the morning, answered with one click, taken back, and then
 * finished from the ficha, whose line on top says that nothing waits any more.
 */
registry.category("web_tour.tours").add("ficha_reply_tour", {
    steps: () => [
        {
            content: "the day says who waits, what they wrote and since when",
            trigger: `${line} .o_ficha_today_why:contains(Yes, send me a price):contains(3 days):contains(and 1 more)`,
        },
        {
            content: "answered",
            trigger: `${line} .o_ficha_today_answered`,
            run: "click",
        },
        {
            content: "it is gone, and what is to do comes to the fore; take it back",
            trigger: `body:not(:has(${line})):has(.o_ficha_today_task:contains(Tour task)) ${undo}`,
            run: "click",
        },
        {
            content: "it is back; open the ficha",
            trigger: `${line} .o_ficha_today_name`,
            run: "click",
        },
        {
            content: "the line on top says the same",
            trigger:
                ".o_ficha_banner_pending_reply:contains(Yes, send me a price):contains(and 1 more)",
        },
        {
            content: "reply: they have no address, so what one tells them is noted",
            trigger: ".o_ficha_banner_pending_reply .o_ficha_action_reply_write",
            run: "click",
        },
        {
            trigger:
                ".modal .o_field_widget[name=subject] input:value(Re: Yes, send me a price)",
        },
        {
            content: "not now",
            trigger: ".modal .o_form_button_cancel, .modal .btn-close",
            run: "click",
        },
        {
            content: "one click here too",
            trigger:
                "body:not(:has(.modal)) .o_ficha_banner_pending_reply .o_ficha_action_reply_answered",
            run: "click",
        },
        {
            content: "gone; take it back",
            trigger: `.o_ficha_banner:not(:has(.o_ficha_banner_pending_reply)):has(.o_ficha_banner_pending_task:contains(Tour task))`,
        },
        {
            trigger: undo,
            run: "click",
        },
        {
            content: "the one that only thanks is dismissed where they are listed",
            trigger: ".o_ficha_banner_pending_reply .o_ficha_action_open_replies",
            run: "click",
        },
        {
            trigger:
                ".o_list_view .o_data_row:contains(Thank you) .o_list_record_selector input",
            run: "click",
        },
        {
            trigger: "button[name=action_no_reply_needed]",
            run: "click",
        },
        {
            content: "the other is left",
            trigger: `.o_list_view:not(:has(.o_data_row:contains(Thank you))) .o_data_row:contains(Yes, send me a price)`,
        },
        {
            content: "back to the ficha",
            trigger: ".o_breadcrumb .o_back_button, .o_breadcrumb a:last",
            run: "click",
        },
        {
            trigger: ".o_ficha_banner_pending_reply .o_ficha_action_reply_answered",
            run: "click",
        },
        {
            content: "nobody waits for us",
            trigger: ".o_ficha_banner:not(:has(.o_ficha_banner_pending_reply))",
        },
    ],
});
