"""Inquiries 询问 on an objection: the desk asks one side, that side answers in time, the desk passes an answer on."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.actions.checking import reason_given
from accounts.models import Organisation
from challenges.award.actions.objection_words import LONGEST, require_impersonal
from challenges.award.models import Inquiry, Objection, Side, Wanted
from challenges.award.queries.hearing import targets
from challenges.award.states.inquiry import InquiryState
from challenges.core.gate import CLOCK, Invalid, MassMove, Problem, Refused, moving, moving_many, overdue
from challenges.core.periods import day_of, working_days_later
from challenges.files.models import ScanState
from notifications.events import record


def inquire(
    objection: Objection,
    *,
    by: Acting,
    at: datetime,
    side: str,
    question: str,
    wanted: str = Wanted.STATEMENT,
    organisation_id: int | None = None,
    expected: int | None = None,
) -> Inquiry:
    """The desk asks one side of an objection for a statement or a document, with a limit in working days by the rules.

    `organisation_id` names the firm where several are objected to. What is asked of the lead firm or of the firm
    objected to never names the objector. Raises Invalid at `side`, `question`, `wanted` or `organisation_id`.
    """
    question = reason_given(question, field="question", longest=LONGEST, empty=_("请写明要对方说明什么、提供什么。"))
    if wanted not in Wanted.values:
        raise Invalid([Problem("wanted", _("请选择要求提供说明还是文件。"), "unknown")])
    if side != Side.OBJECTOR:
        require_impersonal(objection, question, field="question")
    with moving(objection, "inquire", by=by, at=at, expected=expected) as move:
        firm = addressee(objection, side, organisation_id)
        rules = objection.challenge.rules_on(day_of(move.at))
        inquiry = Inquiry.objects.create(
            objection=objection,
            side=side,
            organisation=firm,
            wanted=wanted,
            question=question,
            asked_by=by.user,
            asked_at=move.at,
            due_at=working_days_later(move.at, rules["objection_statement_days"], rules),
            created_at=move.at,
            updated_at=move.at,
        )
        move.facts |= {"number": objection.number, "side": side}
        record("inquiry.asked", subject=inquiry, by=by, at=move.at, facts={"number": objection.number, "side": side})
    return inquiry


def addressee(objection: Objection, side: str, organisation_id: int | None) -> Organisation | None:
    """Return the firm of a side; of several that are objected to, the one that is named."""
    if side not in Side.values:
        raise Invalid([Problem("side", _("请选择向谁询问。"), "unknown")])
    if side == Side.OBJECTOR:
        return objection.organisation
    if side == Side.LEAD:
        return objection.challenge.lead
    firms = {firm.pk: firm for firm in targets(objection)}
    if organisation_id is None and len(firms) == 1:
        return next(iter(firms.values()))
    if organisation_id not in firms:
        raise Invalid([Problem("organisation_id", _("请选择公示所列的一家单位。"), "unknown")])
    return firms[organisation_id]


def answer(inquiry: Inquiry, *, by: Acting, at: datetime, text: str, expected: int | None = None) -> Inquiry:
    """The side asked answers, with the files that it added before; from then on neither changes.

    Raises Refused after the last moment (inclusive to the second), Invalid for words that say nothing, for a document
    that did not come, and for a file that did not pass the check.
    """
    text = reason_given(text, field="text", longest=LONGEST, empty=_("请写明答复的内容。"))
    with moving(inquiry, "answer", by=by, at=at, expected=expected) as move:
        if overdue(inquiry.due_at, move.at):
            raise Refused(_("答复的期限已过。仍要说明的，请联系组织方重新发出询问。"), code="too_late")
        require_files(inquiry)
        inquiry.answer, inquiry.answered_by, inquiry.answered_at = text, by.user, move.at
        inquiry.due_at = None
        move.facts |= {"number": inquiry.objection.number, "side": inquiry.side}
    return inquiry


def require_files(inquiry: Inquiry) -> None:
    """Refuse an answer without the document that was asked for, or with a file that nobody else would ever see."""
    states = list(inquiry.attachments.filter(removed_at=None).values_list("scan_state", flat=True))
    if ScanState.BLOCKED in states:
        words = _("有附件没有通过检查，对方看不到。请移除后换一个文件，再提交答复。")
        raise Invalid([Problem("text", words, "blocked")])
    if inquiry.wanted == Wanted.DOCUMENT and not states:
        raise Invalid([Problem("text", _("要求提供的是证明文件，请先在附件一栏上传。"), "no_document")])


def lapse(inquiry: Inquiry, *, by: Acting, at: datetime) -> Inquiry:
    """The clock notes that no answer came in time: that side was heard, and the desk may go on."""
    with moving(inquiry, "lapse", by=by, at=at) as move:
        inquiry.due_at = None
        move.facts |= {"number": inquiry.objection.number, "side": inquiry.side}
    return inquiry


def release(inquiry: Inquiry, *, by: Acting, at: datetime, to: str, expected: int | None = None) -> Inquiry:
    """The desk passes a question and its answer on to another side; what names the objector goes to nobody.

    Raises Refused when that side reads it already, Invalid at `to`.
    """
    if to not in Side.values:
        raise Invalid([Problem("to", _("请选择转给谁。"), "unknown")])
    with moving(inquiry, "release", by=by, at=at, expected=expected) as move:
        column = f"for_{to}"
        if to == inquiry.side or getattr(inquiry, column):
            raise Refused(_("这一方已经看得到这份答复。"), code="released")
        if to != Side.OBJECTOR:
            require_impersonal(inquiry.objection, f"{inquiry.question}\n{inquiry.answer}", field="to")
        setattr(inquiry, column, True)
        move.facts |= {"number": inquiry.objection.number, "reader": to}
    return inquiry


def close_open(objection: Objection, *, at: datetime) -> None:
    """End what is still asked on an objection that was concluded or taken back; called inside its gate."""
    waiting = objection.inquiries.filter(state=InquiryState.ASKED).order_by("id")
    moves = []
    for inquiry in waiting:
        inquiry.objection = objection
        moves.append(MassMove(inquiry, InquiryState.CLOSED, {"number": objection.number}))
    moving_many(moves, "close", by=CLOCK, at=at)
