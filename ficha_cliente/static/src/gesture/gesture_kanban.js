import {useAskWhy, useCustomerGesture, useGesturePage} from "./gesture";
import {FichaKanbanController} from "../ficha_drop/ficha_drop";
import {KanbanRenderer} from "@web/views/kanban/kanban_renderer";
import {kanbanView} from "@web/views/kanban/kanban_view";
import {registry} from "@web/core/registry";

/**
 * Columns of colours and of situations: a card dragged to another one is a gesture, which
 * answers and can be undone as on the page of the customer.
 */
export class GestureKanbanRenderer extends KanbanRenderer {
    setup() {
        super.setup();
        this.askWhy = useAskWhy();
        this.gesture = useCustomerGesture();
        useGesturePage({reload: () => this.props.list.model.load()});
    }

    async sortRecordDrop(dataRecordId, dataGroupId, params) {
        const {list} = this.props;
        const column = params.parent?.dataset.id;
        const group = list.isGrouped && list.groups.find(({id}) => id === column);
        const record = list.records.find(({id}) => id === dataRecordId);
        const moves = ["followup_state_id", "ficha_lifecycle"];
        if (
            !group ||
            !record ||
            column === dataGroupId ||
            !moves.includes(list.groupByField.name)
        ) {
            return super.sortRecordDrop(...arguments);
        }
        params.parent.classList.remove("o_kanban_hover");
        if (list.groupByField.name === "ficha_lifecycle") {
            return this.gesture([record.resId], "action_lifecycle_set", [group.value]);
        }
        const why = group.value ? await this.askWhy(group.displayName) : "";
        if (why !== null) {
            await this.gesture([record.resId], "action_followup_set_state", [
                group.value,
                why,
            ]);
        }
    }
}

registry.category("views").add("ficha_gesture_kanban", {
    ...kanbanView,
    Controller: FichaKanbanController,
    Renderer: GestureKanbanRenderer,
});
