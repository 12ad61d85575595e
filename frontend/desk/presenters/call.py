"""The page of a call in words: headline, timetable, tabs, and for each challenge its small steps and the next one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from accounts.acting import Acting
from challenges.core.access.job import watches
from challenges.desk.queries.call import ENDS, GROUPS, STAGES, Dates, Filters, Line, Page
from challenges.desk.queries.call_words import next_words, turn
from challenges.listing.states import ChallengeState
from frontend.kit import moments
from frontend.kit.rails import RailStep
from frontend.kit.tabs import Tab
from notifications.clock import day_of
from notifications.phrase import Phrase

GROUP_NAMES = {
    "stuck": gettext_lazy("走不动"),
    "check": gettext_lazy("审查与论证"),
    "open": gettext_lazy("发布与申报"),
    "qualify": gettext_lazy("资格审查"),
    "review": gettext_lazy("评审"),
    "choose": gettext_lazy("择定与审定"),
    "ready": gettext_lazy("可以公示"),
    "public": gettext_lazy("公示与异议"),
    "sign": gettext_lazy("待签约"),
    "work": gettext_lazy("攻关中"),
    "ended": gettext_lazy("已结束"),
}
STEP_NAMES = {
    "check": gettext_lazy("形式审查"),
    "argue": gettext_lazy("论证"),
    "funds": gettext_lazy("资金"),
    "publish": gettext_lazy("发布"),
    "apply": gettext_lazy("申报"),
    "unseal": gettext_lazy("启封"),
    "first": gettext_lazy("初核"),
    "second": gettext_lazy("复核"),
    "review": gettext_lazy("转评审"),
    "panel": gettext_lazy("组评"),
    "invite": gettext_lazy("邀请"),
    "trial": gettext_lazy("试评"),
    "score": gettext_lazy("评分"),
    "discuss": gettext_lazy("合议"),
    "lock": gettext_lazy("锁定"),
    "propose": gettext_lazy("拟定"),
    "choose": gettext_lazy("择定"),
    "decide": gettext_lazy("审定"),
    "announce": gettext_lazy("公示"),
    "award": gettext_lazy("中榜"),
    "sign": gettext_lazy("签约"),
    "work": gettext_lazy("攻关"),
}
# Which posts of the organiser may take a step whose turn is theirs.
POSTS = {
    "checker": {"checker", "batch_admin"},
    "second_checker": {"checker", "batch_admin"},
    "publisher": {"batch_admin", "notice_officer"},
    "review_officer": {"review_officer", "batch_admin"},
    "notice_officer": {"notice_officer", "batch_admin"},
}
STAGE_NAMES = {
    "check": gettext_lazy("审查论证"),
    "publish": gettext_lazy("发布"),
    "apply": gettext_lazy("申报"),
    "qualification": gettext_lazy("资格审查"),
    "expert_review": gettext_lazy("评审"),
    "proposed": gettext_lazy("择定"),
    "publicity": gettext_lazy("公示"),
    "awarded": gettext_lazy("签约"),
}
# How long a stage takes, in working days, by the name of the rule.
PERIODS = {
    "qualification": "qualification_days",
    "expert_review": "review_days",
    "proposed": "choice_days",
    "publicity": "publicity_days",
}


def address(pk: int, filters: Filters, page: str = "batch") -> str:
    """Return the address of a call's page under these filters."""
    words = urlencode(filters.words())
    return reverse(page, args=[pk]) + (f"?{words}" if words else "")


def headline(page: Page) -> str:
    """Return the fact the page opens with: what cannot move, what can be announced, or that all is in time."""
    number = sum(tally.number for tally in page.tally.values())
    stuck, ready = page.tally["stuck"].number, page.tally["ready"].number
    if not number:
        return _("还没有送来的需求")
    total = ngettext("%(n)s 项榜单", "%(n)s 项榜单", number) % {"n": number}
    if stuck:
        held = ngettext("%(n)s 项走不动", "%(n)s 项走不动", stuck) % {"n": stuck}
    elif ready:
        held = ngettext("%(n)s 项可以公示", "%(n)s 项可以公示", ready) % {"n": ready}
    elif sum(page.tally[name].number for name in ("ended", "sign", "work")) == number:
        held = _("都已有结果")
    else:
        held = _("都在按期走")
    return _("%(total)s，%(held)s") % {"total": total, "held": held}


def tabs(pk: int, filters: Filters, page: Page) -> list[Tab]:
    """Return the tabs: everything, and each group in which something stands."""
    number = sum(tally.number for tally in page.tally.values())
    found = [Tab(_("全部"), number, address(pk, filters.having(group="")), not filters.group)]
    for name in GROUPS:
        count = page.tally[name].number
        if count or filters.group == name:
            url = address(pk, filters.having(group=name))
            found.append(Tab(GROUP_NAMES[name], count, url, filters.group == name, name == "stuck" and bool(count)))
    return found


