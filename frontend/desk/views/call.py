"""The page of a call: its timetable, every challenge by where it stands, and the way to each next act."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render

from challenges.core.access.job import reads
from challenges.core.models import Holiday
from challenges.core.queries.board import UnknownFilter
from challenges.desk.queries import call as query
from challenges.desk.queries.call import Filters
from challenges.listing.access import batch as access
from challenges.listing.actions import batch_life as life
from challenges.listing.actions import batch_notice
from frontend.desk.presenters import call as words
from frontend.desk.views.call_together import JOINT
from notifications.clock import day_of, now


@login_required
def show(request, pk):
    """Show one page of a call, for the people of its organiser."""
    at = now()
    batch = get_object_or_404(access.run_by(request.acting).select_related("organiser"), pk=pk)
    try:
        filters = Filters.read(request.GET)
        page = query.page(request.acting, batch, filters, at)
    except UnknownFilter as unknown:
        raise Http404 from unknown
    request.holidays = Holiday.objects.calendar()
    steps = words.rail(batch, page.dates, at, batch.rules_on(day_of(at)), request.holidays)
    number = page.dates.number
    rows = list(words.table(request.acting, page, at))
    under_way = any(page.dates.here[name] for name in query.STAGES if name != "awarded")
    content = {
        "at": at,
        "batch": batch,
        "filters": filters,
        "headline": words.headline(page),
        "total": sum(tally.total_wan for tally in page.tally.values()),
        "next": page.dates.next,
        "rail": steps,
        "tentative": any(step.note.endswith("*") for step in steps),
        "tabs": words.tabs(batch.pk, filters, page),
        "rows": rows,
        "joint": [(kind, one.title) for kind, one in JOINT.items() if any(row.joint == kind for row in rows)],
        "following": words.address(batch.pk, filters.having(after=page.following)) if page.following else "",
        "first": words.address(batch.pk, filters.having()) if filters.after else "",
        "needs": reads(request.acting) and bool(page.dates.needs),
        "checks": reads(request.acting) and bool(page.dates.here["qualification"]),
        "administers": request.acting.has("batch_admin"),
        "left": access.own_matter(request.acting, batch) if request.acting.has("batch_admin") else "",
        "notices": list(batch_notice.notices_of(batch)[:5]),
        "writes": batch_notice.may_write(request.acting, batch),
        "total_number": number,
        "closable": batch.closed_at is None and bool(number) and not under_way,
        "deletable": batch.closed_at is None and not number and life.empty(batch),
    }
    return render(request, "desk/call.html", content)
