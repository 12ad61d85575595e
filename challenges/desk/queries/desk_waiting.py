"""What waits on an organiser's desk besides its challenges: flat rows of every kind, read in one query."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, CharField, DateTimeField, DecimalField, F, Q, QuerySet, Value
from django.db.models.functions import Cast

from accounts.acting import Acting
from challenges.award.access import decision as decision_access
from challenges.award.access import objection as objection_access
from challenges.award.states.decision import DecisionState
from challenges.award.states.objection import COUNTED, ObjectionState
from challenges.bulletin import access as notice_access
from challenges.bulletin.states import NoticeState
from challenges.core.models import Motion
from challenges.core.queries.motion import named, waiting_rows
from challenges.desk.queries.desk_task import MOST, Task
from challenges.proposals.access import proposal as proposal_access
from challenges.proposals.states import ProposalState

STATES: dict[str, Any] = {
    "proposal": ProposalState,
    "objection": ObjectionState,
    "notice": NoticeState,
    "decision": DecisionState,
}
NO_TEXT = Value("", output_field=CharField())
# PostgreSQL takes an untyped NULL in the first branches of a union for a text, so each one says what it is.
EMPTY = {
    **dict.fromkeys(("title", "number", "label", "name", "extra"), NO_TEXT),
    "due": Cast(Value(None), DateTimeField()),
    "amount": Cast(Value(None), DecimalField(max_digits=14, decimal_places=2)),
    "who": Cast(Value(None), BigIntegerField()),
}
OF_CHALLENGE = {"title": F("challenge__title"), "number": F("challenge__number"), "amount": F("challenge__total_wan")}


class Line(NamedTuple):
    """One row of the union: `label` is the firm or the objection's number, `who` the person who had it first.

    `extra` is the post that a decision waits for, the second person of a check, or the act of a motion, whose subject
    `who` then is.
    """

    noun: str
    row: int
    title: str
    number: str | None
    label: str
    name: str
    standing: str
    due: datetime | None
    amount: Decimal | None
    who: Any
    extra: Any


def waiting_tasks(viewer: Acting, batch: int | None) -> list[Task]:
    """Return what waits for an officer besides the challenges, `MOST` of each kind: in no order."""
    narrow = Q(challenge__batch_id=batch) if batch else Q()
    ours = narrow & Q(challenge__organiser_id=viewer.organisation_id)
    kinds = (proposals(viewer, ours), objections(viewer, ours), notices(viewer), decisions(viewer, narrow))
    rows = kinds[0].union(*kinds[1:], motions(viewer), all=True)
    lines = [Line(*row) for row in rows]
    found = [task_of_line(viewer, line) for line in lines if line.noun in STATES]
    prepared = (line for line in lines if line.noun == Motion.noun)
    return found + motion_tasks(
        Motion(pk=line.row, act=line.extra, subject_id=line.who, state=line.standing, due_at=line.due)
        for line in prepared
    )


def flat(noun: str, rows: QuerySet[Any], order: tuple[str, ...], **columns: Any) -> QuerySet[Any]:
    """Return the first `MOST` of these rows as lines of the union; a column that is not given is empty."""
    # A branch of a union can neither be ordered nor cut on SQLite.
    first = rows.model.objects.filter(pk__in=rows.order_by(*order).values("pk")[:MOST]).order_by()
    told = {"noun": Value(noun, output_field=CharField()), "row": F("pk"), "standing": F("state")}
    return first.values_list(*(({**EMPTY, **told, **columns})[name] for name in Line._fields))


def proposals(viewer: Acting, ours: Q) -> QuerySet[Any]:
    """Return the proposals whose formal check is open, that wait for their firm's cure, or whose firm complains."""
    checked = Q(state__in=(ProposalState.OPENED, ProposalState.SUPPLEMENT))
    complained = Q(state=ProposalState.DISQUALIFIED, due_at__isnull=False)
    rows = proposal_access.visible_to(viewer).filter(ours).filter(checked | complained)
    return flat(
        "proposal",
        rows,
        ("due_at", "id"),
        **OF_CHALLENGE,
        label=F("organisation__short_name"),
        name=F("organisation__name"),
        due=F("due_at"),
        who=F("checked_by_id"),
        extra=Cast("check_confirmed_by_id", CharField()),
    )


