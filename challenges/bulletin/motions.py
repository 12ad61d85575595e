"""Which acts of the bulletin take two persons: the words in which an organiser's notices are written."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from challenges.bulletin.access import KEEPERS, keeps_letterhead, kept_by
from challenges.bulletin.actions import letterhead, red_head
from challenges.bulletin.models import NoticeKind
from challenges.bulletin.queries.wording import PARTS, parts_of
from challenges.core.motions import OPERATOR, Act, Subject


def lock(row: Any) -> None:
    """Lock the organisation and read it as it is now."""
    row.refresh_from_db(from_queryset=type(row).objects.select_for_update())


def worded(row: Organisation, given: dict) -> list[tuple[str, str]]:  # noqa: ARG001
    """Return the words of a kind, in full, and from when they would hold."""
    return [
        (_("公告种类"), str(NoticeKind(given["kind"]).label)),
        (_("启用日期"), given["effective_on"]),
        (_("标题"), given["title"]),
        *((str(PARTS[name]), given["parts"].get(name, "")) for name in parts_of(given["kind"])),
    ]


def reddened(row: Organisation, given: dict) -> list[tuple[str, str]]:
    """Return whose red head it would be, and what proves it."""
    return [
        (_("单位"), row.name),
        (_("发文机关标志"), given["mark"]),
        (_("机关代字"), given["code"]),
        (_("依据"), given["basis"]),
    ]


def by_operators() -> Subject:
    """Return what operators decide of an organiser's papers."""

    def may(viewer: Any, _row: Organisation) -> bool:
        return bool(viewer.is_operator)

    def visible(viewer: Any) -> Any:
        return Organisation.objects.all() if viewer.is_operator else Organisation.objects.none()

    return Subject(Organisation, may, frozenset({OPERATOR}), visible, lock)


ACTS = (
    Act(
        "organisation",
        "grant_red_head",
        gettext_lazy("准许使用红头文件样式"),
        red_head.grant,
        reddened,
        str,
        lambda row, by: None,
        subject=by_operators(),
    ),
    Act(
        "organisation",
        "end_red_head",
        gettext_lazy("终止使用红头文件样式"),
        red_head.end,
        lambda row, given: [(_("单位"), row.name), (_("理由"), given["reason"])],
        str,
        lambda row, by: None,
        subject=by_operators(),
    ),
    Act(
        "organisation",
        "reword_notice",
        gettext_lazy("更换公告范本"),
        letterhead.adopt,
        worded,
        str,
        lambda row, by: row.pk,
        subject=Subject(Organisation, keeps_letterhead, KEEPERS, kept_by, lock),
    ),
)
