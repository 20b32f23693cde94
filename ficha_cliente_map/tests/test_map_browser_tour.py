import random

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

# what a browser says of itself: which device, and the navigator that is opened there
DEVICES = (
    ("Mozilla/5.0 (Linux; Android 14; Pixel 8) Chrome/130 Mobile", "", 5, "geo:"),
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)", "", 5, "maps:"),
    # an iPad says that it is a Mac, and is touched
    ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", "MacIntel", 5, "maps:"),
    ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", "MacIntel", 0, "https:"),
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "Win32", 10, "https:"),
    ("Mozilla/5.0 (X11; Linux x86_64)", "Linux x86_64", 0, "https:"),
)

NAVIGATORS = """
(async () => {
    const {browser} = odoo.loader.modules.get("@web/core/browser/browser");
    const {navigatorUrl} = odoo.loader.modules.get(
        "@ficha_cliente_map/map/navigator"
    );
    const places = ["37.389000,-5.994500", "Calle Feria, 2 & 4, 41003 Sevilla", ""];
    for (const [userAgent, platform, maxTouchPoints, scheme] of %(devices)s) {
        browser.navigator = {userAgent, platform, maxTouchPoints};
        for (const place of places) {
            const url = new URL(navigatorUrl(place));
            const told = {
                "geo:": () => new URLSearchParams(url.search).get("q"),
                "maps:": () => url.searchParams.get("daddr"),
                "https:": () => url.searchParams.get("destination"),
            };
            if (url.protocol !== scheme || told[scheme]() !== place) {
                throw new Error(`${userAgent}: ${url.href} of ${place}`);
            }
        }
    }
    console.log("test successful");
})();
"""

# Whether marks lie over each other, at each zoom from all of them to those of a town.
CLUSTERS = """
(async () => {
    const wait = (ms) => new Promise((done) => setTimeout(done, ms));
    const seen = [];
    for (let zoom = 0; zoom < 6; zoom++) {
        let marks = [];
        for (let tries = 0; tries < 40 && marks.length < 2; tries++) {
            await wait(150);
            marks = [...document.querySelectorAll(".o_ficha_mark_many")];
        }
        await wait(500);
        const boxes = [...document.querySelectorAll(".o_ficha_mark_many")].map(
            (mark) => [mark.getBoundingClientRect(), mark.innerText]
        );
        boxes.forEach(([one, words], place) => {
            for (const [other, others] of boxes.slice(0, place)) {
                if (
                    one.left < other.right && other.left < one.right &&
                    one.top < other.bottom && other.top < one.bottom
                ) {
                    throw new Error(`"${words}" lies over "${others}" at +${zoom}`);
                }
            }
        });
        seen.push(boxes.length);
        document.querySelector(".leaflet-control-zoom-in").click();
    }
    if (Math.max(...seen) < 15) {
        throw new Error(`too few to tell: ${seen}`);
    }
    console.log(`clusters: ${seen}`);
    console.log("test successful");
})();
"""


@tagged("post_install", "-at_install")
class TestMapInTheBrowser(HttpCase):
    """What only a browser makes: clusters of points, and links for its device."""

    browser_size = "1400x900"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env,
            "map_browser",
            "base.group_user,ficha_cliente.group_ficha_user",
            tour_enabled=False,
        )

    def test_each_device_opens_its_own_navigator(self):
        devices = [list(row) for row in DEVICES]
        self.browser_js(
            "/odoo",
            NAVIGATORS % {"devices": devices},
            "odoo.isReady === true",
            login="map_browser",
        )

    def test_no_cluster_lies_over_another(self):
        chance = random.Random(5)
        towns = [(chance.uniform(37, 43), chance.uniform(-7, 1)) for _town in range(60)]
        rows = [chance.choice(towns) for _customer in range(700)]
        tag = self.env["res.partner.category"].create({"name": "Del navegador"})
        partners = self.env["res.partner"].create(
            [
                {
                    "name": f"Cliente {number}",
                    "is_company": True,
                    "category_id": tag.ids,
                    "partner_latitude": latitude + chance.gauss(0, 0.15),
                    "partner_longitude": longitude + chance.gauss(0, 0.15),
                }
                for number, (latitude, longitude) in enumerate(rows)
            ]
        )
        self.env["ficha.purchase.summary"].sudo().create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": self.user.company_id.id,
                    "revenue_12m": chance.randrange(9000),
                }
                for partner in partners[::2]
            ]
        )
        action = self.env.ref("ficha_cliente.action_ficha").copy(
            {
                "domain": f"[('category_id', 'in', {tag.ids})]",
                "path": False,
                "view_mode": "ficha_map,list,form",
                "view_ids": [
                    Command.create({"view_mode": "ficha_map"}),
                    Command.create({"view_mode": "list"}),
                ],
            }
        )
        self.browser_js(
            f"/odoo/action-{action.id}",
            CLUSTERS,
            "!!document.querySelector('.o_ficha_mark_many')",
            login="map_browser",
        )
