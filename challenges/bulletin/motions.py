"""Which acts of the bulletin take two persons: the words in which notices are written."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.acting import Acting
from accounts.models import Organisation
from challenges.bulletin.access import KEEPERS, keeps_letterhead, kept_by
from challenges.bulletin.actions import red_head, wording
from challenges.bulletin.models import NoticeKind, Wording
from challenges.bulletin.queries.wording import PARTS, parts_of
from challenges.core.motions import OPERATOR, Act, Subject


def lock(row: Any) -> None:
    """Lock the organisation and read it as it is now."""
    row.refresh_from_db(from_queryset=type(row).objects.select_for_update())


def worded(row: Organisation, given: dict) -> list[tuple[str, str]]:  # noqa: ARG001
    """Return the words of a kind, in full, and from when they would hold."""
    return [
        (_("公告种类"), str(NoticeKind(given["kind"]).label)),
        *said(given["kind"], given),
    ]


def worded_default(row: Wording, given: dict) -> list[tuple[str, str]]:
    """Return the words of a kind, in full, and from when they would be the platform's."""
    whom = _("没有自己范本的组织方")
    return [(_("公告种类"), str(row.get_kind_display())), (_("适用"), whom), *said(row.kind, given)]


def said(kind: str, given: dict) -> list[tuple[str, str]]:
    """Return from when words would hold, and each part of them."""
    return [
        (_("启用日期"), given["effective_on"]),
        (_("标题"), given["title"]),
        *((str(PARTS[name]), given["parts"].get(name, "")) for name in parts_of(kind)),
    ]


def operates(viewer: Acting, row: Wording) -> bool:
    """Return True for the platform's operators, of the platform's words."""
    return viewer.is_operator and row.organiser_id is None


def defaults_of(viewer: Acting) -> Any:
    """Return the platform's words that a viewer may change."""
    return Wording.objects.filter(organiser=None) if viewer.is_operator else Wording.objects.none()


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
        wording.adopt,
        worded,
        str,
        lambda row, by: row.pk,
        subject=Subject(Organisation, keeps_letterhead, KEEPERS, kept_by, lock),
    ),
    Act(
        "wording",
        "replace",
        gettext_lazy("更换平台公告范本"),
        wording.adopt_default,
        worded_default,
        lambda row: str(row.get_kind_display()),
        lambda row, by: None,
        subject=Subject(Wording, operates, frozenset({OPERATOR}), defaults_of, lock),
    ),
)
