"""The offline pack of a panel: taken as a file, looked at when it comes back, written after the expert has chosen."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.errors import Invalid, Refused
from challenges.core.queries.sheets import XLSX
from challenges.review.access.review import seats_visible_to
from challenges.review.actions import pack as packs
from challenges.review.actions.pack_file import MOST_BYTES
from challenges.review.queries.pack import may_mark, rows_of
from challenges.review.states.review import SeatState
from frontend.accounts.views.only import post_only
from frontend.kit import moments
from frontend.kit.attempt import attempt, sentence
from frontend.kit.downloads import saved_as
from frontend.kit.uploads import takes_files
from notifications.clock import now


def own_seat(request, pk):
    """Return the person's own seat on a panel, or 404: a pack is nobody else's."""
    rows = seats_visible_to(request.acting).filter(panel_id=pk, expert_id=request.acting.user_id)
    rows = rows.filter(state=SeatState.ACCEPTED)
    return get_object_or_404(rows.select_related("panel__challenge__batch", "panel__rubric"), pk__isnull=False)


@takes_files(own_seat)
@login_required
def show(request, pk):
    """Show what the pack is, and take a filled-in one to be looked at."""
    seat = own_seat(request, pk)
    if request.method != "POST":
        return page(request, seat)
    file = request.FILES.get("file")
    if file is None or file.size > MOST_BYTES:
        words = _("请选择要上传的文件。") if file is None else _("文件太大。")
        return page(request, seat, 422, problems=[words])
    try:
        found = packs.look(seat, file.read(), by=request.acting)
    except Invalid as wrong:
        return page(request, seat, 422, problems=[str(problem.message) for problem in wrong.problems])
    except Refused as refused:
        return page(request, seat, 409, problems=[sentence(refused)])
    return page(request, seat, found=found, plan=packs.plan_of(seat, found))


def page(request, seat, status=200, **content):
    """The page, with what was found in a file, if one was looked at."""
    rows = rows_of(request.acting, seat)
    found = content.get("found")
    if found:
        content |= {
            "wrong": found.of("wrong"),
            "taken": found.of("taken"),
            "conflicts": found.of("conflict"),
            "writes": len(found.of("taken")) + len(found.of("conflict")),
        }
    content |= {
        "at": now(),
        "seat": seat,
        "panel": seat.panel,
        "challenge": seat.panel.challenge,
        "open": [row for row in rows if may_mark(row, seat.panel)],
        "waiting": sum(row.state == "waiting" for row in rows),
    }
    return render(request, "review/pack.html", content, status=status)


@login_required
@post_only
def take(request, pk):
    """Hand out the pack as a download."""
    seat, at, made = own_seat(request, pk), now(), []
    watermark = _("仅供评审") + f"　{request.user.name}　{moments.full(at)}"
    if not attempt(request, lambda: made.append(packs.take(seat, by=request.acting, at=at, watermark=watermark))):
        return redirect("pack", pk)
    number = seat.panel.challenge.number
    headers = {"Content-Disposition": saved_as(_("离线评审表"), number, at=at, form="xlsx")}
    return HttpResponse(made[0], content_type=XLSX, headers=headers)


@login_required
@post_only
def write(request, pk):
    """Write what was looked at, with the choices that were made."""
    seat = own_seat(request, pk)
    choices = {name[7:]: value for name, value in request.POST.items() if name.startswith("choice-")}
    done = []
    plan = request.POST.get("plan", "")
    if attempt(
        request,
        lambda: done.append(packs.apply_plan(seat, plan, by=request.acting, at=now(), choices=choices)),
    ):
        words = ngettext("已写入 %(n)d 处。", "已写入 %(n)d 处。", done[0]) % {"n": done[0]}
        messages.success(request, words)
        return redirect("desk")
    return redirect("pack", pk)
