/**
 * How the page is painted, "dark" or "light": by the colour of its text. The cookie says
 * what was once chosen, also where no dark page is served.
 */
export function pageScheme() {
    const [red, green, blue] = getComputedStyle(document.body)
        .color.match(/[\d.]+/g)
        .map(Number);
    return 0.299 * red + 0.587 * green + 0.114 * blue > 127 ? "dark" : "light";
}