def objections(viewer: Acting, ours: Q) -> QuerySet[Any]:
    """Return the objections that wait for registration, conclusion or review."""
    rows = objection_access.whole_to(viewer).filter(ours, state__in=COUNTED)
    told = {"label": F("number"), "due": F("due_at"), "who": F("registered_by_id")}
    extra = Cast("handled_by_id", CharField())
    return flat("objection", rows, ("due_at", "id"), **OF_CHALLENGE, **told, extra=extra)


def notices(viewer: Acting) -> QuerySet[Any]:
    """Return the notices that were drafted and wait to be posted by a second person."""
    rows = notice_access.visible_to(viewer).filter(issuer_id=viewer.organisation_id, state=NoticeState.DRAFT)
    return flat("notice", rows, ("-id",), title=F("title"), who=F("prepared_by_id"))


def decisions(viewer: Acting, narrow: Q) -> QuerySet[Any]:
    """Return the decisions that wait for an approval."""
    return flat(
        "decision",
        decision_access.visible_to(viewer).filter(narrow, state=DecisionState.PENDING),
        ("id",),
        **OF_CHALLENGE,
        label=F("challenge__lead__short_name"),
        name=F("challenge__lead__name"),
        due=F("challenge__due_at"),
        extra=decision_access.next_role(),
    )


def motions(viewer: Acting) -> QuerySet[Any]:
    """Return what colleagues have prepared and this person may confirm."""
    return flat("motion", waiting_rows(viewer), ("id",), due=F("due_at"), who=F("subject_id"), extra=F("act"))


def task_of_line(viewer: Acting, line: Line) -> Task:
    """Return a line as a matter on the desk: under its tab, and whether it is this reader's."""
    group, what, mine = {
        "proposal": checking,
        "objection": objecting,
        "notice": posting,
        "decision": deciding,
    }[line.noun](viewer, line)
    return Task(
        group=group,
        what=what,
        noun=line.noun,
        pk=line.row,
        title=line.title,
        number=line.number or "",
        firm=line.label or line.name,
        state=line.standing,
        state_word=str(STATES[line.noun](line.standing).label),
        due=line.due,
        amount=line.amount,
        mine=mine,
    )


def checking(viewer: Acting, line: Line) -> tuple[str, str, bool]:
    """Return the tab, the matter and whose it is: the second check, and a complaint, are for who had no part before."""
    if line.standing == ProposalState.SUPPLEMENT:
        return "qualify", "supplement", False
    before = {str(line.who), line.extra}
    mine = bool({"checker", "batch_admin"} & viewer.roles) and str(viewer.user_id) not in before
    if line.standing == ProposalState.DISQUALIFIED:
        return "qualify", "complaint", mine
    return "qualify", "first_check" if line.who is None else "second_check", mine


def objecting(viewer: Acting, line: Line) -> tuple[str, str, bool]:
    """Return the tab, the matter and whose it is: one registers, another concludes, a third reviews."""
    named = {ObjectionState.FILED: "register", ObjectionState.REGISTERED: "conclude"}
    before = {str(line.who), line.extra if line.standing == ObjectionState.REVIEWING else None}
    mine = bool({"notice_officer", "batch_admin"} & viewer.roles) and str(viewer.user_id) not in before
    return "public", named.get(ObjectionState(line.standing), "review_objection"), mine


def posting(viewer: Acting, line: Line) -> tuple[str, str, bool]:
    """Return the tab, the matter and whose it is: nobody posts the notice that they drafted."""
    return "public", "post", bool({"notice_officer", "batch_admin"} & viewer.roles) and line.who != viewer.user_id


def deciding(viewer: Acting, line: Line) -> tuple[str, str, bool]:
    """Return the tab, the matter and whose it is: the next step belongs to a post."""
    return "public", "decide", line.extra in viewer.roles


def motion_tasks(motions: Iterable[Motion]) -> list[Task]:
    """Return motions as matters, due when they would be void."""
    return [
        Task(
            group="confirm",
            what="confirm",
            noun="motion",
            pk=told.motion.pk,
            title=told.title,
            number="",
            firm=told.label,
            state=told.motion.state,
            state_word=told.motion.get_state_display(),
            due=told.motion.due_at,
            amount=None,
            mine=True,
        )
        for told in named(motions)
    ]
