"""The desk: one address, and for each kind of reader what waits for them."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.access import invitation as invitation_access
from accounts.queries.certificates import held
from challenges.desk.queries import desk as desks
from challenges.desk.queries import desk_firm
from challenges.listing.queries.funnel import funnel
from challenges.review.queries import review as review_desk
from challenges.review.queries.trial import calls
from frontend.desk import desk_expert
from frontend.desk.words import GROUPS, TASKS, TRACKED, TURNS
from frontend.kit import moments, names
from frontend.kit.rails import RailStep
from frontend.kit.tabs import Tab
from notifications import inbox
from notifications.clock import day_of, now
from notifications.phrase import Phrase
from notifications.typed import whole

PAGE = 20


@login_required
def show(request):
    """Show the desk of whoever asks, for the organisation they act for."""
    kind = request.acting.kind
    if kind == "organiser":
        return organiser(request)
    if kind == "lead":
        return lead(request)
    if kind in ("sme", "institute"):
        return firm(request)
    if request.acting.is_operator and not request.acting.is_expert:
        return redirect("verification_queue")
    if request.acting.is_expert:
        return expert(request)
    return render(request, "desk/nobody.html", {"invitations": invitations_of(request)})


def invitations_of(request) -> list:
    """Return the invitations that a person who belongs to nobody may accept."""
    rows = invitation_access.visible_to(request.acting).open(now()).select_related("organisation", "invited_by")
    return list(rows.filter(email__in=invitation_access.owned_addresses(request.user.pk)))


def late(tasks, at):
    """Return the matters whose last moment has passed."""
    return [task for task in tasks if task.due and task.due < at]


def today(tasks, at):
    """Return the matters that fall due before the day ends in Asia/Shanghai."""
    day = day_of(at)
    return [task for task in tasks if task.due and task.due >= at and day_of(task.due) == day]


def headline(overdue: int, due_today: int, waiting: int) -> str:
    """Return the fact the desk opens with."""
    if overdue and due_today:
        return _("%(late)s 项已逾期，今天还有 %(today)s 项到期") % {"late": overdue, "today": due_today}
    if overdue:
        return ngettext("%(late)s 项已逾期", "%(late)s 项已逾期", overdue) % {"late": overdue}
    if due_today:
        return ngettext("今天有 %(today)s 项到期", "今天有 %(today)s 项到期", due_today) % {"today": due_today}
    if waiting:
        return ngettext("有 %(n)s 件事要你办", "有 %(n)s 件事要你办", waiting) % {"n": waiting}
    return _("现在没有要你办的事")


def organiser(request):
    """The organiser's desk: overdue first, by tab, in pages, with the year's funnel."""
    at = now()
    chosen = whole(request.GET.get("batch"))
    tasks = desks.organiser_tasks(request.acting, chosen)
    overdue, due_today = late(tasks, at), today(tasks, at)
    mine = [task for task in tasks if task.mine]
    group = request.GET.get("group", "")
    shown = {"late": overdue, "mine": mine}.get(group, [task for task in tasks if not group or task.group == group])
    number = whole(request.GET.get("page"), lowest=1) or 1
    base = f"?batch={chosen}&" if chosen else "?"
    tabs = [Tab(_("全部"), len(tasks), base, not group)]
    tabs.append(Tab(_("逾期"), len(overdue), f"{base}group=late", group == "late", alarm=bool(overdue)))
    tabs.append(Tab(_("归我办"), len(mine), f"{base}group=mine", group == "mine"))
    for key, label in GROUPS.items():
        count = sum(task.group == key for task in tasks)
        tabs.append(Tab(label, count, f"{base}group={key}", group == key))
    pages = max(1, -(-len(shown) // PAGE))
    number = min(number, pages)
    standing = funnel(request.acting, chosen)
    content = {
        "at": at,
        "headline": headline(len(overdue), len(due_today), len(mine)),
        "total": len(tasks),
        "mine": len(mine),
        "tabs": tabs,
        "rows": [row(task, at) for task in shown[(number - 1) * PAGE : number * PAGE]],
        "first": (number - 1) * PAGE + 1 if shown else 0,
        "last": min(number * PAGE, len(shown)),
        "count": len(shown),
        "previous": f"{base}group={group}&page={number - 1}" if number > 1 else "",
        "next": f"{base}group={group}&page={number + 1}" if number < pages else "",
        "batches": standing.batches,
        "chosen": chosen,
        "funnel": bars(standing.steps),
        "administers": request.acting.has("batch_admin"),
        "ahead": [task for task in tasks if task.what in ("opens", "closes", "publicity") and task.due][:6],
    }
    return render(request, "desk/organiser.html", content)


# Matters whose moment the organiser has named; every other one is counted in working days.
NAMED = frozenset({"opens", "closes"})


@dataclass(frozen=True)
class Row:
    """One matter as the table shows it."""

    task: Any
    what: Phrase
    when: str
    left: str
    late: bool
    url: str
    counted: bool = False


def row(task, at) -> Row:
    """Return a matter with its words."""
    overdue = bool(task.due and task.due < at)
    return Row(
        task=task,
        what=TASKS[task.what] % {"n": task.who} if task.who else TASKS[task.what],
        when=moments.near(task.due) if task.due else "",
        left=moments.left(task.due, at) if task.due else "",
        late=overdue,
        url=task.url,
        counted=task.what not in NAMED,
    )


STEP_NAMES = {
    "collected": gettext_lazy("征集需求"),
    "checked": gettext_lazy("形式审查通过"),
    "published": gettext_lazy("已发布"),
    "applied": gettext_lazy("有单位申报"),
    "proposed": gettext_lazy("拟中榜"),
    "awarded": gettext_lazy("已中榜"),
}


def bars(steps):
    """Return the funnel as bars: name, width and that of the step before in percent, count, percent kept."""
    most = max(1, steps[0][1])
    found, before = [], 0
    for name, count in steps:
        found.append(
            {
                "name": STEP_NAMES[name],
                "width": round(100 * count / most),
                "before": round(100 * before / most),
                "count": count,
                "kept": f"{round(100 * count / before)}%" if before else "",
            }
        )
        before = count
    return found


def lead(request):
    """The lead firm's desk."""
    at = now()
    tasks = desks.lead_tasks(request.acting)
    mine = [task for task in tasks if task.mine]
    content = {
        "at": at,
        "headline": headline(len(late(mine, at)), len(today(mine, at)), len(mine)),
        "mine": [row(task, at) for task in mine],
        "others": [row(task, at) for task in tasks if not task.mine],
        "writes": bool({"handler", "tech_lead", "admin"} & request.acting.roles),
        "organisation": request.acting.organisation,
        "letters": inbox.page(request.user, size=5).entries,
    }
    return render(request, "desk/lead.html", content)


