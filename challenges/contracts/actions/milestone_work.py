"""What the firm does for a milestone: measure, tell how it goes, and hand in the evidence."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.actions.checking import fitting, reason_given, understood
from accounts.errors import Invalid, Problem
from accounts.typed import day, text
from challenges.contracts.actions.milestone import check_ends
from challenges.contracts.models import ContractIndicator, Evidence, Milestone, Progress
from challenges.contracts.queries.evidence import in_unit, lines
from challenges.core.gate import moving
from challenges.core.periods import day_of
from challenges.files.models import ScanState
from challenges.listing.models import Comparator

LONGEST, LONGEST_PROGRESS = 4000, 1000
YES_NO = ("yes", "no")


def measure(
    milestone: Milestone,
    *,
    by: Acting,
    at: datetime,
    indicator: int,
    value: str = "",
    unit: str = "",
    uncertainty: str = "",
    choice: str = "",
    measured_on: date | None,
    measured_by: str,
    report: int | None = None,
    expected: int | None = None,
) -> Milestone:
    """Note what was measured of an indicator: value and uncertainty as typed, by whom, when, and the report's file.

    What was noted before is replaced. Raises Invalid beside each field: no value, another dimension, a day to come,
    a file that is none of this milestone's.
    """
    with moving(milestone, "measure", by=by, at=at, expected=expected) as move:
        problems: list[Problem] = []
        found = milestone.contract.indicators.filter(pk=indicator).first()
        if found is None:
            raise Invalid([Problem("indicator", _("任务书里没有这项指标。"), "unknown")])
        said = measured(found, value, unit, uncertainty, choice, problems)
        named = text.line(measured_by)
        if not named:
            problems.append(Problem("measured_by", _("请写明由谁测量。"), "required"))
        elif len(named) > 120:
            problems.append(Problem("measured_by", _("最多 120 个字。"), "too_long"))
        if measured_on is None:
            problems.append(Problem("measured_on", _("请填写测量日期。"), "required"))
        else:
            understood(problems, "measured_on", day.past, measured_on, today=day_of(move.at))
        file = None
        if report is not None:
            file = (
                milestone.attachments.filter(pk=report, removed_at=None).exclude(scan_state=ScanState.BLOCKED).first()
            )
            if file is None:
                problems.append(Problem("report", _("请选择本里程碑已上传的文件。"), "unknown"))
        if problems:
            raise Invalid(problems)
        Evidence.objects.update_or_create(
            milestone=milestone,
            indicator=found,
            defaults={
                **said,
                "measured_on": measured_on,
                "measured_by": named,
                "report": file,
                "by": by.user,
                "at": move.at,
            },
        )
        move.facts |= {"indicator": found.name}
    return milestone


def measured(
    indicator: ContractIndicator, value: str, unit: str, uncertainty: str, choice: str, problems: list[Problem]
) -> dict:
    """Return the columns of what was measured; problems beside the fields for what cannot be taken."""
    empty = {"value": None, "uncertainty": None, "typed": "", "unit": "", "choice": ""}
    if indicator.comparator in (Comparator.BOOL, Comparator.ENUM):
        known = YES_NO if indicator.comparator == Comparator.BOOL else [str(one) for one in indicator.options]
        if choice not in known:
            problems.append(Problem("choice", _("请选择实测结果。"), "required" if not choice else "choice"))
        return empty | {"choice": choice}
    if not text.line(value):
        problems.append(Problem("value", _("请填写实测值。"), "required"))
        return empty
    if len(text.line(unit)) > 24:
        problems.append(Problem("unit", _("最多 24 个字。"), "too_long"))
        return empty
    found = in_unit(indicator, value, unit, "value", problems)
    spread = in_unit(indicator, uncertainty, unit, "uncertainty", problems) if text.line(uncertainty) else None
    return empty | {"value": found, "uncertainty": spread, "typed": text.line(value), "unit": text.line(unit)}


def report_progress(
    milestone: Milestone, *, by: Acting, at: datetime, text: str, on: date, expected: int | None = None
) -> Milestone:
    """Tell how the work goes, as of a day."""
    said = reason_given(text, field="text", longest=LONGEST_PROGRESS, empty=_("请写明进展。"))
    with moving(milestone, "report_progress", by=by, at=at, expected=expected) as move:
        problems: list[Problem] = []
        understood(problems, "on", day.past, on, today=day_of(move.at))
        if problems:
            raise Invalid(problems)
        Progress.objects.create(milestone=milestone, text=said, on=on, by=by.user, at=move.at)
    return milestone


def submit(
    milestone: Milestone, *, by: Acting, at: datetime, statement: str = "", expected: int | None = None
) -> Milestone:
    """Hand in the milestone: every mandatory indicator has its evidence; from then on nothing is changed.

    The lead firm has the days of the rules for its opinion. After a rectification it begins anew.
    """
    said = fitting(statement, field="statement", longest=LONGEST)
    with moving(milestone, "submit", by=by, at=at, expected=expected) as move:
        require_evidence(milestone)
        milestone.statement, milestone.submitted_by, milestone.submitted_at = said, by.user, move.at
        milestone.opinion, milestone.opinion_text, milestone.opinion_by, milestone.opinion_at = "", "", None, None
        milestone.due_at = check_ends(milestone, move.at)
        move.facts |= {"number": milestone.number, "late": move.at > milestone.deadline}
    return milestone


def require_evidence(milestone: Milestone) -> None:
    """Raise Invalid with every mandatory indicator that has no evidence yet, by name."""
    problems = [
        Problem(
            f"evidence.{line.indicator.pk}", _("“%(name)s”还没有实测证据。") % {"name": line.indicator.name}, "missing"
        )
        for line in lines(milestone)
        if line.missing
    ]
    if problems:
        raise Invalid(problems)
