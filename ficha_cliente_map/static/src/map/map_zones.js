/* global L */
import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";
import {onWillUnmount, useState} from "@odoo/owl";
import {ringsOf} from "./leaflet_map";

const MODEL = "res.partner";
const TERRITORY_COLOURS = [
    "#1a5fb4",
    "#a51d2d",
    "#26a269",
    "#9141ac",
    "#986a44",
    "#c64600",
];

/**
 * What a hand puts on the map: a zone that is drawn, a new customer; and the
 * territories that there are.
 *
 * @param {Function} begins when a zone is begun, or somebody is about to be put
 * @param {Function} changed when there is another zone, or none any more
 * @returns {MapZones}
 */
export function useMapZones(begins, changed) {
    const zones = new MapZones(begins, changed);
    zones.orm = useService("orm");
    zones.action = useService("action");
    zones.notification = useService("notification");
    zones.state = useState({
        territories: false,
        drawing: false,
        corners: 0,
        zone: "",
        placing: false,
    });
    onWillUnmount(() => {
        zones.gone = true;
    });
    return zones;
}

class MapZones {
    constructor(begins, changed) {
        this.begins = begins;
        this.changed = changed;
        this.corners = [];
    }

    addTo(map) {
        this.shapes = L.layerGroup().addTo(map);
        this.drawn = L.layerGroup().addTo(map);
        map.on("click", ({latlng}) => this.clicked(latlng));
    }

    // -- a zone -----------------------------------------------------------------------

    start() {
        this.clear();
        this.begins();
        this.state.placing = false;
        this.state.drawing = true;
    }

    clicked({lat, lng}) {
        if (this.state.placing) {
            return this.createAt(lat, lng);
        }
        if (!this.state.drawing) {
            return;
        }
        this.corners.push([lat, lng]);
        this.draw();
    }

    /** A corner that was not meant: the last one goes again. */
    takeBack() {
        this.corners.pop();
        this.draw();
    }

    draw() {
        this.state.corners = this.corners.length;
        this.drawn.clearLayers();
        const shape = this.corners.length > 2 ? L.polygon : L.polyline;
        shape(this.corners, {
            color: "#1a5fb4",
            weight: 2,
            interactive: false,
            // What its own line crosses twice is in it, as the server counts.
            fillRule: "nonzero",
        }).addTo(this.drawn);
        this.corners.forEach((corner) =>
            L.circleMarker(corner, {radius: 4, interactive: false}).addTo(this.drawn)
        );
    }

    end() {
        this.state.drawing = false;
        this.state.zone = this.corners
            .map(([lat, lng]) => `${lat.toFixed(5)},${lng.toFixed(5)}`)
            .join(" ");
        return this.changed();
    }

    clear() {
        const had = this.state.zone;
        this.corners = [];
        this.drawn?.clearLayers();
        Object.assign(this.state, {zone: "", corners: 0, drawing: false});
        return had ? this.changed() : null;
    }

    /** Keep the zone as a territory, with its salesperson. */
    keep() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Territory"),
            res_model: "ficha.territory",
            views: [[false, "form"]],
            context: {default_outline: this.state.zone},
        });
    }

    // -- territories ------------------------------------------------------------------

    async toggleTerritories() {
        this.state.territories = !this.state.territories;
        this.shapes.clearLayers();
        if (!this.state.territories) {
            return;
        }
        const territories = await this.orm.call(MODEL, "ficha_map_territories", []);
        if (this.gone || !this.state.territories) {
            return;
        }
        if (!territories.length) {
            this.notification.add(
                _t("There are no territories yet: draw a zone and keep it as one.")
            );
        }
        const shapes = await Promise.all(
            territories.map(async ({corners, provinces}) =>
                corners.length
                    ? [corners]
                    : (await ringsOf(provinces)).map((ring) => [ring])
            )
        );
        // Of a country whose outlines are not here, or of postcodes alone.
        const bare = territories.filter((_territory, place) => !shapes[place].length);
        if (bare.length) {
            this.notification.add(
                _t(
                    "Not drawn, as they have neither an outline nor provinces of Spain: %s.",
                    // By name: Odoo exports no term of one letter.
                    bare.map(({name}) => _t("“%(name)s”", {name})).join(", ")
                )
            );
        }
        territories.forEach(({name, seller}, place) => {
            if (!shapes[place].length) {
                return;
            }
            const label = document.createElement("span");
            label.textContent = seller ? `${name}: ${seller}` : name;
            L.polygon(shapes[place], {
                color: TERRITORY_COLOURS[place % TERRITORY_COLOURS.length],
                weight: 2,
                fillOpacity: 0.12,
                fillRule: "nonzero",
                interactive: false,
            })
                .bindTooltip(label, {permanent: true, direction: "center"})
                .addTo(this.shapes);
        });
    }

    // -- a new customer ---------------------------------------------------------------

    /** The next click on the map is where a new customer is. */
    startPlacing() {
        if (this.state.drawing) {
            this.clear();
        }
        this.begins();
        this.state.placing = !this.state.placing;
    }

    async createAt(latitude, longitude) {
        this.state.placing = false;
        const context = await this.orm.call(MODEL, "ficha_map_new", [
            latitude,
            longitude,
        ]);
        return this.action.doAction("ficha_cliente.action_ficha", {
            viewType: "form",
            props: {resId: false},
            additionalContext: context,
        });
    }
}
