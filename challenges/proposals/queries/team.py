"""What the people of a team said to being listed in it, and whose consent a proposal still lacks (个保法 art. 13)."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.errors import Problem
from accounts.models import BindingText, Membership
from accounts.queries.text import in_force
from accounts.rules.text_parts import TextKind
from accounts.typed import mail
from accounts.typed.text import folded
from challenges.proposals.models import Proposal, SectionKey, TeamAnswer, TeamRequest
from challenges.proposals.queries import proposal_sections as parts
from challenges.proposals.states import JOINED

# Asked beside the consent to being listed, each by itself.
BESIDE = (TextKind.PUBLISH, TextKind.LEAD_DATA)


@dataclass(frozen=True)
class Person:
    """A row of the team: its place in the list (from 0), what it says of the person, and what they were asked and said.

    `request` is the one for exactly these data and the text in force; None where none was sent.
    """

    place: int
    row: dict[str, str]
    request: TeamRequest | None

    @property
    def answer(self) -> TeamAnswer | None:
        """Return what they said last, or None while they said nothing."""
        return self.request.answer if self.request else None

    @property
    def agreed(self) -> bool:
        """Return True for who agreed, to these data and this text, and has not withdrawn."""
        return self.answer is not None and self.answer.kind == TeamAnswer.Kind.AGREED

    @property
    def beside(self) -> list[TeamAnswer]:
        """Return what they said last to each consent that is asked beside being listed, of those they answered."""
        said = [self.request.said(about) for about in BESIDE] if self.request else []
        return [row for row in said if row is not None]


def spelled(row: Any) -> dict[str, str]:
    """Return a row of the team in the one spelling by which it is compared with what the person was asked."""
    row = parts.mapping(row)
    said = {name: str(row.get(name) or "").strip() for name in TeamRequest.ROW}
    return said | {"email": mail.folded(said["email"])}


def text_for(challenge: Any, at: datetime) -> BindingText:
    """Return the text of the consent in force at `at` for the organiser of a challenge."""
    return in_force(TextKind.TEAM, challenge.organiser_id, at)


def team_of(proposal: Proposal, data: Any, text: BindingText) -> list[Person]:
    """Return the people of a team section with what each was asked for this text, and said: two queries."""
    asked = {
        tuple(getattr(row, name) for name in TeamRequest.ROW): row
        for row in proposal.team_requests.filter(text=text).prefetch_related("answers")
    }
    listed = [(place, spelled(row)) for place, row in parts.rows(data, "people")]
    return [Person(place, row, asked.get(tuple(row[name] for name in TeamRequest.ROW))) for place, row in listed]


def saved_team(proposal: Proposal, at: datetime) -> list[Person]:
    """Return the people of the team as it is saved, by the text in force at `at`."""
    data = proposal.sections.filter(key=SectionKey.TEAM).values_list("data", flat=True).first()
    return team_of(proposal, data, text_for(proposal.challenge, at))


def consent_problems(proposal: Proposal, data: Any, at: datetime) -> list[Problem]:
    """Return beside each row why its person's consent is lacking: no address, not asked, no answer, refused, withdrawn.

    An address that is somebody else's is refused: nobody answers for another.
    """
    if not parts.rows(data, "people"):
        return []
    people = team_of(proposal, data, text_for(proposal.challenge, at))
    strange = not_their_own(proposal, people)
    found = []
    for one in people:
        words = strange.get(one.place) or lacking(one)
        if words:
            code, said = words
            found.append(Problem(f"team.people.{one.place}.email", said % {"name": one.row["name"]}, code))
    return found


def not_their_own(proposal: Proposal, people: list[Person]) -> dict[int, tuple[str, str]]:
    """Return by place which addresses are not that person's own, with code and sentence: nobody answers for another.

    An address that stands with two people of the team; that belongs to an account of the proposal's firms under
    another name; through which somebody of another name agreed in another proposal of the firm. In three queries.
    """
    mails = {one.row["email"] for one in people} - {""}
    shared = Counter(email for email, _name in {(one.row["email"], folded(one.row["name"])) for one in people})
    firms = {
        proposal.organisation_id,
        *proposal.members.filter(state__in=JOINED).values_list("organisation", flat=True),
    }
    known: dict[str, set[str]] = defaultdict(set)
    colleagues = Membership.objects.active().filter(organisation__in=firms, user__email__in=mails)
    for email, name in colleagues.values_list("user__email", "user__name"):
        known[email].add(folded(name))
    others = TeamRequest.objects.filter(email__in=mails, proposal__organisation=proposal.organisation_id)
    others = others.filter(answers__kind=TeamAnswer.Kind.AGREED).exclude(proposal=proposal)
    for email, name in others.values_list("email", "name"):
        known[email].add(folded(name))
    found = {}
    for one in people:
        email, name = one.row["email"], folded(one.row["name"])
        if email and shared[email] > 1:
            said = _("“%(name)s”的邮箱与另一位成员相同。须填写本人的邮箱，他人不能代为同意。")
            found[one.place] = ("shared_address", said)
        elif known[email] - {name}:
            said = _("这个邮箱是本单位另一人的，不是“%(name)s”本人的。须填写本人的邮箱，他人不能代为同意。")
            found[one.place] = ("others_address", said)
    return found


def lacking(one: Person) -> tuple[str, str] | None:
    """Return code and sentence of what is lacking of one person's consent, or None."""
    if not one.row["email"]:
        return "required", _("请填写“%(name)s”本人的邮箱，平台向其征求同意。")
    if one.request is None:
        return "not_asked", _("还没有就现在的内容征求“%(name)s”的同意。请保存后点“征求团队同意”。")
    if one.answer is None:
        return "no_answer", _("“%(name)s”还没有答复。")
    return {
        TeamAnswer.Kind.AGREED: None,
        TeamAnswer.Kind.REFUSED: ("refused", _("“%(name)s”不同意列入团队。请移出名单，或者待其同意。")),
        TeamAnswer.Kind.WITHDRAWN: ("withdrawn", _("“%(name)s”已撤回同意。请移出名单，或者待其再次同意。")),
    }[TeamAnswer.Kind(one.answer.kind)]


def without_addresses(data: Any) -> Any:
    """Return a team section without the mail addresses: they serve to ask for consent, and are the firm's alone."""
    if not isinstance(data, dict) or not isinstance(data.get("people"), list):
        return data
    bare = [{k: v for k, v in row.items() if k != "email"} if isinstance(row, dict) else row for row in data["people"]]
    return {**data, "people": bare}


def with_addresses(data: Any, present: Any) -> Any:
    """Return a kept team section with the addresses that the same people (name and unit) have in the present one."""
    known = {
        (row["name"], row["unit"]): row["email"] for row in (spelled(one) for _n, one in parts.rows(present, "people"))
    }
    if not isinstance(data, dict) or not isinstance(data.get("people"), list):
        return data

    def full(row: Any) -> Any:
        said = spelled(row)
        email = known.get((said["name"], said["unit"]), "")
        return {**row, "email": email} if email and isinstance(row, dict) else row

    return {**data, "people": [full(row) for row in data["people"]]}
