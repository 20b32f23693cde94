/* global L */
import {loadBundle} from "@web/core/assets";
import {_t} from "@web/core/l10n/translation";

/**
 * Leaflet, the outlines of the provinces and the marks: what each of our maps is made
 * of. The libraries are loaded when the first map is shown, from the module itself.
 */

const OUTLINES = "/ficha_cliente_map/static/lib/es-atlas/provinces.json";
export const SPAIN = [
    [27.6, -18.2],
    [43.8, 4.4],
];
// Shape and colour, so that it is never the colour alone.
export const SHAPES = {
    circle: "●",
    diamond: "◆",
    triangle: "▲",
    square: "■",
    star: "★",
    cross: "✚",
    ring: "○",
};

let outlines = null;

export async function loadLeaflet() {
    await loadBundle("ficha_cliente_map.leaflet");
}

/** The outer rings of each province: TopoJSON keeps each border once. */
async function loadOutlines() {
    if (!outlines) {
        const response = await fetch(OUTLINES);
        const topology = await response.json();
        const {scale, translate} = topology.transform;
        const lines = topology.arcs.map((arc) => {
            let x = 0;
            let y = 0;
            return arc.map(([dx, dy]) => {
                x += dx;
                y += dy;
                return [y * scale[1] + translate[1], x * scale[0] + translate[0]];
            });
        });
        const ring = (numbers) =>
            numbers.flatMap((number, place) => {
                const line = number < 0 ? [...lines[~number]].reverse() : lines[number];
                return place ? line.slice(1) : line;
            });
        outlines = Object.fromEntries(
            topology.objects.provinces.geometries.map((geometry) => [
                geometry.id,
                geometry.type === "Polygon"
                    ? [ring(geometry.arcs[0])]
                    : (geometry.arcs || []).map((polygon) => ring(polygon[0])),
            ])
        );
    }
    return outlines;
}

/** The rings of some provinces, by the numbers of the INE. */
export async function ringsOf(numbers) {
    const rings = await loadOutlines();
    return numbers.flatMap((number) => rings[number] || []);
}

/**
 * A map in an element: the company's tiles where it has set some, outlines otherwise.
 *
 * @param {HTMLElement} element
 * @param {Object} settings of `ficha_map_settings`
 * @returns {Promise<L.Map>}
 */
export async function makeMap(element, settings) {
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const map = L.map(element, {
        preferCanvas: true,
        minZoom: 3,
        maxZoom: 19,
        zoomAnimation: !calm,
        fadeAnimation: !calm,
        markerZoomAnimation: !calm,
    });
    map.attributionControl.setPrefix(false);
    map.fitBounds(SPAIN);
    if (settings.tiles) {
        L.tileLayer(settings.tiles, {
            attribution: settings.attribution,
            maxZoom: 19,
        }).addTo(map);
    } else {
        const rings = Object.values(await loadOutlines()).flat();
        L.polygon(
            rings.map((ring) => [ring]),
            {
                interactive: false,
                weight: 1,
                className: "o_ficha_map_land",
                color: "#9aa5b1",
                fillColor: "#f2efe9",
                fillOpacity: 1,
            }
        ).addTo(map);
        map.attributionControl.addAttribution(
            _t("Outlines: © Instituto Geográfico Nacional (CC-BY 4.0), es-atlas")
        );
    }
    return map;
}

/**
 * A mark: a shape in its colour.
 *
 * @param {String} colour
 * @param {String} shape
 * @param {String} [text] instead of the shape
 * @returns {L.DivIcon}
 */
export function markIcon(colour, shape, text) {
    return L.divIcon({
        className: `o_ficha_mark o_ficha_mark_${colour}`,
        html: `<span aria-hidden="true">${text || SHAPES[shape] || SHAPES.circle}</span>`,
        iconSize: [24, 24],
    });
}

/** Width and height of a mark of many: as wide as its money is written. */
export function clusterSize(count, money) {
    const size = count < 100 ? 34 : count < 1000 ? 42 : 50;
    return [money ? Math.max(size, 16 + 6 * money.length) : size, size];
}

/** A mark of many, with their number and, where it may be seen, their money. */
export function clusterIcon(count, money) {
    const span = document.createElement("span");
    span.textContent = count.toLocaleString();
    if (money) {
        const small = document.createElement("small");
        small.textContent = money;
        span.append(small);
    }
    return L.divIcon({
        className: "o_ficha_mark o_ficha_mark_many",
        html: span.outerHTML,
        iconSize: clusterSize(count, money),
    });
}

// Customers are counted in the cells of a grid (tools/grid.py): up to this zoom a view
// keeps to its lines, at most 16 points of the screen beyond its edges.
const WIDTH = 360 / 4096;
const HEIGHT = WIDTH * 0.75;
const COUNTED = 8;

/** South, west, north and east of what is in view, as the server reads it. */
export function viewOf(map) {
    const bounds = map.getBounds();
    const [south, west] = [bounds.getSouth(), bounds.getWest()];
    const [north, east] = [bounds.getNorth(), bounds.getEast()];
    if (Math.round(map.getZoom()) > COUNTED) {
        return [south, west, north, east];
    }
    return [
        Math.floor(south / HEIGHT) * HEIGHT,
        Math.floor(west / WIDTH) * WIDTH,
        Math.ceil(north / HEIGHT) * HEIGHT,
        Math.ceil(east / WIDTH) * WIDTH,
    ];
}
