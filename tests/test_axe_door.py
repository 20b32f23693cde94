"""Whether everybody can use the pages for customers: axe-core finds nothing, nothing is
wider than a telephone, and none of them needs JavaScript (the page has none)."""

import json

from odoo.tests import new_test_user, tagged

from odoo.addons.ficha_cliente_portal.controllers.door import COOKIE
from odoo.addons.ficha_cliente_portal.tests.common_door import DoorCase

from devtools.lint import ensure_axe

LOOK = """
(async () => {
    const found = [];
    for (const url of %(urls)s) {
        const answer = await fetch(url);
        if (answer.status !== (url === "/f/gone" ? 404 : 200)) {
            found.push(`${url.slice(0, 8)}: ${answer.status}`);
        }
        document.documentElement.innerHTML = await answer.text();
        await new Promise((resolve) => setTimeout(resolve, 300));
        const {violations} = await axe.run(document);
        for (const {id, nodes} of violations) {
            found.push(`${url.slice(0, 8)}: ${id}: ${nodes[0].html.slice(0, 200)}`);
        }
        const wide = document.documentElement.scrollWidth;
        if (wide > window.innerWidth) {
            found.push(`${url.slice(0, 8)}: ${wide} pixels wide`);
        }
    }
    console.log(found.length ? "axe found: " + found.join("; ") : "test successful");
    if (found.length) {
        throw new Error(found.join("; "));
    }
})();
"""


@tagged("post_install", "-at_install")
class TestAxeDoor(DoorCase):
    browser_size = "390x844"

    def test_everybody_can_use_the_customers_pages(self):
        self.env.company.ficha_public_signup = True
        self.env["ficha.notice"].create(
            {
                "name": "Registration",
                "place": "web_form",
                "lang": "en_US",
                "first_layer": "<p>We answer you with your data.</p>",
                "second_layer": "<p>All the rest.</p>",
                "checkbox_label": "Send me your news",
                "purpose_ids": [(6, 0, self.news.ids)],
            }
        )
        landing = f"/f/{self.token()}"
        self.token()
        key = self.Link.search([], limit=1)._open_visit()
        mine = self.Link._issue_preferences(self.person, self.person.email)
        code = self.person._ficha_paper()["code"]
        user = new_test_user(
            self.env, "door_axe", "base.group_portal", lang="en_US", phone="981173055"
        )
        urls = [
            *(landing, "/f/ficha", mine[mine.index("/p/") :], "/alta", "/f/gone"),
            *("/my/ficha", f"/f/{code}", "/f/ask"),
        ]
        self.env.flush_all()
        look = LOOK % {"urls": json.dumps(urls)}
        self.browser_js(
            landing,
            ensure_axe().read_text(encoding="utf-8") + ";" + look,
            cookies={COOKIE: key},
            login=user.login,
        )
