import {isAndroid, isIOS} from "@web/core/browser/feature_detection";

/**
 * What opens the navigator of the device: Android's and the iPhone's own, elsewhere a
 * page of the way in the browser. Nothing is asked until somebody follows it.
 *
 * @param {String} destination coordinates, or an address where those are not exact
 * @returns {String}
 */
export function navigatorUrl(destination) {
    const place = encodeURIComponent(destination || "");
    if (isAndroid()) {
        return `geo:0,0?q=${place}`;
    }
    if (isIOS()) {
        return `maps://?daddr=${place}`;
    }
    return `https://www.google.com/maps/dir/?api=1&travelmode=driving&destination=${place}`;
}
