from unittest.mock import patch

from odoo.tests import tagged

from .common_duplicate import DuplicateCommon

STAGES = "odoo.addons.ficha_cliente_merge.models.ficha_duplicate_scan"
NIGHT = "odoo.addons.ficha_cliente_merge.models.ficha_duplicate"


@tagged("post_install", "-at_install")
class TestDuplicateScan(DuplicateCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ficha.duplicate.scan"].search([("state", "=", "running")]).unlink()
        cls.people = [
            cls.contact(f"Xacobe Freixomil {name}", email=f"{name}@freixomil.example")
            for name in ("Souto", "Souto", "Amado", "Amado")
        ]

    def start(self):
        """A scan in small batches, of a base that is too big to wait for."""
        for name, value in (("KEYS", 3), ("CONTACTS", 2)):
            self.startPatcher(patch(f"{STAGES}.{name}", value))
        self.startPatcher(patch(f"{NIGHT}.AT_ONCE", 0))
        action = self.scan()
        self.assertEqual(action["res_model"], "ficha.duplicate.scan")
        return self.env["ficha.duplicate.scan"].browse(action["res_id"])

    def run_cron(self, xmlid="ir_cron_duplicate_scan"):
        # what a commit would do before
        self.env["ficha.identity.key"]._flush_pending()
        with self.enter_registry_test_mode():
            self.env.ref(f"ficha_cliente_merge.{xmlid}").method_direct_trigger()
        self.env.invalidate_all()

    def test_background_scan(self):
        scan = self.start()
        self.assertEqual((scan.state, scan.processed), ("running", 0))
        self.assertGreater(scan.total, 0)
        self.run_cron()
        self.assertEqual((scan.state, scan.progress), ("done", 100))
        self.assertTrue(scan.ended)
        self.assertTrue(self.pair(self.people[0], self.people[1]))
        self.assertTrue(self.pair())
        self.assertGreaterEqual(scan.with_user(self.user).found_certain, 3)

    def test_interrupted_scan_goes_on(self):
        """Stopped in the middle of its batches: what comes after is not lost, and
        what came before is not done again."""
        scan = self.start()
        step = type(scan)._step
        places = []

        def until_third(self, session):
            if len(places) == 3:
                raise RuntimeError("the power went")
            places.append((self.stage, self.cursor))
            return step(self, session)

        with patch.object(type(scan), "_step", until_third):
            session = {}
            for _batch in range(3):
                scan._step(session)
            with self.assertRaises(RuntimeError):
                scan._step(session)
        self.assertEqual(len(set(places)), 3)
        reached = scan.processed
        self.assertEqual(scan.state, "running")
        self.assertEqual(self.scan()["res_id"], scan.id, "no second one is started")
        seen = []

        def watch(self, session):
            seen.append((self.stage, self.cursor))
            return step(self, session)

        with patch.object(type(scan), "_step", watch):
            self.run_cron()
        self.assertEqual(scan.state, "done")
        self.assertFalse(set(seen) & set(places))
        self.assertGreater(scan.processed, reached)
        self.assertTrue(self.pair())
        self.assertTrue(self.pair(self.people[2], self.people[3]))

    def test_cancelled(self):
        scan = self.start()
        scan._step({})
        scan.with_user(self.user).action_cancel()
        processed = scan.processed
        self.run_cron()
        self.assertEqual((scan.state, scan.processed), ("cancelled", processed))
        self.assertNotEqual(self.scan()["res_id"], scan.id)

    def test_the_same_pairs_however_it_is_cut(self):
        self.start()
        self.run_cron()
        fields = ["partner_a_id", "partner_b_id", "score", "certainty"]
        small = self.Duplicate.search([("state", "=", "open")]).read(fields, load=None)
        self.Duplicate.search([]).unlink()
        with patch(f"{NIGHT}.AT_ONCE", 10**6), patch(f"{STAGES}.KEYS", 10**6):
            self.scan()
        big = self.Duplicate.search([("state", "=", "open")]).read(fields, load=None)

        def plain(rows):
            return sorted(tuple(row[name] for name in fields) for row in rows)

        self.assertEqual(plain(small), plain(big))

    # -- nightly -----------------------------------------------------------------------

    def test_night_compares_what_changed(self):
        self.scan()
        self.assertTrue(self.pair())
        Duplicate = self.Duplicate
        late = self.contact("Lucía Quiroga", email="lucia@example.com")
        self.first.email = "lucia@example.com"
        self.second.write({"name": "Breixo Amado", "phone": "699112233"})
        refreshed = []
        original = type(Duplicate)._refresh_contacts

        def watch(self, partner_ids):
            refreshed.extend(partner_ids)
            return original(self, partner_ids)

        with patch.object(type(Duplicate), "_refresh_contacts", watch):
            self.run_cron("ir_cron_duplicate_incremental")
        self.assertLessEqual({late.id, self.first.id, self.second.id}, set(refreshed))
        self.assertEqual(self.pair(self.first, late).certainty, "certain")
        self.assertFalse(self.pair(), "what does not hold any more is forgotten")

    def test_first_night_starts_a_scan(self):
        self.env["ficha.duplicate.scan"].search([]).unlink()
        self.run_cron("ir_cron_duplicate_incremental")
        scan = self.env["ficha.duplicate.scan"].search([("state", "=", "running")])
        self.assertEqual(len(scan), 1)

    def test_interrupted_night_goes_on(self):
        self.scan()
        changed = [self.contact(f"Ana Rúa {i}") for i in range(3)]
        Duplicate = self.Duplicate
        with (
            patch(f"{NIGHT}.BATCH", 1),
            patch.object(
                type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 0
            ),
        ):
            Duplicate._cron_incremental()
        with patch.object(
            type(self.env["ir.cron"]),
            "_commit_progress",
            lambda *a, **k: bool(k.get("remaining")),
        ):
            Duplicate._cron_incremental()
        night = Duplicate._last_scan().incremental
        self.assertTrue(night["since"])
        self.assertTrue(changed)

    def test_where_the_night_is_empties_no_caches(self):
        """Kept batch by batch, in a row of the last scan."""
        self.scan()
        scan = self.Duplicate._last_scan()
        begun = scan.incremental
        self.assertEqual(set(begun), {"since", "key"})
        registry_class = type(self.env.registry)
        self.contact("Ana Rúa")
        self.env["ficha.identity.key"]._flush_pending()
        with (
            patch(f"{NIGHT}.BATCH", 1),
            patch.object(
                type(self.env["ir.cron"]), "_commit_progress", side_effect=[9, 9, 0]
            ),
            patch.object(registry_class, "clear_cache") as clear_cache,
        ):
            self.Duplicate._cron_incremental()
            self.env.flush_all()
        clear_cache.assert_not_called()
        place = scan.incremental
        self.assertEqual(set(place), {"since", "key", "last", "until", "until_key"})
        self.assertGreater(place["last"], 0)
        self.assertEqual((place["since"], place["key"]), (begun["since"], begun["key"]))
