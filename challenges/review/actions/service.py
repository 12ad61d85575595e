"""The service record 服务记录 as a file that its expert takes along."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.acting import Acting
from challenges.core.gate import NotAllowed
from challenges.core.periods import day_of
from challenges.core.queries.sheets import workbook
from challenges.core.queries.tables import Table
from challenges.review.actions.seat import DeclineReason
from challenges.review.models import Seat
from challenges.review.queries.service import services, summed


def export(*, by: Acting, at: datetime) -> bytes:
    """Draw up the caller's own service record as XLSX. Raises NotAllowed for anybody who is no expert."""
    if by.user_id is None or not by.is_expert:
        raise NotAllowed()
    rows, _following = services(by, size=None)
    total = summed(by)
    facts: dict[str, Any] = {"name": str(by.user), "day": day_of(at).isoformat()}
    facts |= {"invited": total.invited, "accepted": total.accepted, "done": total.handed_in}
    note = _("专家：%(name)s    截至 %(day)s：受邀 %(invited)d 次，参加 %(accepted)d 次，交评审 %(done)d 份")
    table = Table(
        name=_("服务记录"),
        title=_("评审专家服务记录"),
        note=note % facts,
        head=[_("组织方"), _("评审组"), _("榜单"), _("受邀"), _("评审至"), _("席位"), _("已交（份）"), _("谢绝的原因")],
        rows=[
            [
                row.organiser,
                row.panel,
                row.challenge,
                day(row.invited_at),
                day(row.until),
                row.seat.get_state_display(),
                row.handed_in,
                why(row.seat),
            ]
            for row in rows
        ],
        widths=[24, 28, 32, 12, 12, 12, 10, 28],
        landscape=True,
    )
    return workbook([table])


def day(moment: Any) -> str:
    """Return the date of a moment as it is written in China; nothing for none."""
    return day_of(moment).isoformat() if moment else ""


def why(seat: Seat) -> str:
    """Return in words why an expert declined; nothing when they did not."""
    if seat.state != "declined" or not seat.decline_reason:
        return ""
    label = str(DeclineReason(seat.decline_reason).label)
    return f"{label}：{seat.decline_text}" if seat.decline_text else label
