"""The formal check 资格审查: one request to cure formal defects, then a result that a second person confirms."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.acting import Acting
from accounts.actions.checking import fitting, reason_given, understood
from accounts.typed import substance
from challenges.core.gate import Invalid, Moment, Move, Problem, Refused, moving, overdue
from challenges.core.periods import working_days_later
from challenges.core.second_thoughts import undoes
from challenges.listing.access.eligibility import FAIL, MANUAL, OK
from challenges.listing.states import ChallengeState
from challenges.proposals.actions.proposal import required
from challenges.proposals.actions.proposal_draft import keep_version
from challenges.proposals.models import Proposal, Supplement
from challenges.proposals.queries.qualification import Point, for_record, stored
from challenges.proposals.states import ProposalState
from notifications.clock import day_of

# What may be asked for: formal items only. Indicators and money are never among them.
SUPPLEMENT_ITEMS = {
    "licence": gettext_lazy("营业执照"),
    "certificate": gettext_lazy("资质证书"),
    "agreement": gettext_lazy("联合体协议"),
    "audit": gettext_lazy("审计报告"),
    "test_report": gettext_lazy("检测报告"),
    "novelty": gettext_lazy("查新报告"),
    "signature": gettext_lazy("签字盖章页"),
    "contact": gettext_lazy("联系方式"),
    "other_document": gettext_lazy("其他证明文件"),
}
# Why a proposal is not qualified, one word for each failed predicate.
REASONS: dict[str, Any] = {
    "size_class": gettext_lazy("企业规模不符合条件"),
    "tier": gettext_lazy("梯度资质不符合条件"),
    "certificate": gettext_lazy("证书缺失或已过期"),
    "region": gettext_lazy("所在地区不符合条件"),
    "unit_kind": gettext_lazy("单位类型不符合条件"),
    "established": gettext_lazy("成立年限不符合条件"),
    "condition": gettext_lazy("其他揭榜条件不符合"),
    "consortium": gettext_lazy("联合体不符合要求"),
    "equipment": gettext_lazy("设备条件不符合要求"),
    "control_relation": gettext_lazy("与发榜方存在控制关系"),
    "indicator_unanswered": gettext_lazy("必达指标未响应"),
    "document_missing": gettext_lazy("缺少必需材料"),
    "false_material": gettext_lazy("材料不实"),
    "integrity": gettext_lazy("存在严重失信记录"),
    "other": gettext_lazy("其他"),
}
# The reason that a failed condition of each kind is.
REASON_OF = {
    "size_class": "size_class",
    "certificate": "certificate",
    "region": "region",
    "kind": "unit_kind",
    "consortium": "consortium",
    "established": "established",
    "text": "condition",
    "document": "document_missing",
}
LONGEST = 500


def request_supplement(
    proposal: Proposal, *, items: Any, by: Acting, at: datetime, expected: int | None = None
) -> Proposal:
    """Ask the firm once to cure named formal defects within the working days that the rules give.

    `items` is a list of {"item": one of SUPPLEMENT_ITEMS, "note": what exactly}. Raises Refused when it was asked
    before, Invalid when nothing formal is named or a word is unknown.
    """
    with moving(proposal, "request_supplement", by=by, at=at, expected=expected) as move:
        if proposal.supplement_used:
            raise Refused(_("每份申报书只能要求补正一次。"), code="supplement_used")
        named = named_rows(items, "item", SUPPLEMENT_ITEMS, _("请选择要补正的形式材料；指标和经费不在补正范围。"))
        keep_version(proposal, reason="supplement", by=by.user, at=move.at)
        Supplement.objects.create(proposal=proposal, items=named, asked_by=by.user, asked_at=move.at)
        rules = proposal.challenge.rules_on(day_of(move.at))
        proposal.due_at = working_days_later(move.at, rules["supplement_days"], rules)
        proposal.supplement_used = True
        clear_check(proposal)
        move.facts.update(items=[row["item"] for row in named], due_at=proposal.due_at.isoformat())
    return proposal


@undoes("proposal.request_supplement")
def forget_request(proposal: Proposal, move: Move) -> None:
    """The request was taken back: it may be made once more."""
    Supplement.objects.filter(proposal=proposal).delete()
    proposal.versions.filter(reason="supplement", at=move.facts["done_at"]).delete()
    proposal._state.fields_cache.pop("supplement", None)


def named_rows(rows: Any, word: str, known: Any, message: str) -> list[dict]:
    """Return rows of {word, note}, trimmed; Invalid when there is none or a word is not among the known."""
    found, problems = [], []
    for n, row in enumerate(rows if isinstance(rows, list | tuple) else []):
        row = row if isinstance(row, dict) else {word: row}
        if row.get(word) not in known:
            problems.append(Problem(f"{word}s.{n}.{word}", message, "unknown"))
            continue
        note = fitting(str(row.get("note") or ""), field=f"{word}s.{n}.note", longest=LONGEST)
        found.append({word: row[word], "note": note})
    if problems or not found:
        raise Invalid(problems or [Problem(f"{word}s", message, "required")])
    return found


def supply(proposal: Proposal, *, reply: str, by: Acting, at: Moment, expected: int | None = None) -> Proposal:
    """Answer the request: the documents have been added, this is what the firm says to them.

    The deadline is inclusive to the second. Raises Refused after it, Invalid without a reply.
    """
    with moving(proposal, "supply", by=by, at=at, expected=expected) as move:
        if overdue(proposal.due_at, move.at):
            raise Refused(_("补正期限已过。"), code="late")
        row = proposal.supplement
        row.reply = required(reply, "reply", _("请说明补正了什么。"))
        row.supplied_by, row.supplied_at = by.user, move.at
        row.save()
        proposal.due_at = proposal.challenge.due_at
    return proposal


def supplement_lapsed(proposal: Proposal, *, by: Acting, at: datetime) -> Proposal:
    """Nothing was supplied in time: the proposal is not qualified, for that reason. Taken by the clock."""
    with moving(proposal, "supplement_lapsed", by=by, at=at) as move:
        proposal.due_at = None
        proposal.check_result = ProposalState.DISQUALIFIED
        proposal.check_reasons = [{"code": "document_missing", "note": ""}]
        open_complaint(proposal, move)
        move.facts["reasons"] = ["document_missing"]
    return proposal


def check(
    proposal: Proposal,
    *,
    qualified: bool,
    by: Acting,
    at: datetime,
    reasons: Any = (),
    results: Any = (),
    expected: int | None = None,
) -> Proposal:
    """Write down the first person's result, condition by condition; it counts only when a second person confirms it.

    `results` is a list of {"key": a condition's, "result": ok or fail, "note": the fact or document it rests on}; a
    condition that is not named stands as the machine found it, and one that only people can judge must be named.
    `reasons` are those beside the conditions: a list of {"code": one of REASONS, "note"}. What is qualified has neither
    a failed condition nor a reason; what is not has at least one. Raises Invalid.
    """
    with moving(proposal, "check", by=by, at=at, expected=expected) as move:
        found = results_of(proposal, results, move.at)
        require_agreement(found, qualified=qualified, reasons=reasons)
        failed = [] if qualified else [point for point in found if point.result == FAIL]
        named = [{"code": REASON_OF[point.kind], "note": point.note or point.found} for point in failed]
        if not qualified and (list(reasons) or not failed):
            named += with_notes(named_rows(list(reasons), "code", REASONS, _("不合格须逐条选择理由。")))
        proposal.check_result = ProposalState.QUALIFIED if qualified else ProposalState.DISQUALIFIED
        proposal.check_reasons = named
        proposal.check_results = [stored(point) for point in found]
        proposal.checked_by, proposal.checked_at = by.user, move.at
        move.facts["qualified"] = bool(qualified)
        move.facts["failed"] = [point.key for point in failed]
    return proposal


def with_notes(rows: list[dict]) -> list[dict]:
    """Return the reasons; Invalid when one names neither a fact nor a document."""
    words = _("请写明依据的事实或者文件。")
    for row in rows:
        reason_given(row["note"], field="note", empty=words)
    return rows


def results_of(proposal: Proposal, typed: Any, at: datetime) -> list[Point]:
    """Return every condition with the officer's result; Invalid beside each one that lacks what it needs."""
    rows = {row.get("key"): row for row in typed if isinstance(row, dict)}
    asked, problems, found = for_record(proposal, at), [], []
    for key in rows:
        if key not in {point.key for point in asked}:
            problems.append(Problem(f"results.{key}.result", _("没有这一条条件。"), "unknown"))
    for point in asked:
        row = rows.get(point.key, {})
        result = row.get("result") or ("" if point.machine == MANUAL else point.machine)
        note = fitting(str(row.get("note") or ""), field=f"results.{point.key}.note", longest=LONGEST)
        if result not in (OK, FAIL):
            problems.append(Problem(f"results.{point.key}.result", _("请逐条写明是否符合。"), "required"))
        elif result != point.machine:
            words = _("这一条的结论与系统核对不同或系统不能判定，请写明依据的事实或者文件。")
            understood(problems, f"results.{point.key}.note", substance.reason, note, empty=words)
        found.append(replace(point, result=result, note=note))
    if problems:
        raise Invalid(problems)
    return found


def require_agreement(found: list[Point], *, qualified: bool, reasons: Any) -> None:
    """Refuse "qualified" beside a failed condition, or beside a reason why not."""
    if not qualified:
        return
    words = _("结论是合格，但这一条不符合。请改正其中之一。")
    problems = [
        Problem(f"results.{point.key}.result", words, "contradiction") for point in found if point.result == FAIL
    ]
    if list(reasons):
        problems.append(Problem("reasons", _("结论是合格，不能勾选不合格的理由。"), "contradiction"))
    if problems:
        raise Invalid(problems)


def confirm_check(proposal: Proposal, *, by: Acting, at: datetime, expected: int | None = None) -> Proposal:
    """Confirm the first person's result as another person; the firm learns it, with reasons and the way to complain.

    Raises Refused when nobody has checked yet. Whoever disagrees checks again instead.
    """
    with moving(proposal, "confirm_check", by=by, at=at, expected=expected) as move:
        require_checked(proposal)
        move.to(proposal.check_result)
        proposal.due_at = None
        proposal.check_confirmed_by, proposal.check_confirmed_at = by.user, move.at
        move.facts["reasons"] = list(dict.fromkeys(row["code"] for row in proposal.check_reasons))
        if move.target == ProposalState.DISQUALIFIED:
            open_complaint(proposal, move)
    return proposal


def require_checked(proposal: Proposal) -> None:
    """Refuse to confirm what nobody has checked yet."""
    if not proposal.check_result:
        raise Refused(_("还没有初审结果，不能复核。"), code="not_checked")


@undoes("proposal.confirm_check")
def require_qualifying(proposal: Proposal, _move: Move) -> None:
    """Once the review of the challenge has begun, a result stands."""
    if proposal.challenge.state != ChallengeState.QUALIFICATION:
        raise Refused(_("榜单已进入下一阶段，不能再收回。"), code="acted_since")


def clear_check(proposal: Proposal) -> None:
    """Forget what was found: after a supplement or an upheld complaint the proposal is looked at anew."""
    proposal.checked_by = proposal.checked_at = proposal.check_confirmed_by = proposal.check_confirmed_at = None
    proposal.check_result, proposal.check_reasons, proposal.check_results = "", [], []


def open_complaint(proposal: Proposal, move: Move) -> None:
    """Let the firm complain of the result for the working days that the rules give, and say until when."""
    rules = proposal.challenge.rules_on(day_of(move.at))
    proposal.complaint_until = working_days_later(move.at, rules["complaint_days"], rules)
    move.facts["complaint_until"] = proposal.complaint_until.isoformat()
