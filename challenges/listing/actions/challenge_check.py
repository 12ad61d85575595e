"""The organiser's formal check, the experts' argumentation, and the publication."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.acting import Acting
from accounts.actions.checking import fitting, understood
from accounts.errors import Invalid, Problem, Refused
from accounts.models import ExpertProfile, User
from accounts.typed import substance
from challenges.bulletin.actions.notice import post_now
from challenges.bulletin.models import NoticeKind
from challenges.core.gate import Move, moving
from challenges.core.noun import lent
from challenges.core.periods import day_of, office_end, working_days_later
from challenges.core.second_thoughts import undoes
from challenges.listing.actions.challenge import keep_text, required
from challenges.listing.models import Batch, Challenge, Edition, Opinion, Remark
from challenges.listing.queries.snapshot import snapshot

NOT_ONESELF = gettext_lazy("不能请自己论证，请选择其他专家。")


def return_for_repair(
    challenge: Challenge, *, by: Acting, at: datetime, remarks: list[dict], expected: int | None = None
) -> None:
    """Send the need back with a reason for every field concerned; after the last round it can only be refused."""
    with moving(challenge, "return_for_repair", by=by, at=at, expected=expected) as move:
        rules = challenge.rules_on(day_of(at))
        if challenge.repair_rounds >= rules["repair_rounds"]:
            raise Refused(
                _("已退回 %(rounds)s 次，不能再退回，请作出结论。") % {"rounds": challenge.repair_rounds}, code="rounds"
            )
        kept = [(str(r.get("field") or "").strip(), str(r.get("reason") or "").strip()) for r in remarks]
        kept = [(field, reason) for field, reason in kept if field or reason]
        missing: list[Problem] = []
        for n, (_field, reason) in enumerate(kept):
            understood(missing, f"remarks.{n}.reason", substance.reason, reason, empty=_("请写明理由。"))
        if missing or not kept:
            raise Invalid(missing or [Problem("remarks", _("请至少对一个字段写明退回理由。"), "required")])
        challenge.repair_rounds += 1
        keep_text(challenge, round=challenge.repair_rounds, by=by, at=at)
        Remark.objects.bulk_create(
            Remark(challenge=challenge, round=challenge.repair_rounds, field=field, reason=reason, by=by.user, at=at)
            for field, reason in kept
        )
        challenge.due_at = working_days_later(at, rules["repair_days"], rules)
        move.facts |= {"remarks": [list(row) for row in kept], "due": challenge.due_at.isoformat()}


@undoes("challenge.return_for_repair")
def forget_return(challenge: Challenge, _move: Move) -> None:
    """The return was taken back: its remarks and the text kept with it are gone."""
    challenge.remarks.filter(round=challenge.repair_rounds).delete()
    challenge.returned_texts.filter(round=challenge.repair_rounds).delete()


def reject(challenge: Challenge, *, by: Acting, at: datetime, reason: str = "", expected: int | None = None) -> None:
    """Refuse the need for good, with the reason."""
    with moving(challenge, "reject", by=by, at=at, expected=expected) as move:
        move.facts["reason"] = required(reason, "reason")
        challenge.due_at = None


def pass_check(challenge: Challenge, *, by: Acting, at: datetime, expected: int | None = None) -> None:
    """Find the need formally in order and open the experts' argumentation. The clock never does this.

    Experts who were asked about an earlier text are asked again: what they said of it does not count for this one.
    """
    with moving(challenge, "pass_check", by=by, at=at, expected=expected) as move:
        challenge.checked_by = by.user
        asked = sorted(challenge.opinions.values_list("expert_id", flat=True))
        if asked:
            anew = {"asked_at": at, "given_at": None, "necessity": None, "measurability": None, "amount": None}
            challenge.opinions.update(**anew)
            move.facts["experts"] = asked
        rules = challenge.rules_on(day_of(at))
        challenge.due_at = working_days_later(at, rules["argumentation_days"], rules)


@undoes("challenge.pass_check")
def require_no_experts(challenge: Challenge, _move: Move) -> None:
    """Experts who were asked about this text know of it: the passing stands."""
    if challenge.opinions.exists():
        raise Refused(_("已请专家论证，不能再收回。"), code="acted_since")


def ask_opinion(
    challenge: Challenge, *, by: Acting, at: datetime, experts: list[int], expected: int | None = None
) -> None:
    """Ask experts whether the need is necessary, measurable and fairly priced; `experts` are user ids.

    Raises Invalid when one of them is unknown, or tied to the lead firm: they are named with the tie.
    """
    with moving(challenge, "ask_opinion", by=by, at=at, expected=expected) as move:
        known = set(
            ExpertProfile.objects.filter(user_id__in=experts, integrity="normal").values_list("user_id", flat=True)
        )
        if not experts or set(experts) - known:
            raise Invalid([Problem("experts", _("请从专家库中选择可以邀请的专家。"))])
        if by.hands & set(experts):
            raise Invalid([Problem("experts", str(NOT_ONESELF), "self")])
        tied = tied_to(challenge, experts, day_of(move.at))
        if tied:
            people = User.objects.filter(pk__in=tied).order_by("pk")
            words = _("“%(name)s”%(tie)s，不能参加论证。")
            raise Invalid(
                [Problem("experts", words % {"name": one.name, "tie": tied[one.pk]}, "tied") for one in people]
            )
        standing = set(challenge.opinions.values_list("expert_id", flat=True))
        fresh = [expert for expert in dict.fromkeys(experts) if expert not in standing]
        Opinion.objects.bulk_create(Opinion(challenge=challenge, expert_id=expert, asked_at=at) for expert in fresh)
        move.facts["experts"] = fresh


def tied_to(challenge: Challenge, experts: Iterable[int | None], today: date) -> dict[int, str]:
    """Return who of these experts is tied to the lead firm on this day, by user id, with the tie in words."""
    return {pk: tie for ties in lent("challenge", "ties") for pk, tie in ties(challenge, experts, today=today).items()}


def unfit_to_argue(challenge: Challenge, experts: Iterable[int], today: date, by: Acting) -> dict[int, str]:
    """Return who of these experts this officer cannot ask, by user id, with the reason: who is tied, and themselves."""
    experts = list(experts)
    return tied_to(challenge, experts, today) | {pk: str(NOT_ONESELF) for pk in experts if pk in by.hands}


def give_opinion(
    challenge: Challenge,
    *,
    by: Acting,
    at: datetime,
    necessity: Any,
    measurability: Any,
    amount: Any,
    comment: str = "",
    expected: int | None = None,
) -> None:
    """Give one's opinion on the three questions, with a comment where one of them is answered with no."""
    with moving(challenge, "give_opinion", by=by, at=at, expected=expected) as move:
        if tied_to(challenge, [by.user_id or 0], day_of(move.at)):
            raise Refused(_("您与发榜方有回避关系，不能参加论证。"), code="tied")
        answers = {"necessity": necessity, "measurability": measurability, "amount": amount}
        found = [
            Problem(name, _("请选择“是”或“否”。"), "required") for name, v in answers.items() if v not in (True, False)
        ]
        comment = (comment or "").strip()
        if not found and not all(answers.values()) and not comment:
            found.append(Problem("comment", _("有“否”的，请写明理由。"), "required"))
        if found:
            raise Invalid(found)
        challenge.opinions.filter(expert_id=by.user_id).update(given_at=at, comment=comment, **answers)
        move.facts["favourable"] = all(answers.values())


