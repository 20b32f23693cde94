/* global L */
import {formatCurrency} from "@web/core/currency";
import {clusterIcon, clusterSize, markIcon} from "./leaflet_map";

// How near two marks are gathered at least, in points of the screen.
const NEAR = 40;

/**
 * Clusters that stand where the first of those they gather is, from where the library
 * measures how near the others are. Their middle, where it draws them otherwise, may be
 * nearer to that of another cluster, and then one lies over the other. It has no option
 * for it.
 */
function standingCluster() {
    return L.MarkerClusterNonAnimated.extend({
        _recalculateBounds() {
            L.MarkerClusterNonAnimated.prototype._recalculateBounds.call(this);
            this._latlng = this._cLatLng || this._latlng;
        },
    });
}

/** What is on the map: marks, clusters of many, or where the money is. */
export class MapLayers {
    /**
     * @param {L.Map} map
     * @param {Number} currency of the money that is told
     * @param {Function} opens called with the id of who is clicked
     */
    constructor(map, currency, opens) {
        this.map = map;
        this.currency = currency;
        this.opens = opens;
        this.near = NEAR;
        this.marks = L.markerClusterGroup({
            maxClusterRadius: () => this.near,
            showCoverageOnHover: false,
            animate: false,
            iconCreateFunction: (cluster) =>
                clusterIcon(
                    cluster.getChildCount(),
                    this.moneyOf(
                        cluster
                            .getAllChildMarkers()
                            .reduce((sum, {options}) => sum + options.money, 0)
                    )
                ),
        });
        this.marks._markerCluster = standingCluster();
        this.marks.addTo(map);
        this.clusters = L.layerGroup().addTo(map);
        this.heat = L.layerGroup().addTo(map);
    }

    /** Money of a cluster as it is written: in whole units, nothing of nothing. */
    moneyOf(amount) {
        return amount ? formatCurrency(amount, this.currency, {digits: [69, 0]}) : "";
    }

    /**
     * How far apart marks are that are not gathered: so that no cluster of these points
     * reaches another, whatever is written in it.
     */
    nearOf(points) {
        const all = points.reduce((sum, [, , , , , money]) => sum + Math.abs(money), 0);
        const money = this.moneyOf(all);
        const [width, height] = clusterSize(points.length, money);
        return Math.max(NEAR, Math.ceil(money ? Math.hypot(width, height) : height));
    }

    clear() {
        this.marks.clearLayers();
        this.clusters.clearLayers();
        this.heat.clearLayers();
    }

    /** What `ficha_map` answers. */
    draw({legend, points, clusters}) {
        const lines = Object.fromEntries(legend.map((line) => [line.key, line]));
        this.near = this.nearOf(points);
        this.marks.clearLayers();
        this.marks.addLayers(
            points.map(([id, latitude, longitude, key, , money]) => {
                const line = lines[key] || {colour: "grey", shape: "ring", label: ""};
                const mark = L.marker([latitude, longitude], {
                    icon: markIcon(line.colour, line.shape),
                    title: line.label,
                    alt: line.label,
                    money,
                });
                mark.on("click", () => this.opens(id));
                return mark;
            })
        );
        this.drawClusters(clusters);
    }

    /** Clusters of the server, none of them over another. */
    drawClusters(clusters) {
        this.clusters.clearLayers();
        const rows = clusters.map(([latitude, longitude, count, money]) => ({
            latitude,
            longitude,
            count,
            money,
        }));
        for (const {latitude, longitude, count, money} of this.apart(rows)) {
            L.marker([latitude, longitude], {
                icon: clusterIcon(count, this.moneyOf(money)),
            })
                .on("click", () =>
                    this.map.setView([latitude, longitude], this.map.getZoom() + 2)
                )
                .addTo(this.clusters);
        }
    }

    /** Of clusters that would lie over each other one is made, until none do. */
    apart(rows) {
        const box = (row) => ({
            ...row,
            point: this.map.latLngToLayerPoint([row.latitude, row.longitude]),
            size: clusterSize(row.count, this.moneyOf(row.money)),
        });
        const over = (one, other) =>
            Math.abs(one.point.x - other.point.x) < (one.size[0] + other.size[0]) / 2 &&
            Math.abs(one.point.y - other.point.y) < (one.size[1] + other.size[1]) / 2;
        const left = rows.sort((one, other) => other.count - one.count).map(box);
        const placed = [];
        while (left.length) {
            const row = left.shift();
            const place = placed.findIndex((other) => over(row, other));
            if (place < 0) {
                placed.push(row);
                continue;
            }
            // What both are together may lie over a third.
            const [other] = placed.splice(place, 1);
            const count = row.count + other.count;
            const middle = (name) =>
                (row[name] * row.count + other[name] * other.count) / count;
            left.unshift(
                box({
                    latitude: middle("latitude"),
                    longitude: middle("longitude"),
                    count,
                    money: row.money + other.money,
                })
            );
        }
        return placed;
    }

    /** Where the money is, instead of the marks: what `ficha_map_heat` answers. */
    drawHeat(cells) {
        this.clear();
        for (const [latitude, longitude, share, count, money] of cells) {
            L.circleMarker([latitude, longitude], {
                radius: 8 + 20 * share,
                stroke: false,
                fillColor:
                    share > 0.66 ? "#b2182b" : share > 0.33 ? "#ef6548" : "#fdbb84",
                fillOpacity: 0.35 + 0.4 * share,
            })
                .bindTooltip(`${this.moneyOf(money)} · ${count}`)
                .addTo(this.heat);
        }
    }
}
