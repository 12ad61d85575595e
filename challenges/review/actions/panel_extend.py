"""More time for a whole panel 延长评分期限: one new last moment for everybody, within what the rules allow."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.actions.checking import LONGEST_REASON, fitting, reason_given
from challenges.core.gate import Invalid, Problem, Refused, moving
from challenges.core.models import Holiday
from challenges.core.periods import day_of, office_end
from challenges.listing.models import Challenge
from challenges.review.models import Panel


def extend(
    panel: Panel, *, by: Acting, at: datetime, due_at: datetime, reason: str, expected: int | None = None
) -> Panel:
    """The organiser gives every expert of a panel until `due_at`; never one expert, and never for one applicant.

    Raises Invalid without a reason, for a moment that is not later, and for one beyond the working days the rules
    allow; Refused when the panel has been extended as often as they allow.
    """
    reason = reason_given(reason, longest=LONGEST_REASON, empty=_("请写明延期的理由。"))
    with moving(panel, "extend", by=by, at=at, expected=expected) as move:
        old, latest = panel.due_at or move.at, require_extendable(panel, move.at)
        if due_at <= max(old, move.at):
            raise Invalid([Problem("due_at", _("新的期限须晚于原定期限和现在。"), "not_later")])
        if due_at > latest:
            days = panel.challenge.rules_on(day_of(move.at))["review_extension_days"]
            facts = {"days": days, "latest": day_of(latest).isoformat()}
            words = _("最多延长 %(days)s 个工作日，即不晚于 %(latest)s。")
            raise Invalid([Problem("due_at", words % facts, "too_long")])
        panel.due_at = due_at
        panel.extensions += 1
        # The challenge waits as long as its panel does; it is locked already.
        Challenge.objects.filter(pk=panel.challenge_id, due_at__lt=due_at).update(due_at=due_at)
        move.facts |= {"note": fitting(reason), "old_due_at": old.isoformat(), "due_at": due_at.isoformat()}
    return panel


def require_extendable(panel: Panel, at: datetime) -> datetime:
    """Return the latest moment an extension may give. Refused when it was extended as often as the rules allow."""
    rules = panel.challenge.rules_on(day_of(at))
    if panel.extensions >= rules["review_extension_times"]:
        raise Refused(_("评分已延期 %(times)s 次，不能再延。") % {"times": panel.extensions}, code="extended")
    calendar = Holiday.objects.calendar()
    return office_end(calendar.add(day_of(panel.due_at or at), rules["review_extension_days"]), rules)