def firm(request):
    """The SME's desk: what needs us now, where our proposals stand, what has been written to us."""
    at = now()
    rows = [track_row(one, at) for one in desk_firm.tracked(request.acting)]
    invited = desk_firm.invitations(request.acting)
    mine = [one for one in rows if one["mine"]]
    due_today = today([one["tracked"] for one in mine], at)
    content = {
        "at": at,
        "headline": headline(0, len(due_today), len(mine) + len(invited)),
        "later": len(mine) - len(due_today),
        "todo": mine,
        "invited": invited,
        "rows": rows,
        "open": sum(one["tracked"].turn != "over" for one in rows),
        "over": sum(one["tracked"].turn == "over" for one in rows),
        "organisation": request.acting.organisation,
        "certificates": held(request.acting.organisation, day_of(at))[:5],
        "letters": inbox.page(request.user, size=5).entries,
    }
    return render(request, "desk/firm.html", content)


def track_row(one, at):
    """Return a tracked proposal with its boxes and words."""
    mine = one.turn == "us"
    steps = [
        RailStep("", done=n < one.stage, now=n == one.stage and one.turn != "over", you=mine)
        for n in range(desk_firm.STAGES)
    ]
    return {
        "tracked": one,
        "mine": mine,
        "steps": steps,
        "turn": TURNS[one.turn],
        "task": TRACKED[one.task],
        "when": moments.near(one.due) if one.due else "",
        "left": moments.left(one.due, at) if one.due else "",
        "near": bool(one.due and moments.soon(one.due, at)),
        "url": f"/contracts/{one.contract}/" if one.contract else f"/proposals/{one.proposal.pk}/",
        "counted": one.due is not None and one.due != one.challenge.closes_at,
        "lead": names.own(one.challenge.lead.short_name or one.challenge.lead.name),
    }


def expert(request):
    """The expert's desk: invitations, panels, opinions asked for."""
    at = now()
    found = review_desk.desk(request.acting)
    asked = [row(task, at) for task in desks.advice(request.acting)]
    trials = calls(request.acting)
    content = {"at": at, "desk": found, "asked": asked, "trials": trials}
    content |= desk_expert.content(found, asked, trials, at)
    return render(request, "desk/expert.html", content)
