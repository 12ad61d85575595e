"""Opened proposals that have something in common, for tests of the comparison."""

import random

from accounts.models import Organisation
from challenges.collusion import actions as signals
from challenges.collusion.models import Signal
from challenges.proposals.models import Section

from .review import Review5

COPIED = (
    "采用双级真空脱气与惰性气体保护雾化相结合的路线，先以小炉次摸清氧增量与过热度的关系，再放大到中试线验证批次一致性。"
)
SIGNS = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)]


class Opened(Review5):
    """A challenge whose proposals have been opened; the first two share a passage, a telephone and a team member."""

    def make(self, proposals=2, alike=2, **fields):
        super().make(proposals=proposals, **fields)
        self.checker = self.person("checker")
        for number, proposal in enumerate(self.proposals):
            self.write(proposal, number, alike=number < alike)

    def person(self, *roles):
        from .accounts import acting

        return acting(self.challenge.organiser, *roles)

    def write(self, proposal, number, *, alike):
        """Put sections into a proposal: its own words, and where it is alike the shared ones."""
        unlike = "".join(random.Random(proposal.pk).choices(SIGNS, k=300))
        shared = {"leader_phone": "13800000123"} if alike else {"leader_phone": f"1390000{proposal.pk:04d}"}
        data = {
            "basics": {"leader_name": f"负责人{proposal.pk}", **shared},
            "route": {"route": f"{unlike}\n{COPIED if alike else ''}"},
            "team": {"people": [{"name": "周以衡", "unit": "甲所"}] if alike else []},
        }
        Section.objects.bulk_create(Section(proposal=proposal, key=key, data=row) for key, row in data.items())
        Organisation.objects.filter(pk=proposal.organisation_id).update(legal_representative=f"代表{number}")

    def compared(self):
        """Let the worker compare; returns the signals."""
        signals.compare_waiting(at=self.at)
        return list(Signal.objects.order_by("kind", "pk"))
