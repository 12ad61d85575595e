"""What may still happen to a published challenge: correction, extension, withdrawal, and a second try."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.acting import Acting
from accounts.errors import Invalid, Problem, Refused
from challenges.bulletin.actions.notice import post_now
from challenges.bulletin.models import NoticeKind
from challenges.core.gate import Moment, moving, overdue
from challenges.core.periods import day_of, days_later, office_end
from challenges.listing.actions.challenge import required
from challenges.listing.actions.challenge_terms import PARTS, read_fields, read_parts, replace_parts
from challenges.listing.models import Batch, Challenge, Edition
from challenges.listing.queries.challenge import (
    deliverable_problems,
    differences,
    indicator_problems,
    milestone_problems,
    money_problems,
)
from challenges.listing.queries.editions import WORDS, title_of, words
from challenges.listing.queries.ip import ip_problems
from challenges.listing.queries.snapshot import snapshot
from challenges.listing.states import OPEN


def correct(
    challenge: Challenge, *, by: Acting, at: Moment, reason: str = "", expected: int | None = None, **typed: Any
) -> None:
    """Publish a new edition 更正 with its difference and a notice.

    A change of indicators, money, eligibility or IP needs time: with fewer than `correction_days` left the deadline
    moves. Firms that have submitted must confirm it; drafts are told that they rest on the old edition.
    """
    reading = read_fields(typed)
    rows, found = read_parts(typed)
    if reading.problems or found:
        raise Invalid([*reading.problems, *found])
    with moving(challenge, "correct", by=by, at=at, expected=expected) as move:
        refuse_after_deadline(challenge, move.at)
        reason = required(reason, "reason")
        before = snapshot(challenge)
        for name, value in reading.values.items():
            setattr(challenge, name, value)
        replace_parts(challenge, rows)
        wrong = indicator_problems(list(challenge.indicators.all())) + money_problems(challenge)
        wrong += milestone_problems(challenge)
        if challenge.deliverables.exists():
            wrong += deliverable_problems(list(challenge.deliverables.all()))
        if wrong:
            raise Invalid(wrong)
        changes = differences(before, snapshot(challenge))
        # Terms that were published open may stay so; whoever touches them completes them.
        if any(change["field"].startswith("ip_") for change in changes) and (wrong := ip_problems(challenge)):
            raise Invalid(wrong)
        if not changes:
            raise Invalid([Problem("", _("没有任何改动，不需要更正。"), "unchanged")])
        material = any(change["material"] for change in changes)
        challenge.edition += 1
        if material:
            challenge.material_edition = challenge.edition
            move.facts |= allow_time(challenge, move.at)
        Edition.objects.create(
            challenge=challenge,
            number=challenge.edition,
            snapshot=snapshot(challenge),
            reason=reason,
            material=material,
            closes_at=closing(challenge),
            at=move.at,
            by=by.user,
        )
        move.facts |= {"reason": reason, "material": material, "edition": challenge.edition, "changes": changes}
        sentences = [told(change) for change in changes]
        facts = {"reason": reason, "changes": sentences, "closes_at": challenge.closes_at}
        post_now(kind=NoticeKind.CORRECTION, challenge=challenge, by=by, at=move.at, facts=facts)


def allow_time(challenge: Challenge, at: datetime) -> dict:
    """Move the deadline when fewer days are left than a material correction needs; returns what was moved."""
    rules = challenge.rules_on(day_of(at))
    least = at + timedelta(days=rules["correction_days"])
    old = closing(challenge)
    if old >= least:
        return {"closes_at": old.isoformat()}
    later = office_end(day_of(least), rules)
    challenge.closes_at = later if later >= least else office_end(day_of(least) + timedelta(days=1), rules)
    return {"old_closes_at": old.isoformat(), "closes_at": challenge.closes_at.isoformat()}


def closing(challenge: Challenge) -> datetime:
    """Return the deadline of a challenge that was published; Refused for one that has none yet."""
    if challenge.closes_at is None:
        raise Refused(_("申报已经截止，不能再更改。"), code="after_deadline")
    return challenge.closes_at


def label(field: str) -> str:
    """Return what people call a field of a challenge or of one of its lists."""
    name, _dot, rest = field.partition(".")
    if name in PARTS and rest:
        column = rest.partition(".")[2]
        model = PARTS[name][0]
        return title_of(model, column) if column else str(Challenge.parts_label(name))
    return str(Challenge.parts_label(name)) if name in PARTS else title_of(Challenge, name)


def told(change: dict) -> dict:
    """Return a change as `{label, before, after}` for the notice and the page."""
    name = label(change["field"])
    row = change.get("row")
    return {
        "label": f"{row} {name}".strip() if row else name,
        "before": said(change["before"], change["field"].rpartition(".")[2]),
        "after": said(change["after"], change["field"].rpartition(".")[2]),
    }


def said(value: Any, column: str = "") -> str:
    """Return a value in words: nothing is 无, a row is its name, a choice what it is called."""
    if value is None or value in ("", []):
        return _("无")
    if column in WORDS:
        return str(words(column, value))
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, dict):
        return str(value.get("name") or value.get("node") or value.get("text") or value.get("kind") or "")
    return str(value)


def refuse_after_deadline(challenge: Challenge, at: datetime) -> None:
    """Refuse a change after the deadline, whether or not the clock has drawn the consequences yet."""
    if overdue(challenge.closes_at, at):
        raise Refused(_("申报已经截止，不能再更改。"), code="after_deadline")


def extend(
    challenge: Challenge, *, by: Acting, at: Moment, closes_at: Any, reason: str = "", expected: int | None = None
) -> None:
    """Move the deadline later for everybody 延期, once and by no more than the rules allow, with a notice."""
    with moving(challenge, "extend", by=by, at=at, expected=expected) as move:
        refuse_after_deadline(challenge, move.at)
        reason = required(reason, "reason")
        old, latest = closing(challenge), require_extendable(challenge, move.at)
        if closes_at <= old:
            raise Invalid([Problem("closes_at", _("新的截止时间须晚于原定时间。"))])
        if closes_at > latest:
            share = challenge.rules_on(day_of(move.at))["extension_share"]
            facts = {"share": share, "latest": day_of(latest).isoformat()}
            raise Invalid(
                [Problem("closes_at", _("最多延长窗口的 %(share)s%%，即不晚于 %(latest)s。") % facts, "too_long")]
            )
        challenge.closes_at = closes_at
        challenge.extensions += 1
        move.facts |= {"reason": reason, "old_closes_at": old.isoformat(), "closes_at": closes_at.isoformat()}
        facts = {"reason": reason, "old_closes_at": old, "closes_at": closes_at}
        post_now(kind=NoticeKind.EXTENSION, challenge=challenge, by=by, at=move.at, facts=facts)


def require_extendable(challenge: Challenge, at: datetime) -> datetime:
    """Return the latest deadline an extension may give. Raises Refused when the rules allow no further one."""
    rules = challenge.rules_on(day_of(at))
    if challenge.extensions >= rules["extension_times"]:
        raise Refused(_("已延期 %(times)s 次，不能再延。") % {"times": challenge.extensions}, code="extended")
    closes: datetime = closing(challenge)
    window: timedelta = (challenge.first_closes_at or closes) - (challenge.opens_at or closes)
    longest: timedelta = window * rules["extension_share"] / 100
    return closes + longest


def ask_withdrawal(
    challenge: Challenge, *, by: Acting, at: datetime, reason: str = "", expected: int | None = None
) -> None:
    """Ask the organiser, as the lead firm's signer, to take the challenge back 撤榜."""
    with moving(challenge, "ask_withdrawal", by=by, at=at, expected=expected) as move:
        move.facts["reason"] = required(reason, "reason")


