from odoo.tests import tagged

from .common_today import TodayCommon

TODAY, TOMORROW = "2026-03-02", "2026-03-03"


@tagged("post_install", "-at_install")
class TestTodayProspects(TodayCommon):
    """Who does not buy yet and has no next step is in somebody's day."""

    def test_new_one_is_in_the_day_of_its_salesperson(self):
        lead = self.client("Interesada", ficha_acquisition="web")
        suspect = self.client("Sospechosa", ficha_acquisition="fair")
        self.assertEqual(lead.ficha_lifecycle, "lead")
        for partner in (lead, suspect):
            self.assertEqual(self.where(partner), "prospects")
            self.assertIsNone(self.where(partner, self.seller))
            self.assertEqual(self.where(partner, self.manager, "all"), "prospects")
        line = self.line(lead)[1]
        self.assertEqual(line["what"], "Lead")
        self.assertIn("Website", line["reason"])
        names = [n for n in self.names("prospects") if n in (lead.name, suspect.name)]
        self.assertEqual(names, [lead.name, suspect.name], "who came to us first")

    def test_who_answers_for_nobodys(self):
        lead = self.client("De nadie", ficha_lifecycle="lead", user_id=False)
        self.assertIsNone(self.where(lead))
        self.env.company.followup_fallback_user_id = self.user
        self.assertEqual(self.where(lead), "prospects")

    def test_until_there_is_a_next_step(self):
        def lead(name, **vals):
            return self.client(name, ficha_lifecycle="lead", **vals)

        called = lead("Llamada")
        self.activity(called, TOMORROW)
        todo = lead("Con tarea")
        task = self.env["ficha.task"].create({"name": "Look", "partner_id": todo.id})
        self.assertEqual(self.where(todo), "task")
        task.done = True
        self.assertEqual(self.where(todo), "prospects")
        contact = self.env["res.partner"].create(
            {"name": "Ana", "parent_id": lead("De su contacto").id}
        )
        self.activity(contact, TOMORROW)
        visited = lead("Visita")
        self.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": "2026-03-10 10:00:00",
                "stop": "2026-03-10 11:00:00",
                "partner_ids": [(6, 0, visited.ids)],
            }
        )
        agreed = lead("Acordado", next_contact=TOMORROW)
        spoken = lead("Hablado hoy")
        spoken.last_contact_date = TODAY
        quiet = lead("No contactar", do_not_contact=True)
        gone = lead("Archivado")
        gone.active = False
        buys = lead("Compra")
        buys.ficha_lifecycle = "customer"
        for partner in (
            called,
            contact.parent_id,
            visited,
            agreed,
            spoken,
            quiet,
            gone,
            buys,
        ):
            self.assertNotEqual(self.where(partner), "prospects", partner.name)
        self.assertIsNone(self.where(buys))
        spoken.last_contact_date = "2026-02-27"
        self.assertEqual(self.where(spoken), "prospects")

    def test_who_was_only_written_down_long_ago(self):
        suspect = self.client("Antigua", ficha_lifecycle="suspect")
        lead = self.client("Antigua interesada", ficha_lifecycle="lead")
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = '2026-01-15' WHERE id IN %s",
            [(suspect.id, lead.id)],
        )
        (suspect | lead).invalidate_recordset(["create_date"])
        self.assertIsNone(self.where(suspect))
        self.assertEqual(self.where(lead), "prospects")
        self.assertIn("46", self.line(lead)[1]["reason"])

    def test_list_behind_and_count(self):
        lead = self.client("Interesada", ficha_lifecycle="lead")
        waiting = self.today()["waiting_count"]
        self.client("Otra", ficha_lifecycle="lead")
        self.assertEqual(self.today()["waiting_count"], waiting, "nobody waits")
        action = self.env["ficha.today"].with_user(self.user).open_section("prospects")
        found = self.env["res.partner"].with_user(self.user).search(action["domain"])
        self.assertIn(lead, found)
