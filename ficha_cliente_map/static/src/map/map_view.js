import {registry} from "@web/core/registry";
import {FichaMapController} from "./map_controller";

/** The map as a view: it takes the search, the filters and the favourites of an action. */
export const fichaMapView = {
    type: "ficha_map",
    Controller: FichaMapController,
    searchMenuTypes: ["filter", "groupBy", "favorite"],
    props: (genericProps) => ({
        ...genericProps,
        colour: genericProps.arch.getAttribute("colour") || "followup",
    }),
};

registry.category("views").add("ficha_map", fichaMapView);
