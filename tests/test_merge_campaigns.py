"""Customers of one campaign who turn out to be one, through Odoo's merge and through
ours, which is undone and made again each time: neither module knows the other."""

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tests.common_documents import TODAY
from odoo.addons.ficha_cliente_campaign.tests.common_campaign import CampaignCommon


class Back(Exception):
    """Takes what a case did back."""


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestMergeCampaigns(CampaignCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.group_user")._apply_group(
            cls.env.ref("product.group_product_pricelist")
        )
        cls.env["ficha.discount.limit"].with_user(cls.manager).create(
            {"company_id": cls.company.id, "max_discount": 30, "approval_above": 30}
        )
        cls.guests.user_id = cls.seller
        cls.campaign = cls._campaign(cls, discount=10, control_share=50)
        cls.campaign.action_launch()
        members = cls.campaign.sudo().member_ids.sorted("partner_id")
        cls.told = members.filtered(lambda one: one.side == "contacted").partner_id
        cls.alone = members.filtered(lambda one: one.side == "control").partner_id

    def _rows(self):
        """The campaign, its reminders and who is on which side, as they are stored."""
        self.env.flush_all()
        return [
            self.env.execute_query_dict(SQL(query))
            for query in (
                "SELECT * FROM ficha_campaign_member ORDER BY id",
                "SELECT id, res_id, active FROM mail_activity ORDER BY id",
            )
        ]

    def _merged(self, kept, other, case):
        """The case after a merge, by either door; ours is gone back from first."""
        # sudo: who may merge is told elsewhere
        every = (kept | other).sudo()
        Merge = self.env["ficha.merge"].sudo()
        for door in ("odoo", "ficha"):
            with self.subTest(door=door):
                try:
                    with self.env.cr.savepoint():
                        if door == "odoo":
                            wizard = self.env[
                                "base.partner.merge.automatic.wizard"
                            ].sudo()
                            wizard.create({})._merge(every.ids, kept.sudo())
                        else:
                            before = self._rows()
                            merge = Merge._merge(kept.sudo(), other.sudo())
                            self.env.invalidate_all()
                            merge.action_undo()
                            self.env.invalidate_all()
                            self.assertEqual(self._rows(), before)
                            Merge._merge(kept.sudo(), other.sudo())
                        self.env.flush_all()
                        self.env.invalidate_all()
                        case(self._member(self.campaign, kept))
                        raise Back
                except Back:
                    pass
                finally:
                    self.env.cr.precommit.clear()
                    self.env.invalidate_all(flush=False)

    def _open(self, partner):
        return (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "res.partner"),
                    ("res_id", "=", partner.id),
                    ("summary", "ilike", "Campaign"),
                ]
            )
        )

    def test_into_one_who_was_left_alone(self):
        told, alone = self.told[0], self.alone[0]
        self._member(self.campaign, told).outcome = "offered"
        self._spend(told | alone)
        pricelist = self._member(self.campaign, told).pricelist_id

        def case(member):
            self.assertEqual(len(member), 1)
            # they were told, and promised
            self.assertEqual(member.side, "contacted")
            self.assertEqual(member.outcome, "offered")
            self.assertEqual(member.pricelist_id, pricelist)
            price_list = alone.with_company(self.company).property_product_pricelist
            self.assertEqual(price_list, pricelist)
            self.assertEqual(len(self._open(alone)), 1)
            self.assertEqual(member.activity_id, self._open(alone))
            # and are on neither side of the comparison
            sides = self.campaign._since_launch()
            self.assertEqual(len(sides["contacted"]), len(self.told) - 1)
            self.assertEqual(len(sides["control"]), len(self.alone) - 1)
            report = self.env["ficha.campaign.report"].with_user(self.manager)
            row = report.search([("partner_id", "=", alone.id)])
            self.assertTrue(row)
            self.assertFalse(row.extra)

        self._merged(alone, told, case)

    def test_one_who_was_left_alone_into_them(self):
        told, alone = self.told[0], self.alone[0]

        def case(member):
            self.assertEqual(member.side, "contacted")
            self.assertEqual(len(self._open(told)), 1)
            sides = self.campaign._since_launch()
            self.assertEqual(len(sides["contacted"]), len(self.told) - 1)
            self.assertEqual(len(sides["control"]), len(self.alone) - 1)

        self._merged(told, alone, case)

    def test_two_who_were_told(self):
        kept, other = self.told[:2]
        self._member(self.campaign, kept).outcome = "unreached"
        self._member(self.campaign, other).outcome = "accepted"

        def case(member):
            self.assertEqual(member.outcome, "accepted")
            self.assertEqual(member.contacted_on, self.today)
            self.assertEqual(len(self._open(kept)), 1, "one call is enough")
            sides = self.campaign._since_launch()
            self.assertEqual(len(sides["contacted"]), len(self.told) - 1)
            self.assertEqual(len(sides["control"]), len(self.alone))

        self._merged(kept, other, case)

    def test_two_who_were_left_alone(self):
        kept, other = self.alone[:2]

        def case(member):
            self.assertEqual(member.side, "control")
            self.assertFalse(self._open(kept))
            self.assertEqual(
                len(self.campaign._since_launch()["control"]), len(self.alone) - 1
            )

        self._merged(kept, other, case)

    def test_who_was_taken_is_given_back_to_nobody(self):
        """Another campaign had them; whoever they are now was told by this one."""
        told, taken = self.told[:2]
        self._member(self.campaign, taken).write(
            {
                "side": "left_out",
                "left_out_reason": "moved to another campaign",
                "taken_by_id": self._campaign(name="Better").id,
                "taken_side": "control",
            }
        )

        def case(member):
            self.assertEqual(member.side, "contacted")
            self.assertFalse(
                member.taken_by_id or member.taken_side or member.left_out_reason
            )

        self._merged(taken, told, case)

    def test_into_one_who_is_not_in_it(self):
        told = self.told[0]
        stranger = self.env["res.partner"].create({"name": "Nobody in it"})

        def case(member):
            self.assertEqual(member.side, "contacted")
            self.assertEqual(member.partner_id, stranger)
            self.assertEqual(
                len(self.campaign._since_launch()["contacted"]), len(self.told)
            )

        self._merged(stranger, told, case)
