"""Contracts of the demo: drafted with the award, talked over, signed or not, so that each state has one."""

from challenges.contracts.actions import lapsing, signing, talks
from challenges.contracts.models import Contract
from challenges.contracts.queries.changes import Wording
from challenges.contracts.queries.standing import on_the_table
from challenges.core.gate import CLOCK
from challenges.site.demo.answers import SECOND
from notifications.clock import day_of

# The challenge whose racers talk and sign, and the one of an earlier award: its first racer is at work.
TALKS, WORK = "004", "036"
DISPUTE = "双方协商解决；协商不成的，先提请组织方调解，再依法处理。"
ACCEPTANCE = "期满前 30 日内由揭榜方申请验收，发榜方出具用户意见。"


class Contracts:
    """Takes the contracts of the demo from their drafts to where they stand."""

    def __init__(self, needs):
        self.needs, self.people, self.days = needs, needs.people, needs.days

    def make(self) -> None:
        """Walk the contracts on; those that are not named stay drafts."""
        first, second = self.of(WORK)
        self.agree(first, -50)
        self.sign(first, -48)
        number = f"{self.days.vintage}-4403-0128"
        signing.register_contract(
            first,
            by=self.sme(first, "handler"),
            at=self.days.at(-20, 10),
            number=number,
            registered_on=day_of(self.days.at(-21)),
        )
        lapsing.lapse(second, by=CLOCK, at=second.sign_by + SECOND)
        first, second = self.of(TALKS)
        self.agree(first, -3)
        signing.sign(first, by=self.sme(first, "signer"), at=self.days.at(-1, 15), read=on_the_table(first).sha256)
        self.agree(second, -4)
        why = "付款手续没有写明发票的种类和开具时间，请补充后再签。"
        talks.reopen_text(second, by=self.lead(second, "signer"), at=self.days.at(-1, 11), reason=why)
        wording = Wording(
            sections={"payment": "揭榜方在付款前五日内开具增值税专用发票。"}, note="按签字人的意见补上发票。"
        )
        self.propose(second, wording, by=self.lead(second, "handler"), at=self.days.at(-1, 16))

    def of(self, key: str) -> list[Contract]:
        """Return the contracts of a challenge, first slot first."""
        return list(Contract.objects.filter(challenge=self.needs.made[key]).order_by("slot"))

    def lead(self, contract: Contract, post: str):
        """Return somebody of the lead firm as they act."""
        return self.people.by(self.key_of(contract.challenge.lead_id), post)

    def sme(self, contract: Contract, post: str):
        """Return somebody of the firm that took the challenge as they act."""
        return self.people.by(self.key_of(contract.proposal.organisation_id), post)

    def key_of(self, organisation_id: int) -> str:
        """Return the demo's key of an organisation."""
        return next(key for key, found in self.people.organisations.items() if found.pk == organisation_id)

    def propose(self, contract: Contract, wording: Wording, *, by, at) -> None:
        """Put a text on the table, written from the one that lies there."""
        talks.propose_text(contract, wording, by=by, at=at, read_version=on_the_table(contract).number)

    def agree(self, contract: Contract, day: int) -> None:
        """Let the firm write its text, the lead firm answer with another, and the firm take that."""
        handler, other = self.sme(contract, "handler"), self.lead(contract, "handler")
        self.propose(contract, Wording(sections={"dispute": DISPUTE}), by=handler, at=self.days.at(day, 10))
        answer = Wording(sections={"acceptance": ACCEPTANCE}, note="补上验收的安排。")
        self.propose(contract, answer, by=other, at=self.days.at(day, 15))
        talks.accept_text(contract, by=handler, at=self.days.at(day + 1, 9), read=on_the_table(contract).sha256)

    def sign(self, contract: Contract, day: int) -> None:
        """Let both sides sign, one after the other."""
        read = on_the_table(contract).sha256
        signing.sign(contract, by=self.sme(contract, "signer"), at=self.days.at(day, 10), read=read)
        signing.sign(contract, by=self.lead(contract, "signer"), at=self.days.at(day + 1, 10), read=read)
