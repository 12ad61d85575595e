"""The expert pool 专家库 as a file: who took it and why is kept, and no telephone number stands in it whole."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.expert import keeps_pool
from accounts.acting import Acting
from accounts.actions.checking import fitting
from accounts.models import TechField
from accounts.queries.pool import Filters, page
from challenges.core import gate
from challenges.core.gate import Invalid, Moment, NotAllowed, Problem
from challenges.core.periods import day_of
from challenges.core.queries.sheets import TYPES, written
from challenges.core.queries.tables import Table
from notifications.events import record


def export(*, by: Acting, at: Moment, filters: Filters, reason: str, form: str = "xlsx") -> bytes:
    """Draw up the experts that match as XLSX or CSV. Raises NotAllowed, Invalid without a reason."""
    if not keeps_pool(by):
        raise NotAllowed()
    problems = []
    if not reason.strip():
        problems.append(Problem("reason", _("请写明导出的用途。"), "required"))
    if form not in TYPES:
        problems.append(Problem("form", _("请选择 XLSX 或者 CSV。"), "unknown_form"))
    if problems:
        raise Invalid(problems)
    with transaction.atomic():
        now = gate.moment(at)
        today = day_of(now)
        rows, _following = page(by, filters, on=today, size=None)
        facts = {"reason": fitting(reason), "rows": len(rows), "form": form}
        record("pool.exported", subject=by.organisation or by.user, by=by, at=now, facts=facts, chain="pool")
    table = sheet(rows, str(today))
    return written(table, form)


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
