"""The conditions of a challenge with the live check of the reader's firm, ready to print."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from challenges.listing.access import eligibility
from challenges.proposals.models import Member
from challenges.proposals.states import MemberState
from frontend.kit import names
from notifications.clock import day_of

ORDER = {"fail": 0, "ask": 1, "pass": 2, "note": 3}
MARKS = {eligibility.OK: "pass", eligibility.FAIL: "fail", eligibility.MANUAL: "ask"}
APPLICANTS = frozenset({"sme", "institute"})


@dataclass(frozen=True)
class Check:
    """One condition: `pass`, `fail`, `ask` (a person checks it) or `note` (nobody to check), and why."""

    mark: str
    head: str
    reason: str = ""


def checks_for(viewer, shown, at):
    """The failed first, then what people check, then what is met; for the public the conditions alone."""
    if viewer.kind in APPLICANTS:
        found = judged(viewer, shown, at)
    else:
        found = [Check("note", names.own(eligibility.requirement(row))) for row in shown.conditions]
    if shown.challenge.conditions_text:
        found.append(Check("ask", names.own(shown.challenge.conditions_text), _("由人工核对。")))
    return sorted(found, key=lambda check: ORDER[check.mark])


def judged(viewer, shown, at):
    """What every condition says of the reader's firm, with the partners that have confirmed in its proposal."""
    partners = []
    if shown.mine:
        members = Member.objects.filter(proposal=shown.mine, leader=False, state=MemberState.CONFIRMED)
        partners = [row.organisation for row in members.select_related("organisation")]
    day = day_of(at)
    verdicts = eligibility.check(shown.challenge, viewer.organisation, partners, on=day, conditions=shown.conditions)
    return [Check(MARKS[row.result], names.own(row.requirement), row.reason) for row in verdicts]


def summed(checks):
    """How the check came out: 5 项符合，1 项不符."""
    count = {mark: sum(check.mark == mark for check in checks) for mark in ORDER}
    words = []
    if count["pass"]:
        words.append(_("%(number)s 项符合") % {"number": count["pass"]})
    if count["fail"]:
        words.append(_("%(number)s 项不符") % {"number": count["fail"]})
    if count["ask"] and words:
        words.append(_("%(number)s 项待核") % {"number": count["ask"]})
    return _("，").join(words)
