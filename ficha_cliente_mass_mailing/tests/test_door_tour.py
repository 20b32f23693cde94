import json

from odoo.tests import new_test_user, tagged
from odoo.tests.common import ChromeBrowser
from odoo.tools import mute_logger

from odoo.addons.ficha_cliente_portal.tests.common_door import DoorCase

# What a person does in the pages for customers, which have no program: forms are filled
# in and pressed in windows of the browser, and this only looks on.
VISITOR = """
(async () => {
    const until = async (what, check) => {
        for (let turn = 0; turn < 200; turn++) {
            if (check()) {
                return;
            }
            await new Promise((done) => setTimeout(done, 50));
        }
        throw new Error(`waited in vain: ${what}`);
    };
    const ready = (w) => w.location.href !== "about:blank"
        && w.document.readyState === "complete" && w.document.body
        && !w.document.body.dataset.left;
    const open = async (path) => {
        const w = window.open(path, "_blank");
        await until(path, () => ready(w));
        return w;
    };
    const press = async (w, button, typed = {}) => {
        for (const [name, value] of Object.entries(typed)) {
            w.document.querySelector(`[name="${name}"]`).value = value;
        }
        w.document.body.dataset.left = "yes";
        w.document.querySelector(button).click();
        await until(button, () => ready(w));
    };
    const says = (w, words) => {
        const text = w.document.body.textContent.replace(/\\s+/g, " ");
        if (!text.includes(words)) {
            throw new Error(`${w.location.pathname}: no “${words}” in ${text}`);
        }
    };
    const {link, mailing} = %(told)s;
    // somebody registers, twice, as one who is not sure that it went through
    const first = await open("/alta");
    const second = await open("/alta");
    const since = Date.now();
    // a customer corrects a telephone by the link that we sent
    const file = await open(link);
    await press(file, "button[type=submit]");
    await press(file, "form[action='/f/prove'] button", {zip: "15001", tax: "78Z"});
    await press(file, "form[action='/f/ficha'] button", {f_own_phone: "698 76 54 32"});
    says(file, "We will check your corrections");
    says(file, "waiting");
    // the same one stops what she receives, by the link of a mailing
    const letters = await open(mailing);
    says(letters, "you receive it");
    await press(letters, "button[value=all]");
    says(letters, "it counts from now on");
    says(letters, "you do not receive it");
    await new Promise((done) => setTimeout(done, since + 3200 - Date.now()));
    for (const w of [first, second]) {
        await press(w, "form button[type=submit]", {
            name: "Xoana Novoa",
            email: "xoana@novoa.example",
            message: "Prices?",
        });
        says(w, "press the link in it");
    }
    console.log("test successful");
})();
"""


WINDOWS = "--disable-popup-blocking"


@tagged("post_install", "-at_install")
class TestDoorTour(DoorCase):
    """A customer corrects a telephone by link and staff accept it; a visitor registers
    twice and staff see one; somebody unsubscribes and a mailing leaves them out, with
    why. The customers in one browser, ours in another."""

    def test_from_the_door_to_the_desk(self):
        self.env.company.ficha_public_signup = True
        self.env.company.ficha_contact_rule = "reason"
        self.env["ficha.notice"].create(
            {
                "name": "Registration",
                "place": "web_form",
                "lang": "en_US",
                "first_layer": "<p>We answer you with your data.</p>",
                "purpose_ids": [(6, 0, self.news.ids)],
            }
        )
        self.env["ficha.consent"].create(
            [
                {
                    "partner_id": partner.id,
                    "event": "given",
                    "purpose_id": self.news.id,
                    "channel_id": self.email.id,
                    "method": "paper",
                }
                for partner in self.person | self.rosa
            ]
        )
        mailing = self.Link._issue_preferences(self.person, self.person.email)
        told = {
            "link": f"/f/{self.token()}",
            "mailing": mailing[mailing.index("/p/") :],
        }
        # a test's browser takes windows that nobody pressed for to be advertising
        spawn = ChromeBrowser._spawn_chrome
        self.patch(
            ChromeBrowser,
            "_spawn_chrome",
            lambda browser, cmd: spawn(browser, [*cmd[:-1], WINDOWS, cmd[-1]]),
        )
        self.browser_js("/f/gone", VISITOR % {"told": json.dumps(told)})
        self.env.invalidate_all()
        self.assertEqual(self.person.phone, "+34 612 34 56 78", "nothing is replaced")
        before = self.mails()
        self.run_signups()
        confirm = self.mails() - before
        self.assertEqual(len(confirm), 1)
        self.assertEqual(self.post(self.link_in(confirm)).status_code, 200)
        self.run_signups()
        self.env.invalidate_all()
        letter = self.env["mailing.mailing"].create(
            {
                "subject": "Otoño",
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                "body_html": "<p>Otoño</p>",
            }
        )
        with mute_logger("odoo.addons.mail.models.mail_mail"):
            letter.with_context(lang="en_US").action_send_mail(
                res_ids=(self.person | self.rosa).ids
            )
        traces = letter.mailing_trace_ids.sorted(lambda trace: trace.res_id)
        left_out = traces.filtered(lambda trace: trace.res_id == self.person.id)
        self.assertEqual(left_out.trace_status, "cancel")
        self.assertNotIn("cancel", (traces - left_out).mapped("trace_status"))
        boss = new_test_user(
            self.env,
            "door_boss",
            "base.group_user,base.group_partner_manager,"
            "ficha_cliente.group_ficha_user,mass_mailing.group_mass_mailing_user",
            lang="en_US",
            tour_enabled=False,
        )
        self.start_tour(
            f"/odoo/action-mass_mailing.mailing_trace_action/{left_out.id}",
            "ficha_door_tour",
            login=boss.login,
        )
        self.assertEqual(self.person.phone, "+34 698 76 54 32")
