"""What people ask about their own data: a correction that others must make, and the deletion of their account."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.actions.checking import reason_given
from accounts.models import User
from challenges.core.gate import NotAllowed, Refused
from challenges.core.models import Holiday
from challenges.core.periods import midnight_end
from challenges.desk.models import PersonalRequest, PersonalRule
from challenges.desk.queries.personal_needed import needed
from notifications.clock import day_of
from notifications.events import record

LONGEST = 2000
Kind, Outcome = PersonalRequest.Kind, PersonalRequest.Outcome


def ask_correction(*, by: Acting, at: datetime, text: str) -> PersonalRequest:
    """Ask the operators for a correction that the person cannot make; answered within the days of the rule.

    Raises NotAllowed for the public, Invalid without a text. Source: 个人信息保护法 art. 46.
    """
    user = own(by)
    text = reason_given(text, field="text", longest=LONGEST, empty=_("请写明哪一处信息不对、应当是什么。"))
    days = PersonalRule.in_force(day_of(at))[PersonalRule.Key.ANSWER].value
    due = midnight_end(Holiday.objects.calendar().add(day_of(at), days))
    with transaction.atomic():
        row = PersonalRequest.objects.create(person=user, kind=Kind.CORRECTION, text=text, filed_at=at, due_at=due)
        record("personal.correction_asked", subject=row, by=by, at=at, facts={"due": due})
    return row


def answer(row: PersonalRequest, *, by: Acting, at: datetime, corrected: bool, reason: str) -> PersonalRequest:
    """Tell a person what became of their request: corrected, or why not. For operators.

    Raises NotAllowed, Refused for one that was answered or withdrawn, Invalid without words.
    """
    if not by.is_operator or row.person_id == by.user_id:
        raise NotAllowed()
    reason = reason_given(reason, longest=LONGEST, empty=_("请写明更正了什么，或者为什么不能更正。"))
    with transaction.atomic():
        row = waiting(row, Kind.CORRECTION)
        row.outcome = Outcome.ANSWERED if corrected else Outcome.REFUSED
        row.answer, row.answered_by_id, row.ended_at = reason, by.user_id, at
        row.save()
        record("personal.answered", subject=row, by=by, at=at, facts={"corrected": corrected, "reason": reason})
    return row


def ask_erasure(*, by: Acting, at: datetime) -> PersonalRequest:
    """Ask that one's own account be deleted. It is done after the days of the rule; until then it can be withdrawn.

    Raises NotAllowed for the public and for programs, Refused with every reason while something runs that needs the
    person, and for a second request. Source: 个人信息保护法 art. 47.
    """
    user = own(by)
    days = PersonalRule.in_force(day_of(at))[PersonalRule.Key.GRACE].value
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if PersonalRequest.objects.filter(person=user, kind=Kind.ERASURE, outcome=Outcome.WAITING).exists():
            raise Refused(_("您已经提出删除，正在等待办理。"), code="asked")
        if reasons := needed(user, at):
            raise Refused("".join(reasons), code="needed")
        due = midnight_end(day_of(at) + timedelta(days=days))
        row = PersonalRequest.objects.create(person=user, kind=Kind.ERASURE, filed_at=at, due_at=due)
        record("personal.erasure_asked", subject=row, by=by, at=at, facts={"due": due})
    return row


def withdraw(row: PersonalRequest, *, by: Acting, at: datetime) -> PersonalRequest:
    """Take back one's own request while it waits. Raises NotAllowed, Refused once it was carried out or answered."""
    if by.user_id is None or row.person_id != by.user_id:
        raise NotAllowed()
    with transaction.atomic():
        row = waiting(row, row.kind)
        row.outcome, row.ended_at = Outcome.WITHDRAWN, at
        row.save()
        record("personal.withdrawn", subject=row, by=by, at=at, facts={"kind": row.kind})
    return row


def own(by: Acting) -> User:
    """Return the person who acts for themselves. Raises NotAllowed for the public and for programs."""
    if by.user is None or by.user.is_program:
        raise NotAllowed()
    return User.objects.get(pk=by.user.pk)


def waiting(row: PersonalRequest, kind: str) -> PersonalRequest:
    """Return a request, locked. Raises Refused unless it is of this kind and still waits."""
    row = PersonalRequest.objects.select_for_update().get(pk=row.pk)
    if row.outcome != Outcome.WAITING or row.kind != kind:
        raise Refused(_("这项请求已经办理或撤回。"), code="ended")
    return row
