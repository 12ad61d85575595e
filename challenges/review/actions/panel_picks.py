"""The experts an organiser picks for a panel 评审组: who cannot sit, and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.models import ExpertProfile
from accounts.models.expert import Integrity
from accounts.models.verification import Verification
from challenges.core.gate import Problem
from challenges.core.periods import day_of
from challenges.proposals.states import ProposalState
from challenges.review.models import Panel
from challenges.review.queries.conflicts import barred_in, comparison, declared_in, excluded_pairs
from challenges.review.queries.experts import away, loads, period


@dataclass(frozen=True)
class Pick:
    """An expert whom the organiser picks, as a member of the panel or as a reserve, in the order given."""

    expert_id: int
    reserve: bool = False
    leader: bool = False


def profiles_of(picks: list[Pick]) -> dict[int, ExpertProfile]:
    """Return the picked experts by user id."""
    rows = ExpertProfile.objects.filter(user_id__in=[pick.expert_id for pick in picks], user__is_active=True)
    return {row.user_id: row for row in rows.select_related("user").prefetch_related("employments", "absences")}


def unit_of(profile: Any, at: datetime) -> str:
    """Return the units where the expert works today; both of a double post, joined by “、”."""
    today = day_of(at)
    posts = [
        post.unit_name
        for post in profile.employments.all()
        if post.starts_on <= today and (post.ends_on is None or post.ends_on >= today)
    ]
    return "、".join(dict.fromkeys(posts))[:120]


def unfit(panel: Panel, picks: list[Pick], at: datetime, by: Acting) -> list[Problem]:
    """Return for each pick that cannot sit the reason why, under the name of its line; nobody seats themselves."""
    profiles = profiles_of(picks)
    asked = set(panel.seats.values_list("expert_id", flat=True))
    today = day_of(at)
    excluded = excluded_pairs(panel.challenge)
    rules = panel.challenge.rules_on(today)
    found = comparison(panel.challenge, list(profiles), today=today, years=rules["recusal_years"])
    held, excluded = barred_in(found), excluded | declared_in(found)
    work = loads([panel.pk])
    days = period(panel, today, rules["review_days"])
    share = panel.least_share(panel.challenge.proposals.filter(state=ProposalState.QUALIFIED).count())
    problems, seen = [], set()
    for line, pick in enumerate(picks):
        profile = profiles.get(pick.expert_id)
        words = code = ""
        if profile is None:
            words, code = _("专家库里没有这位专家。"), "unknown_expert"
        elif pick.expert_id in by.hands:
            words, code = _("不能选自己进本榜的评审组。"), "self"
        elif pick.expert_id in seen:
            words, code = _("“%(name)s”重复。"), "twice"
        elif pick.expert_id in asked:
            words, code = _("“%(name)s”已经邀请过。"), "asked_already"
        elif profile.verification != Verification.VERIFIED:
            words, code = _("“%(name)s”还没有通过入库核验。"), "not_verified"
        elif profile.integrity != Integrity.NORMAL:
            words, code = _("“%(name)s”的诚信状态不允许参加评审。"), "integrity"
        elif not profile.available:
            words, code = _("“%(name)s”目前不接受邀请。"), "unavailable"
        elif pick.expert_id in held:
            words, code = _("“%(name)s”%(tie)s，不能评审本榜。"), "present_tie"
        elif (pick.expert_id, None) in excluded:
            words, code = _("“%(name)s”与本榜的回避事由已经成立。"), "conflict"
        elif away(profile, days, rules["absence_limit"]):
            words, code = _("“%(name)s”在评审期间不在岗。"), "absent"
        elif work[pick.expert_id] + share > profile.max_load:
            words, code = _("加上本组 %(share)d 份，“%(name)s”将超过其承担上限 %(most)d 份。"), "load"
        seen.add(pick.expert_id)
        if code:
            facts = {
                "name": profile.user.name if profile else "",
                "tie": held.get(pick.expert_id, ""),
                "share": share,
                "most": profile.max_load if profile else 0,
            }
            problems.append(Problem(f"picks.{line}.expert", words % facts, code))
    return problems
