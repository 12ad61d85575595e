"""暂定: what stands beside a date that was counted in working days into a year whose holidays are not announced.

Only ends of periods are provisional; a deadline that somebody named stands as it was named.
"""

from django.utils.html import format_html
from django.utils.translation import gettext as _

from challenges.core.models import Holiday
from notifications.clock import day_of


def beside(request, due):
    """Return the mark for a period that ends at `due`, or nothing; the holiday table is read once for a page."""
    if not due:
        return ""
    calendar = getattr(request, "holidays", None) or Holiday.objects.calendar()
    if request is not None:
        request.holidays = calendar
    return mark() if calendar.is_provisional(day_of(due)) else ""


def mark():
    """Return the word 暂定, with why as its title."""
    why = _("这一年的放假安排还没有公布，日期暂定，公布后自动重算并通知。")
    return format_html(' <small class="i3 nw" title="{}">{}</small>', why, _("暂定"))
