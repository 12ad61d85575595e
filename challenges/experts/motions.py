"""What takes two in the pool: that a list of people leaves the platform as a file."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access.expert import OFFICERS, keeps_pool
from accounts.acting import Acting
from accounts.models import ExpertCategory, Integrity, TechField, User, Verification
from challenges.core.account_acts import lock
from challenges.core.motions import OPERATOR, Act, Subject
from challenges.experts.actions import release

CHOICES: dict[str, Any] = {"category": ExpertCategory, "integrity": Integrity, "verification": Verification}


def asked_for(row: User, given: dict) -> list[tuple[str, str]]:
    """Return which list would be taken, what for, and by whom."""
    return [
        (_("导出人"), str(row)),
        (_("筛选条件"), _("、").join(chosen(given["filters"])) or _("全部专家")),
        (_("格式"), given["form"].upper()),
        (_("用途"), given["reason"]),
    ]


def chosen(filters: dict) -> list[str]:
    """Return the filters that narrow the list, in words."""
    words = [filters["q"]] if filters["q"] else []
    words += TechField.objects.filter(code=filters["field"]).values_list("name", flat=True)
    words += [str(kind(filters[name]).label) for name, kind in CHOICES.items() if filters[name]]
    available = {"yes": _("可以邀请"), "no": _("不能邀请")}
    return [*words, available[filters["available"]]] if filters["available"] else words


def keepers(viewer: Acting) -> Any:
    """Return the people whose exports this viewer may know of: those of their own house, where they keep the pool."""
    if not keeps_pool(viewer):
        return User.objects.none()
    ours = Q(memberships__organisation=viewer.organisation_id, memberships__ended_at=None)
    return User.objects.filter(Q(is_operator=True) if viewer.is_operator else ours)


ACTS = (
    Act(
        "user",
        "export_pool",
        gettext_lazy("导出专家名录"),
        release,
        asked_for,
        str,
        lambda row, by: None if by.is_operator else by.organisation_id,
        subject=Subject(User, lambda viewer, row: keeps_pool(viewer), OFFICERS | {OPERATOR}, keepers, lock),
    ),
)