class Ground(TextChoices):
    """Why alone a challenge may be taken back after its deadline."""

    FORCE_MAJEURE = "force_majeure", gettext_lazy("不可抗力")
    POLICY = "policy", gettext_lazy("政策调整")
    FUNDS = "funds", gettext_lazy("资金落空")


def withdraw(
    challenge: Challenge, *, by: Acting, at: datetime, reason: str = "", ground: str = "", expected: int | None = None
) -> None:
    """Take the challenge back 撤榜. After the deadline only force majeure, policy or failed funds are grounds."""
    with moving(challenge, "withdraw", by=by, at=at, expected=expected) as move:
        reason = required(reason, "reason")
        published, late = challenge.published_at is not None, needs_ground(challenge, move.at)
        if late and ground not in Ground.values:
            raise Invalid([Problem("ground", _("截止后只能因不可抗力、政策调整或资金落空撤榜。"), "required")])
        move.facts |= {"reason": reason, "ground": ground, "late": late}
        challenge.due_at = None
        if published:
            facts = {"reason": reason, "ground": ground, "opened": challenge.state not in OPEN}
            post_now(kind=NoticeKind.WITHDRAWAL, challenge=challenge, by=by, at=move.at, facts=facts)


def needs_ground(challenge: Challenge, at: datetime) -> bool:
    """Return True once a challenge may be taken back for one of the few grounds alone: after its deadline."""
    return (challenge.published_at is not None and challenge.state not in OPEN) or overdue(challenge.closes_at, at)


def relist(
    challenge: Challenge, *, by: Acting, at: datetime, batch: Batch | None = None, expected: int | None = None
) -> Challenge:
    """Write a lapsed challenge anew as a draft 重新发榜, with everything it said; so often as the rules allow."""
    with moving(challenge, "relist", by=by, at=at, expected=expected) as move:
        rules = challenge.rules_on(day_of(move.at))
        if challenge.relist_count >= rules["relist_times"]:
            raise Refused(_("已重新发榜 %(times)s 次，不能再发。") % {"times": challenge.relist_count}, code="relisted")
        if challenge.relists.exists():
            raise Refused(_("已经重新发榜，请到新榜单办理。"), code="relisted")
        terms = snapshot(challenge)
        batch = batch or challenge.batch
        fresh = Challenge(
            batch=batch,
            lead=challenge.lead,
            organiser_id=batch.organiser_id,
            relist_of=challenge,
            relist_count=challenge.relist_count + 1,
            prepared_by=by.user,
            window_days=challenge.window_days,
            contact_name=challenge.contact_name,
            contact_phone=challenge.contact_phone,
            created_at=move.at,
            updated_at=move.at,
            due_at=days_later(move.at, rules["draft_idle_days"], rules),
            **{name: value for name, value in terms.items() if name not in PARTS},
        )
        fresh.save()
        replace_parts(fresh, {name: terms.get(name, []) for name in PARTS})
        fresh.refresh_from_db()
        move.facts["new"] = fresh.pk
    return fresh
