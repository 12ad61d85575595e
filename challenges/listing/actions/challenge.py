"""A need is written, cleared, reviewed in its own firm and handed to the organiser."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.actions.checking import reason_given
from accounts.errors import Invalid, NotAllowed, Problem, Refused
from challenges.core.gate import Move, moving, overdue
from challenges.core.periods import day_of, days_later, working_days_later
from challenges.core.second_thoughts import undoes
from challenges.listing.access.challenge import may_create
from challenges.listing.actions.challenge_terms import honour_problems, read_fields, read_parts, replace_parts
from challenges.listing.models import Batch, Challenge, ReturnedText
from challenges.listing.queries.challenge import problems
from challenges.listing.queries.snapshot import snapshot
from challenges.listing.states import ChallengeState
from notifications.events import history, record


def create(*, batch: Batch, by: Acting, at: datetime, **typed: Any) -> Challenge:
    """Begin a need in a batch that collects needs; the firm's verification may still be pending."""
    if not may_create(by):
        raise NotAllowed()
    reading = read_fields({"title": "", **typed})
    rows, found = read_parts(typed)
    found += honour_problems(reading.values.get("mode"), reading.values.get("total_wan"))
    if not batch.collecting(at):
        reading.problem("batch", _("这个批次不在征集期内。"), "closed")
    if reading.problems or found:
        raise Invalid([*reading.problems, *found])
    with transaction.atomic():
        challenge = Challenge(
            batch=batch,
            lead=by.unit,
            organiser_id=batch.organiser_id,
            prepared_by=by.user,
            created_at=at,
            updated_at=at,
            **{"region_code": by.unit.region_code, "industry_code": by.unit.industry_code} | reading.values,
        )
        challenge.due_at = days_later(at, batch.rules_on(day_of(at))["draft_idle_days"], batch.rules_on(day_of(at)))
        challenge.save()
        replace_parts(challenge, rows)
        record("challenge.created", subject=challenge, by=by, at=at, facts={"title": challenge.title})
    return challenge


def edit(challenge: Challenge, *, by: Acting, at: datetime, expected: int | None = None, **typed: Any) -> None:
    """Change the draft of a need: the fields and lists that are sent, nothing else. The secrecy check starts anew."""
    reading = read_fields(typed)
    rows, found = read_parts(typed)
    if reading.problems or found:
        raise Invalid([*reading.problems, *found])
    with moving(challenge, "edit", by=by, at=at, expected=expected) as move:
        for name, value in reading.values.items():
            setattr(challenge, name, value)
        wrong = honour_problems(challenge.mode, challenge.total_wan)
        if wrong:
            raise Invalid(wrong)
        replace_parts(challenge, rows)
        challenge.prepared_by = by.user
        challenge.secrecy_cleared_at = challenge.secrecy_cleared_by = None
        rules = challenge.rules_on(day_of(at))
        if challenge.state == "draft":
            challenge.due_at = days_later(at, rules["draft_idle_days"], rules)
        move.facts["fields"] = sorted([*reading.values, *rows])
        move.recorded = not just_told(challenge, by=by, at=at, minutes=rules["draft_version_minutes"])


def just_told(challenge: Challenge, *, by: Acting, at: datetime, minutes: int) -> bool:
    """Return True when this person's writing was recorded some minutes ago and nothing else happened since.

    A page that saves by itself writes every few seconds; the record says once that somebody wrote.
    """
    last = history(challenge.chain, 1)
    if not last or last[0].name != "challenge.edited" or last[0].actor_id != by.user_id:
        return False
    return at - last[0].at < timedelta(minutes=minutes)


def clear_secrecy(challenge: Challenge, *, by: Acting, at: datetime, expected: int | None = None) -> None:
    """Declare that nothing in the need is a state secret 不涉密, as the firm's secrecy officer."""
    with moving(challenge, "clear_secrecy", by=by, at=at, expected=expected):
        challenge.secrecy_cleared_by = by.user
        challenge.secrecy_cleared_at = at


def submit_inside(challenge: Challenge, *, by: Acting, at: datetime, expected: int | None = None) -> None:
    """Hand the need to the firm's own signer; everything that is missing is named at once."""
    with moving(challenge, "submit_inside", by=by, at=at, expected=expected):
        found = problems(challenge, challenge.rules_on(day_of(at)))
        if not challenge.lead.verified:
            found.append(Problem("", _("单位尚未通过核验，核验通过后才能送审。"), "unverified"))
        if found:
            raise Invalid(found)
        challenge.prepared_by = by.user
        if challenge.state == ChallengeState.RETURNED:
            refuse_late_repair(challenge, at)
        else:
            challenge.due_at = None


def refuse_late_repair(challenge: Challenge, at: datetime) -> None:
    """Refuse what comes after the time to mend a returned need, whether or not the clock has drawn the consequence."""
    if overdue(challenge.due_at, at):
        raise Refused(_("补正期限已过，不能再报送。"), code="repair_late")


def send_back(challenge: Challenge, *, by: Acting, at: datetime, reason: str = "", expected: int | None = None) -> None:
    """Give the need back to its writers inside the firm, with what is to be changed.

    A need that the organiser had returned stays a returned one, and the time to mend it goes on.
    """
    with moving(challenge, "send_back", by=by, at=at, expected=expected) as move:
        move.facts["reason"] = required(reason, "reason")
        keep_text(challenge, round=0, by=by, at=at)
        if challenge.due_at is not None:
            move.to(ChallengeState.RETURNED)
            return
        move.to(ChallengeState.DRAFT)
        rules = challenge.rules_on(day_of(at))
        challenge.due_at = days_later(at, rules["draft_idle_days"], rules)


def keep_text(challenge: Challenge, *, round: int, by: Acting, at: datetime) -> None:
    """Keep the text as it goes back, so that whoever decides next sees what changed since."""
    ReturnedText.objects.create(challenge=challenge, round=round, snapshot=snapshot(challenge), at=at, by=by.user)


def approve(challenge: Challenge, *, by: Acting, at: datetime, expected: int | None = None) -> None:
    """Sign the need for the firm and hand it to the organiser, inside the batch's collecting period."""
    with moving(challenge, "approve", by=by, at=at, expected=expected):
        refuse_late_repair(challenge, at)
        returned = challenge.repair_rounds > 0
        if not returned and not challenge.batch.collecting(at):
            raise Refused(_("这个批次不在征集期内。"), code="not_collecting")
        challenge.remarks.filter(resolved_at=None).update(resolved_at=at)
        rules = challenge.rules_on(day_of(at))
        challenge.due_at = working_days_later(at, rules["formal_check_days"], rules)


@undoes("challenge.approve")
def open_remarks(challenge: Challenge, move: Move) -> None:
    """The signing was taken back: what it resolved of the last return is open again."""
    challenge.remarks.filter(resolved_at=move.facts["done_at"]).update(resolved_at=None)


@undoes("challenge.send_back")
def forget_text(challenge: Challenge, move: Move) -> None:
    """The sending back inside the firm was taken back: the text kept with it is gone."""
    challenge.returned_texts.filter(round=0, at=move.facts["done_at"]).delete()


def required(text: str, field: str, longest: int = 2000) -> str:
    """Return a reason that must be given, trimmed; Invalid beside its field for none, filler and what is too long."""
    return reason_given(text, field=field, longest=longest, empty=_("请写明理由。"))
