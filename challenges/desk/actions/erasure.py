"""An account is deleted: what no law keeps is erased or loses its name, and the record says that it was done."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from accounts.access.policy import BY_NOUN
from accounts.acting import CLOCK
from accounts.actions import leaving
from accounts.models import ExpertProfile, Invitation, Organisation, User
from accounts.queries.identity import proved_mails
from challenges.core.models import Job, JobRow, Motion
from challenges.desk.models import PersonalRequest
from challenges.desk.queries.personal import any_of
from challenges.desk.queries.personal_kept import DRAFTS, kept, name_until
from challenges.desk.queries.personal_needed import leavers, needed
from challenges.desk.queries.personal_register import HOLDINGS, Then, table
from challenges.listing.models import Challenge
from challenges.listing.states import EDITABLE
from challenges.proposals.models import Proposal, ProposalVersion, Section
from notifications import sweeps
from notifications.clock import day_of
from notifications.erasing import GONE, erase, erase_from_notices, redacted, without
from notifications.events import record
from notifications.models import Event, Telling

Kind, Outcome = PersonalRequest.Kind, PersonalRequest.Outcome
# Timelines of accounts: no law keeps a name in them. Those of the market are the record of decisions.
ACCOUNTS = (*BY_NOUN, "user", "personal_request")
NOWHERE = "erased.invalid"
Fits = Callable[[str], str]


def erase_due(*, at: datetime) -> int:
    """Carry out the deletions whose days are over, and take off names whose keeping has ended; returns how many."""
    due = PersonalRequest.objects.filter(kind=Kind.ERASURE, outcome=Outcome.WAITING, due_at__lte=at)
    over = PersonalRequest.objects.filter(kind=Kind.ERASURE, outcome=Outcome.DONE, name_until__lt=day_of(at))
    done = sweeps.each("erasures", due.order_by("due_at"), lambda row: carry_out(row, at=at), at=at)
    return done + sweeps.each("names", over.order_by("pk"), lambda row: forget_name(row, at=at), at=at)


def carry_out(row: PersonalRequest, *, at: datetime) -> bool:
    """Delete an account, or refuse it where something runs again that needs the person; returns False when passed."""
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=row.person_id)
        row = PersonalRequest.objects.select_for_update().get(pk=row.pk)
        if row.outcome != Outcome.WAITING or row.due_at > at:
            return False
        if reasons := needed(user, at):
            row.outcome, row.answer, row.ended_at = Outcome.REFUSED, "".join(reasons), at
            row.save()
            record("personal.erasure_refused", subject=row, by=CLOCK, at=at, facts={"reason": row.answer})
            return True
        stays = kept(user, at)
        marks = {*proved_mails(user), user.email, user.phone}
        organisations = leave(user, at)
        changed = out_of_texts(user, organisations, without([user.name], marks), bool(stays))
        out_of_columns(user, organisations, marks)
        out_of_rows(user)
        out_of_account(user, keeps_name=bool(stays))
        row.outcome, row.ended_at, row.name_until = Outcome.DONE, at, name_until(stays, at)
        row.kept = [{"activity": one.activity.key, "count": one.count, "rule": one.rule.pk} for one in stays]
        row.save()
        record("personal.erased", subject=row, by=CLOCK, at=at, facts={"kept": row.kept, "events": changed})
    return True


def forget_name(row: PersonalRequest, *, at: datetime) -> bool:
    """Take the name off what the law kept, once its time is over."""
    with transaction.atomic():
        User.objects.filter(pk=row.person_id).update(name=GONE)
        PersonalRequest.objects.filter(pk=row.pk).update(name_until=None)
        record("personal.name_erased", subject=row, by=CLOCK, at=at, facts={})
    return True


def leave(user: User, at: datetime) -> list[int]:
    """End what the person still belongs to; returns every organisation that they ever belonged to."""
    for membership, by in leavers(user, at):
        leaving.end(membership, by=by, at=at)
    return list(user.memberships.values_list("organisation", flat=True).distinct())


def out_of_rows(user: User) -> None:
    """Remove the rows that are the person's alone."""
    keys = UserSession.objects.filter(user=user).values("session_key")
    Session.objects.filter(session_key__in=keys).delete()
    for label, held in HOLDINGS.items():
        if held.then is Then.GOES and (held.own or held.who):
            table(label).objects.filter(any_of(held.own or held.who, user.pk)).delete()