def conclude_argumentation(challenge: Challenge, *, by: Acting, at: datetime, expected: int | None = None) -> None:
    """Conclude that the need may be published: enough experts have answered, and most of them in favour."""
    with moving(challenge, "conclude_argumentation", by=by, at=at, expected=expected) as move:
        move.facts |= favourable(challenge, move.at)
        challenge.due_at = None


def favourable(challenge: Challenge, at: datetime) -> dict[str, int]:
    """Return how many experts have answered and how many of them in favour; Refused for too few of either."""
    least = challenge.rules_on(day_of(at))["argumentation_experts"]
    given = list(challenge.opinions.exclude(given_at=None))
    favour = sum(bool(o.necessity and o.measurability and o.amount) for o in given)
    facts = {"given": len(given), "favour": favour}
    if len(given) < least:
        said = _("已有 %(given)s 位专家给出意见，至少要 %(least)s 位。")
        raise Refused(said % {**facts, "least": least}, code="opinions")
    if favour * 2 <= len(given):
        raise Refused(_("%(given)s 位专家中只有 %(favour)s 位赞成，请退回修改。") % facts, code="opinions")
    return facts


def confirm_funds(
    challenge: Challenge, *, by: Acting, at: datetime, budget_number: str = "", expected: int | None = None
) -> None:
    """Confirm that the money is there; fiscal money names its budget number."""
    with moving(challenge, "confirm_funds", by=by, at=at, expected=expected):
        number = (budget_number or "").strip() or challenge.budget_number
        if challenge.fiscal_wan and not number:
            raise Invalid([Problem("budget_number", _("含财政补助，请填写预算编号。"), "required")])
        challenge.budget_number = fitting(number, field="budget_number", longest=60)
        challenge.funds_confirmed_at = at


