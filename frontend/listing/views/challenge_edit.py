"""Writing a need, mending it, and correcting a published challenge."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.errors import Invalid, LostUpdate, Refused
from accounts.models import Industry, Region
from challenges.core.periods import day_of
from challenges.core.queries.steps import steps_for
from challenges.listing.access.challenge import may_create, visible_to
from challenges.listing.actions import challenge as need
from challenges.listing.actions import challenge_change
from challenges.listing.models import Batch
from challenges.listing.queries.challenge import problems as lacking
from frontend.kit import both, places
from frontend.kit.attempt import sentence
from frontend.kit.keep import CONFLICT
from frontend.listing.forms import challenge_edit as form
from frontend.listing.forms import need_sheet
from notifications.clock import now

MORE = 4


def collecting(at):
    """Return the batches that collect needs now."""
    return Batch.objects.collecting(at).select_related("organiser")


@login_required
def new(request):
    """Begin a need in a batch that collects: its batch and title are enough, the rest is written on the next page."""
    if not may_create(request.acting):
        raise Http404
    at = now()
    batches = list(collecting(at))
    if request.method != "POST":
        return begin(request, batches)
    typed = form.from_post(request.POST)
    typed["region_code"] = typed["region_code"] or request.acting.organisation.region_code
    typed["c_kinds"] = typed["c_kinds"] or "sme"
    chosen = next((batch for batch in batches if str(batch.pk) == request.POST.get("batch")), None)
    given, problems = form.arguments(typed, [name for name in form.values_of(typed).values if said(typed[name])])
    if chosen is None:
        problems.append(form.Problem("batch", _("请选择正在征集的批次。"), "required"))
    if problems or chosen is None:
        return begin(request, batches, typed, problems)
    try:
        challenge = need.create(batch=chosen, by=request.acting, at=at, **{"title": ""} | given)
    except Invalid as wrong:
        return begin(request, batches, typed, [form.placed(problem, typed) for problem in wrong.problems])
    messages.success(request, _("需求已保存为草稿，接着写；写到哪里，存到哪里。"))
    return redirect("challenge_edit", challenge.pk)


def said(value) -> bool:
    """Return True when something was typed."""
    return bool(value.strip() if isinstance(value, str) else value)


def begin(request, batches, typed=None, problems=()):
    """Draw the page on which a need begins."""
    content = {
        "batches": batches,
        "batch": request.POST.get("batch", ""),
        "title": (typed or {}).get("title", ""),
        "wrong": {problem.field: str(problem.message) for problem in problems},
        "problems": [(problem.field, need_sheet.called(problem.field), str(problem.message)) for problem in problems],
    }
    return render(request, "listing/begin.html", content, status=422 if problems else 200)


@login_required
def edit(request, pk):
    """Change a draft, or publish a correction; what was typed stays when it is refused."""
    challenge = get_object_or_404(visible_to(request.acting), pk=pk)
    can = steps_for(request.acting, challenge)
    correcting = "correct" in can
    if not correcting and "edit" not in can:
        raise Http404
    if request.method != "POST":
        return draw(request, challenge, form.typed_of(challenge), (), correcting=correcting)
    return correct(request, challenge) if correcting else keep(request, challenge)


def keep(request, challenge, tries=2):
    """Keep a draft as far as it can be read: what cannot stays on the page with its reason, the rest is saved.

    Writers of one need are put together field by field; what two of them changed waits for a choice.
    """
    typed, stands = form.from_post(request.POST), form.typed_of(challenge)
    mine, theirs = form.values_of(typed), form.values_of(stands)
    merged = both.merge(request.POST, mine, theirs, challenge.version, live=bool(request.htmx))
    names = [
        name for name, value in merged.values.items() if value is mine.values[name] and value != theirs.values[name]
    ]
    if merged.both and challenge.prepared_by and challenge.prepared_by_id != request.user.pk:
        merged.both.by, merged.both.at = challenge.prepared_by.name, challenge.updated_at
    try:
        problems = written(request, challenge, typed, names)
    except LostUpdate:
        if tries == 1:
            raise
        return keep(request, visible_to(request.acting).get(pk=challenge.pk), tries - 1)
    except Refused as refused:
        if request.htmx:
            return HttpResponse(sentence(refused), status=409, content_type="text/plain; charset=utf-8")
        messages.error(request, sentence(refused))
        return draw(request, challenge, typed, (), status=409)
    open_now = {side.name for side in merged.both.sides} if merged.both else set()
    unread = {problem.field.partition(".")[0] for problem in problems}
    kept = form.typed_of(challenge)
    number_rows(typed, kept, {*names} - unread)
    now_stands = form.values_of(kept).values
    reads = both.was(request.POST)
    # A value may be kept in another spelling than it was typed in (0 for nothing): the page has read both.
    reads |= {
        name: both.digests(value, now_stands[name] if name in names else value)
        for name, value in mine.values.items()
        if name not in open_now | unread
    }
    more = request.POST.get("more", "")
    done = not problems and not merged.both
    status = 200 if done else CONFLICT if merged.both else 422
    content = {"both": merged.both, "others": merged.others, "reads": reads, "saved": True, "more": more}
    if request.htmx:
        if done and "settle" in request.POST:
            return HttpResponse(headers={"HX-Refresh": "true"})
        if done and "save" in request.POST:
            return HttpResponse(headers={"HX-Redirect": f"/challenges/{challenge.pk}/work/"})
        redraw = not merged.both or "over" not in request.POST or "settle" in request.POST
        content |= {"further": need_sheet.further(typed, request.POST, more), "live": True, "redraw": redraw}
        return draw(request, challenge, typed, problems, "listing/edit_saved.html", status=status, **content)
    if done and not more:
        messages.success(request, _("已保存。"))
        return redirect("challenge_edit" if merged.others or "stay" in request.POST else "challenge_work", challenge.pk)
    return draw(request, challenge, typed, problems, status=status, **content)


def written(request, challenge, typed, names) -> list:
    """Make the domain call with these fields; those that cannot be read are left out and returned as problems."""
    problems: list = []
    while names:
        given, found = form.arguments(typed, names)
        if not found:
            try:
                need.edit(challenge, by=request.acting, at=now(), expected=challenge.version, **given)
                break
            except Invalid as wrong:
                found = [form.placed(problem, typed) for problem in wrong.problems]
        problems += found
        bad = {problem.field.partition(".")[0] for problem in found}
        bad |= {"mode"} & set(names) if "total_wan" in bad else set()
        if bad & {*form.CONDITIONS}:
            bad |= {*form.CONDITIONS}
        left = [name for name in names if name not in bad]
        names = left if len(left) < len(names) else []
    if problems:
        challenge.refresh_from_db()
    return problems


def number_rows(typed, kept, saved) -> None:
    """Give the rows on the page the ids under which they were just saved, so that the next save finds them again."""
    for part in form.COLUMNS.keys() & saved:
        if len(typed[part]) == len(kept[part]):
            for row, stands in zip(typed[part], kept[part], strict=True):
                row["id"] = stands["id"]


def correct(request, challenge):
    """Publish a correction, all of it or nothing."""
    typed, stands = form.from_post(request.POST), form.typed_of(challenge)
    choice, settled = both.weigh(request.POST, form.values_of(typed), form.values_of(stands), challenge.version)
    held = {"correcting": True, "reads": both.was(request.POST), "version": request.POST.get("version", "")}
    if choice:
        return draw(request, challenge, typed, (), status=CONFLICT, both=choice, **held)
    typed |= {side.name: stands[side.name] for side in settled if side.choice == both.THEIRS}
    given, problems = form.arguments(typed)
    expected = challenge.version if both.version_of(request.POST) else None
    try:
        if problems:
            raise Invalid(problems)
        reason = request.POST.get("reason", "")
        challenge_change.correct(challenge, by=request.acting, at=now, reason=reason, expected=expected, **given)
    except Invalid as wrong:
        found = [form.placed(problem, typed) for problem in wrong.problems]
        return draw(request, challenge, typed, found, status=422, **held)
    except Refused as refused:
        messages.error(request, sentence(refused))
        return draw(request, challenge, typed, (), status=CONFLICT if isinstance(refused, LostUpdate) else 409, **held)
    messages.success(request, _("更正已发布，公告同时张贴。"))
    return redirect("challenge_work", challenge.pk)


def draw(request, challenge, typed, problems, template="listing/edit.html", *, status=200, reads=None, **content):
    """Draw the form with what stands, or with what was typed and what is wrong with it."""
    at = now()
    missing = []
    if not content.get("correcting"):
        found = lacking(challenge, challenge.rules_on(day_of(at)))
        missing = [form.placed(problem, typed) for problem in found]
    part = content.get("more", "")
    spare = dict.fromkeys(form.COLUMNS, 0) if content.get("live") else {part: MORE}
    values = form.values_of(typed).values
    content = {
        "at": at,
        "challenge": challenge,
        "reason": request.POST.get("reason", ""),
        "version": challenge.version,
        "read": both.told(reads) if reads is not None else both.read_of(values),
        "regions": places.offered(Region),
        "industries": places.offered(Industry),
        **content,
        **need_sheet.sheet(typed, problems, missing, spare),
    }
    return render(request, template, content, status=status)
