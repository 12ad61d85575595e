"""The expert pool 专家库 as a file: two agree, who took it and why is kept, and no telephone number stands whole."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.expert import keeps_pool
from accounts.acting import Acting
from accounts.actions.checking import reason_given, require_two
from accounts.models import TechField, User
from accounts.queries.pool import Filters, page
from challenges.core import gate
from challenges.core.gate import Invalid, Moment, NotAllowed, Problem, Refused
from challenges.core.models import Motion
from challenges.core.periods import day_of
from challenges.core.queries.sheets import TYPES, written
from challenges.core.queries.tables import Table
from challenges.core.states import MotionState
from notifications.events import record

RELEASE = "user.export_pool"
# For so long after the second person agreed the list may be taken; then it is asked for anew.
OPEN_FOR = timedelta(days=7)


def release(row: User, *, by: Acting, at: Moment, filters: dict, form: str, reason: str) -> User:
    """Let a person take a list of the pool as a file, once a second one has agreed; nothing leaves the platform yet.

    Raises NotAllowed, Refused for one person alone, Invalid without a reason.
    """
    require_two(by)
    if not keeps_pool(by):
        raise NotAllowed()
    if form not in TYPES:
        raise Invalid([Problem("form", _("请选择 XLSX 或者 CSV。"), "unknown_form")])
    reason = reason_given(reason, empty=_("请写明导出的用途。"))
    facts = {"reason": reason, "form": form, "filters": filters}
    record("pool.released", subject=row, by=by, at=gate.moment(at), facts=facts, chain="pool")
    return row


def export(motion: Motion, *, by: Acting, at: Moment) -> bytes:
    """Draw up the list that two persons agreed on, for whoever asked for it, as XLSX or CSV.

    Raises NotAllowed for anybody else, Refused when it was not agreed on or too long ago.
    """
    now = gate.moment(at)
    if motion.act != RELEASE or motion.prepared_by_id != by.user_id or not keeps_pool(by):
        raise NotAllowed()
    if motion.state != MotionState.CONFIRMED or now > motion.updated_at + OPEN_FOR:
        raise Refused(_("这份名录没有经复核同意，或者已超过 7 天，请重新提请。"), code="not_released")
    filters, form = Filters(**motion.arguments["filters"]), motion.arguments["form"]
    with transaction.atomic():
        today = day_of(now)
        rows, _following = page(by, filters, on=today, size=None)
        facts = {"reason": motion.arguments["reason"], "rows": len(rows), "form": form, "motion": motion.pk}
        record("pool.exported", subject=by.organisation or by.user, by=by, at=now, facts=facts, chain="pool")
    return written(sheet(rows, str(today)), form)


def released(viewer: Acting, at: Moment) -> list[Motion]:
    """Return the lists that this person asked for and may take now, the newest first."""
    since = gate.moment(at) - OPEN_FOR
    rows = Motion.objects.filter(act=RELEASE, prepared_by_id=viewer.user_id, state=MotionState.CONFIRMED)
    return list(rows.filter(updated_at__gte=since).order_by("-updated_at"))


def sheet(rows: Any, day: str) -> Table:
    """Return the list as a table."""
    fields = {entry.code: entry.label for entry in TechField.objects.all()}
    head = [_("姓名"), _("类别"), _("职称"), _("现任单位"), _("技术领域"), _("工作语言"), _("承担上限"), _("手机")]
    head += [_("接受邀请"), _("核验"), _("诚信状态")]
    return Table(
        name=_("专家库"),
        title=_("评审专家名录"),
        note=_("%(day)s，共 %(count)d 人。手机号码已脱敏。") % {"day": day, "count": len(rows)},
        head=head,
        rows=[
            [
                row.profile.user.name,
                row.profile.get_category_display(),
                row.profile.title,
                "、".join(row.units),
                "、".join(fields.get(code, code) for code in row.profile.field_codes),
                "、".join(str(label) for label in row.profile.language_labels),
                row.profile.max_load,
                row.phone,
                _("是") if row.profile.available and not row.away else _("否"),
                row.profile.get_verification_display(),
                row.profile.get_integrity_display(),
            ]
            for row in rows
        ],
        widths=[12, 12, 16, 28, 24, 12, 10, 16, 10, 10, 10],
        landscape=True,
    )