def require_funds(challenge: Challenge) -> None:
    """Refuse to publish before the lead firm has confirmed that the money is there."""
    if challenge.total_wan and not challenge.funds_confirmed_at:
        raise Refused(_("资金落实情况尚未确认，不能发布。"), code="funds")


def publish(
    challenge: Challenge,
    *,
    by: Acting,
    at: datetime,
    opens_at: Any = None,
    closes_at: Any = None,
    expected: int | None = None,
) -> None:
    """Publish the challenge under its number, with its window and a notice; the checker may not be the publisher.

    Without dates it opens at once and closes after the asked-for window at the deadline hour (Asia/Shanghai).
    """
    with moving(challenge, "publish", by=by, at=at, expected=expected) as move:
        release(challenge, move, opens_at=opens_at, closes_at=closes_at)
        post_now(kind=NoticeKind.PUBLICATION, challenge=challenge, by=by, at=at)


def release(challenge: Challenge, move: Move, *, opens_at: datetime | None, closes_at: datetime | None) -> None:
    """Give the challenge its number, its window and its first edition; part of publishing it, alone or with others."""
    require_funds(challenge)
    rules = challenge.rules_on(day_of(move.at))
    opens_at, closes_at = window(challenge, move.at, rules, opens_at=opens_at, closes_at=closes_at)
    challenge.opens_at, challenge.closes_at, challenge.first_closes_at = opens_at, closes_at, closes_at
    challenge.published_at = move.at
    challenge.edition = challenge.material_edition = 1
    challenge.number = challenge.number or next_number(challenge)
    challenge.due_at = None
    Edition.objects.create(
        challenge=challenge,
        number=1,
        snapshot=snapshot(challenge),
        material=True,
        closes_at=closes_at,
        at=move.at,
        by=move.by.user,
    )
    move.facts |= {"number": challenge.number, "closes_at": closes_at.isoformat()}


def window(
    challenge: Challenge, at: datetime, rules: dict, *, opens_at: datetime | None, closes_at: datetime | None
) -> tuple[datetime, datetime]:
    """Return from when until when a challenge published now takes proposals. Raises Invalid for a wrong window."""
    opens_at = opens_at or at
    days = max(challenge.window_days, rules["window_days"])
    closes_at = closes_at or office_end(day_of(opens_at + timedelta(days=days)), rules)
    check_window(opens_at, closes_at, at, rules)
    return opens_at, closes_at


def check_window(opens_at: Any, closes_at: Any, at: datetime, rules: Any) -> None:
    """Refuse a window that starts in the past or is shorter than the rules allow."""
    found = []
    if opens_at < at:
        found.append(Problem("opens_at", _("开榜时间不能早于现在。")))
    if day_of(closes_at) < day_of(opens_at + timedelta(days=rules["window_days"])):
        facts = {"days": rules["window_days"]}
        found.append(Problem("closes_at", _("从开榜到截止不得少于 %(days)s 天。") % facts, "too_short"))
    if found:
        raise Invalid(found)


def next_number(challenge: Challenge) -> str:
    """Return the next number TC-{batch}-{seq} of the batch; the batch's row counts."""
    Batch.objects.filter(pk=challenge.batch_id).update(next_number=F("next_number") + 1)
    batch = Batch.objects.get(pk=challenge.batch_id)
    return f"TC-{batch.code}-{batch.next_number - 1:03d}"
