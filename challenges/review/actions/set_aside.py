"""Ties set aside 核定不成立: two officers say, on a fact or a document, that a tie is no reason to step aside."""

from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.acting import Acting
from accounts.actions.checking import understood
from accounts.typed import substance
from challenges.core import gate
from challenges.core.gate import Invalid, Moment, Problem, Refused
from challenges.core.periods import day_of
from challenges.experts.access.conflicts import PRESENT
from challenges.experts.models import Conflict
from challenges.listing.models import Challenge
from challenges.review.actions.conflict import require_found, write
from challenges.review.models import Panel
from challenges.review.queries.conflicts import barred


class Basis(TextChoices):
    """On what a tie is set aside: a fact or a document that `reason` names."""

    DOCUMENT = "document", gettext_lazy("书面材料")
    ASKED = "asked", gettext_lazy("已向本人和单位核实")
    NAMESAKE = "namesake", gettext_lazy("同名不同人")
    SHARED = "shared", gettext_lazy("公用的邮箱或电话")


def set_aside(
    panel: Panel,
    *,
    by: Acting,
    at: Moment,
    conflicts: list[int],
    basis: str,
    reason: str,
    expected: int | None = None,
) -> Panel:
    """Two officers set ties aside that were found: by their ids, with the fact or document on which they do so.

    Raises Invalid without both, Refused for what an expert declared themselves and for a tie of today while it lasts.
    The supervisor is told.
    """
    with gate.moving(panel, "set_aside", by=by, at=at, expected=expected) as move:
        found = Conflict.objects.select_for_update().filter(challenge=panel.challenge, pk__in=conflicts)
        rows = list(found.select_related("expert").order_by("pk"))
        problems = []
        if not conflicts:
            problems.append(Problem("ids", _("请至少选择一条。"), "required"))
        elif len(rows) < len(set(conflicts)):
            problems.append(Problem("ids", _("没有这个编号，或您看不到它。"), "unknown"))
        if basis not in Basis.values:
            problems.append(Problem("basis", _("请选择依据。"), "required"))
        reason = understood(problems, "reason", substance.reason, reason, empty=_("请写明依据的事实或者文件。"))
        if problems:
            raise Invalid(problems)
        require_found(rows)
        require_past(panel.challenge, rows, day_of(move.at))
        told = f"{Basis(basis).label}：{reason}"
        for row in rows:
            write(panel, row, Conflict.Status.REJECTED, told, by=by, at=move.at)
        move.facts |= {"basis": basis, "reason": reason, "ties": [[row.expert_id, row.code] for row in rows]}
    return panel


def require_past(challenge: Challenge, rows: list[Conflict], today: date) -> None:
    """Refuse to set a tie of today aside while it lasts."""
    held = barred(challenge, {row.expert_id for row in rows if row.code in PRESENT}, today=today)
    if held:
        words = _("“%(name)s”%(tie)s。现任关系存续期间不能核定为不成立。")
        row = next(row for row in rows if row.expert_id in held)
        raise Refused(words % {"name": row.expert.name, "tie": held[row.expert_id]}, code="present_tie")
