import {registry} from "@web/core/registry";
import {rpc} from "@web/core/network/rpc";

async function formOf(name) {
    const [id] = await rpc("/web/dataset/call_kw/res.partner/search", {
        model: "res.partner",
        method: "search",
        args: [[["name", "=", name]]],
        kwargs: {},
    });
    const answer = await fetch(`/ficha/form?kind=customer&ids=${id}`);
    return new File([await answer.blob()], "formulario.pdf", {
        type: "application/pdf",
    });
}

function drag(kind, target, files) {
    const dataTransfer = new DataTransfer();
    for (const file of files) {
        dataTransfer.items.add(file);
    }
    target.dispatchEvent(
        new DragEvent(kind, {bubbles: true, cancelable: true, dataTransfer})
    );
}

let dropped = null;

registry.category("web_tour.tours").add("ficha_form_drop_tour", {
    steps: () => [
        {
            content: "Drag the form that a customer sent back over the list",
            trigger: ".o_list_view .o_data_row",
            run: async ({anchor}) => {
                dropped = await formOf("Formulario Tour, S.L.");
                drag("dragenter", anchor, [dropped]);
            },
        },
        {
            content: "Let go",
            trigger: ".o_ficha_drop",
            run: ({anchor}) => drag("drop", anchor, [dropped]),
        },
        {
            content: "It is shown what the form says, and whose it is",
            trigger:
                ".o_form_view .o_field_widget[name=partner_id] input:value(Formulario Tour)",
        },
        {
            content: "What it says is listed",
            trigger:
                ".o_field_widget[name=line_ids] .o_data_row:contains(Calle Tour 1)",
        },
        {
            content: "Nothing is done with it",
            trigger: "button[name=action_refuse]",
            run: "click",
        },
        {
            content: "It says so",
            trigger: ".o_arrow_button_current[data-value=refused]",
        },
    ],
});
