"""Which acts of the desks take two persons: the numbers for personal data."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.acting import Acting
from challenges.core.motions import OPERATOR, Act, Subject
from challenges.desk.actions import personal_rule
from challenges.desk.models import PersonalRule


def lock(row: Any) -> None:
    """Lock the rule and read it as it is now."""
    row.refresh_from_db(from_queryset=type(row).objects.select_for_update())


def operates(viewer: Acting, row: PersonalRule) -> bool:  # noqa: ARG001
    """Return True for the platform's operators."""
    return viewer.is_operator


def rules_of(viewer: Acting) -> Any:
    """Return the rules that a viewer may change."""
    return PersonalRule.objects.all() if viewer.is_operator else PersonalRule.objects.none()


def changed(row: PersonalRule, given: dict) -> list[tuple[str, str]]:
    """Return which number would hold from when, and by which document."""
    return [
        (_("规则"), str(row.get_key_display())),
        (_("现在"), str(row.value)),
        (_("调整为"), str(given["value"])),
        (_("生效日期"), given["effective_from"]),
        (_("依据文件"), given["basis"]),
    ]


ACTS = (
    Act(
        "personal_rule",
        "change",
        gettext_lazy("调整个人信息规则"),
        personal_rule.change,
        changed,
        lambda row: str(row.get_key_display()),
        lambda row, by: None,
        subject=Subject(PersonalRule, operates, frozenset({OPERATOR}), rules_of, lock),
    ),
)