def rail(batch: Any, found: Dates, at: datetime, rules: dict, calendar: Any) -> list[RailStep]:
    """Return the timetable of the call: its collecting, and each stage with the day on which the last one leaves it.

    The call is where its slowest challenge is. Days ahead are reckoned by the rules; a star says that they hang on
    holidays not announced yet.
    """
    names = list(STAGES)
    slowest = next((name for name in names if found.here[name]), "")
    over = not slowest and any(found.until.values())
    place = names.index(slowest) if slowest else len(names) if over else -1
    years = {moments.beijing(one).year for one in (at, batch.collect_from, batch.collect_until)}
    written = moments.brief if len(years) == 1 else moments.iso
    span = _("%(first)s 至 %(last)s") % {"first": written(batch.collect_from), "last": written(batch.collect_until)}
    ahead = reckoned(names, place, found, rules, calendar)
    steps = [RailStep(_("征集"), span, done=place >= 0 or at > batch.collect_until, now=place < 0)]
    for n, name in enumerate(names):
        steps.append(RailStep(STAGE_NAMES[name], note(name, n < place, found, ahead), done=n < place, now=n == place))
    return steps


def note(name: str, past: bool, found: Dates, ahead: dict[str, tuple[date, bool]]) -> str:
    """Return what stands under a stage: the day it ended or ends, or when it is reckoned to end."""
    if past:
        return moments.brief(found.until[name]) if name in ENDS and found.until[name] else ""
    if name not in ahead:
        return ""
    day, provisional = ahead[name]
    return _("至 %(day)s") % {"day": moments.iso(day) if provisional else moments.brief(day)} + "*" * provisional


def reckoned(names: list[str], place: int, found: Dates, rules: dict, calendar: Any) -> dict[str, tuple[date, bool]]:
    """Return for the stage under way and those after it the day on which the last challenge leaves each, and if it
    may still move: its own last moment, and no sooner than the period of the rules after the stage before.
    """
    days: dict[str, tuple[date, bool]] = {}
    day: date | None = None
    for name in names[max(place, 0) :]:
        until = found.until[name]
        if day is not None and name in PERIODS:
            day = calendar.add(day, rules[PERIODS[name]])
        elif day is not None and name == "awarded":
            day += timedelta(days=rules["signing_days"])
        if until is not None:
            day = max(day_of(until), day) if day else day_of(until)
        if day is not None and (until or name not in ("check", "publish")):
            days[name] = (day, calendar.is_provisional(day))
    return days


@dataclass(frozen=True)
class Shown:
    """One challenge of the call as the table shows it; `opens` is the name of the group that begins with it."""

    line: Line
    opens: Phrase
    count: int
    mark: str
    word: str
    steps: list[tuple[Phrase, str, Phrase]]
    next: str
    who: Phrase
    when: str
    left: str
    counted: bool
    page: str
    url: str
    mine: bool
    joint: str


# Which notice for several takes this step.
JOINT = {"publish": "publication", "announce": "publicity", "signing": "result"}
# What a small step is, for readers who do not see its square.
HOW = {
    "d": pgettext_lazy("step", "已办"),
    "n": pgettext_lazy("step", "正在办"),
    "m": pgettext_lazy("step", "缺"),
    "": pgettext_lazy("step", "未到"),
}


def table(viewer: Acting, page: Page, at: datetime) -> Iterator[Shown]:
    """Yield the rows of the page, the first of each group with its heading."""
    before = -1
    states = dict(ChallengeState.choices)
    for line in page.lines:
        name = GROUPS[line.row.group]
        place, due = line.place, line.place.due
        yield Shown(
            line=line,
            opens="" if line.row.group == before else GROUP_NAMES[name],
            count=page.tally[name].number,
            mark="bad" if name == "stuck" else "ok" if name == "ready" else "",
            word=str(states[line.row.state]),
            steps=[(STEP_NAMES[step], drawn, HOW[drawn]) for step, drawn in place.marks()],
            next=next_words(place),
            who=turn(place),
            when=moments.short(due) if due else "",
            left=moments.left(due, at) if due else "",
            counted=place.what not in ("opens", "closes", "unseals"),
            page=f"/challenges/{line.row.id}/work/",
            url=way(viewer, line),
            mine=bool(POSTS.get(place.who, {place.who}) & viewer.roles),
            joint=JOINT.get(place.what, "") if POSTS["notice_officer"] & viewer.roles else "",
        )
        before = line.row.group


def way(viewer: Acting, line: Line) -> str:
    """Return the page on which the next step of a challenge is taken, as far as this reader may open it."""
    facts, pk = line.facts, line.row.id
    if line.row.state == ChallengeState.EXPERT_REVIEW and facts.panel_id and line.place.what != "propose":
        return f"/panels/{facts.panel_id}/"
    if line.place.what == "decide" and facts.decision_id and watches(viewer):
        return f"/decisions/{facts.decision_id}/"
    if line.place.what in ("post", "post_list"):
        return f"/notices/{facts.draft_id}/"
    return f"/challenges/{pk}/work/"