def out_of_account(user: User, *, keeps_name: bool) -> None:
    """Leave of the account a number that signs in nowhere, and the name while the law keeps what it stands under."""
    user.email, user.phone, user.last_login = f"erased-{user.pk}@{NOWHERE}", "", None
    user.name = user.name if keeps_name else GONE
    user.is_active = user.is_staff = False
    user.set_unusable_password()
    user.save()
    bare: dict[str, Any] = {"title": "", "keywords": [], "languages": [], "summary": "", "spelled": ""}
    ExpertProfile.objects.filter(user=user).update(available=False, years=None, **bare)


def out_of_columns(user: User, organisations: list[int], marks: set[str]) -> None:
    """Empty the columns in which somebody typed the person's name, telephone or mailbox."""
    for invitation in Invitation.objects.filter(email__in=marks):
        Invitation.objects.filter(pk=invitation.pk).update(email=f"erased-{user.pk}-{invitation.pk}@{NOWHERE}")
    if user.phone:
        Organisation.objects.filter(contact_phone=user.phone).update(contact_phone="")
    needs = Challenge.objects.filter(lead__in=organisations, state__in=EDITABLE)
    drafts = Proposal.objects.filter(organisation__in=organisations, state__in=DRAFTS)
    if user.phone:
        needs.filter(contact_phone=user.phone).update(contact_phone="")
    if user.name:
        Organisation.objects.filter(pk__in=organisations, contact_name=user.name).update(contact_name="")
        needs.filter(contact_name=user.name).update(contact_name="")
        drafts.filter(project_leader=user.name).update(project_leader="")


def out_of_texts(user: User, organisations: list[int], fits: Fits, keeps_name: bool) -> list[list]:
    """Take the person out of plain data: the record, notices, drafts, what waits; returns what changed in the record.

    A name is looked for in the timelines of accounts that lead to the person, where no law keeps any, in all that they
    did where the law keeps nothing, and in the drafts of their firms. A mailbox or telephone is looked for everywhere.
    """
    linked = Q(actor=user) | Q(chain__in=[f"organisation:{pk}" for pk in organisations])
    linked |= Q(noun="user", subject_id=user.pk) | Q(noun="expert", subject_id__in=user_experts(user))
    named = linked & Q(noun__in=ACCOUNTS) if keeps_name else linked
    chosen = Event.objects.filter(named).values("pk")
    marks = [mark for mark in {*proved_mails(user), user.email, user.phone} if mark]
    changed = erase(found(Event.objects.all(), "facts", marks, Q(pk__in=chosen)), fits)
    erase_from_notices(found(Telling.objects.all(), "facts", marks, Q(event__in=chosen)), fits)
    drafts = Q(proposal__organisation__in=organisations, proposal__state__in=DRAFTS)
    rewrite(Section.objects.filter(drafts), "data", fits)
    rewrite(ProposalVersion.objects.filter(drafts), "snapshot", fits)
    rewrite(found(Motion.objects.all(), "arguments", marks), "arguments", fits)
    rewrite(found(Job.objects.all(), "words", marks), "words", fits)
    rewrite(found(JobRow.objects.all(), "said", marks), "said", fits)
    entries = LogEntry.objects.filter(Q(object_repr=user.name) | contains("object_repr", marks))
    rewrite(entries, "object_repr", fits)
    rewrite(LogEntry.objects.filter(contains("change_message", marks)), "change_message", fits)
    return changed


def user_experts(user: User) -> list[int]:
    """Return the id of the person's entry in the pool, if there is one."""
    return list(ExpertProfile.objects.filter(user=user).values_list("pk", flat=True))


def contains(column: str, marks: list[str]) -> Q:
    """Return the condition that one of these marks stands in a text."""
    condition = Q(pk__in=[])
    for mark in marks:
        condition |= Q(**{f"{column}__icontains": mark})
    return condition


def found(rows: QuerySet, column: str, marks: list[str], more: Q | None = None) -> QuerySet:
    """Return the rows in whose plain data one of these marks stands, and those of a further condition."""
    condition = contains("as_text", marks) | (more or Q(pk__in=[]))
    told: QuerySet = rows.annotate(as_text=Cast(column, TextField())).filter(condition)
    return told


def rewrite(rows: QuerySet, column: str, fits: Fits) -> None:
    """Write a column of these rows without the person."""
    for row in rows.iterator(500):
        left = redacted(getattr(row, column), fits)
        if left != getattr(row, column):
            type(row)._base_manager.filter(pk=row.pk).update(**{column: left})
