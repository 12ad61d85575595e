"""Rubrics: the templates of an organiser, the editor of one, and the copy that one panel scores by."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.actions.checking import stamp
from accounts.errors import Invalid, Refused
from challenges.core import policy
from challenges.review.access.review import may_edit_rubrics, panels_visible_to, rubrics_visible_to
from challenges.review.actions import rubric as rubrics
from challenges.review.models import Criterion, Rubric
from challenges.review.queries.rubric import templates
from frontend.kit import both
from frontend.kit.attempt import sentence
from frontend.review import rubric_lines as lines
from notifications.clock import now
from notifications.typed import whole

MORE = 2


@login_required
def index(request):
    """List the templates: the organisation's own, and the platform's."""
    require_organiser(request)
    rows = list(templates(request.acting))
    content = {
        "own": [row for row in rows if row.organiser_id],
        "common": [row for row in rows if not row.organiser_id],
        "may": may_edit_rubrics(request.acting),
    }
    return render(request, "review/rubric_index.html", content)


@login_required
def new(request):
    """Write a template, from nothing or from a copy of another one."""
    require_organiser(request)
    if not may_edit_rubrics(request.acting):
        raise Http404
    source = chosen(request)
    start = editor_of(source) if source else {"name": "", "scale": Rubric.Scale.WEIGHT, "rows": []}
    if source:
        start["name"] = _("%(name)s（副本）") % {"name": source.name}
    return edit(request, start, lambda given, _none: rubrics.save_template(by=request.acting, at=now(), **given))


@login_required
def show(request, pk):
    """Change a template of one's own organisation; others are shown as experts see them, to be copied."""
    rubric = get_object_or_404(rubrics_visible_to(request.acting), pk=pk)
    if not may_edit_rubrics(request.acting) or rubric.organiser_id != request.acting.organisation_id:
        return look(request, rubric, {"may": may_edit_rubrics(request.acting)})
    return edit(
        request,
        editor_of(rubric),
        lambda given, expected: rubrics.save_template(
            by=request.acting, at=now(), rubric=rubric, expected=expected, **given
        ),
        {"rubric": rubric},
        lambda: stamp(Rubric.objects.get(pk=rubric.pk), rubrics.READ),
    )


@login_required
def of_panel(request, pk):
    """Change the copy that one panel scores by, or take another template for it, until somebody is invited."""
    rows = panels_visible_to(request.acting).filter(challenge__organiser_id=request.acting.organisation_id)
    panel = get_object_or_404(rows.select_related("challenge", "rubric"), pk=pk)
    require_organiser(request)
    decides = policy.may(request.acting, "compose", panel)
    if not decides or (panel.state != "planning" and request.method != "POST"):
        return look(request, panel.rubric, {"panel": panel, "fixed": decides})
    source = chosen(request)
    start = editor_of(source or panel.rubric)
    more = {"panel": panel, "source": source, "templates": templates(request.acting)}
    return edit(
        request,
        start,
        lambda given, expected: rubrics.revise(panel, by=request.acting, at=now(), expected=expected, **given),
        more,
        lambda: rows.get(pk=pk).version,
    )


def require_organiser(request) -> None:
    """To everybody but an organiser's people there are no rubrics."""
    if request.acting.kind != "organiser":
        raise Http404


def chosen(request):
    """Return the template that `?from=` names, or None."""
    pk = whole(request.GET.get("from"))
    return None if pk is None else get_object_or_404(rubrics_visible_to(request.acting), pk=pk)


def editor_of(rubric) -> dict:
    """Return a kept rubric as the editor shows it."""
    rows = lines.shown(rubric.criteria.all(), rubric.tie_chain)
    return {"name": rubric.name, "scale": rubric.scale, "rows": rows}


def look(request, rubric, more):
    """Show a rubric as the experts see it."""
    criteria = [{name: getattr(row, name) for name in rubrics.FIELDS} for row in rubric.criteria.all()]
    return render(request, "review/rubric_look.html", {"rubric": rubric} | more | seen(criteria, rubric.in_points))


def seen(criteria, in_points: bool) -> dict:
    """Return what the preview draws."""
    items = lines.preview(criteria, in_points)
    return {
        "items": [item for item in items if item["line"].criterion.weight],
        "vetoes": [item for item in items if item["line"].criterion.veto],
    }


def edit(request, start: dict, keep, more=None, version=lambda: ""):
    """Show the editor; a posted one is added to, taken from, looked at, or kept by the one call `keep`.

    `version()` is what the kept rubric stands at: changed by two people at once, it is kept by neither until one of
    them has chosen (`frontend.kit.both`).
    """
    content, status = dict(start), 200
    held = {"version": version(), "read": both.read_of(lines.values_of(start).values)}
    if request.method == "POST":
        act = request.POST.get("do", "save")
        content = {name: request.POST.get(name, "") for name in ("name", "scale")}
        rows = content["rows"] = lines.typed(request.POST)
        held = {name: request.POST.get(name, "") for name in held}
        line = whole(act.removeprefix("drop-"), highest=lines.MOST_LINES) if act.startswith("drop-") else None
        if line is not None:
            rows[line : line + 1] = []
        elif act in ("save", "look"):
            choice, content = settled(request, start, content, version) if act == "save" else (None, content)
            rows = content["rows"]
            given = {"name": content["name"], "scale": content["scale"], **lines.cleaned(rows)}
            try:
                if choice:
                    content["both"], status = choice, 412
                elif act == "save":
                    kept = keep(given, version() or None if both.version_of(request.POST) else None)
                    messages.success(request, _("评分表已保存。"))
                    return redirect("panel", kept.pk) if kept.noun == "panel" else redirect("rubrics")
                else:
                    rubrics.clean(given["name"], given["criteria"], given["tie_chain"], given["scale"])
                    content |= seen(given["criteria"], given["scale"] == Rubric.Scale.POINTS)
            except Invalid as wrong:
                content |= beside(wrong.problems, rows)
                status = 422
            except Refused as refused:
                messages.error(request, sentence(refused))
                status = 409
        content["adding"] = act == "add"
    rows = content["rows"]
    spare = MORE if content.get("adding") or not rows else 0
    content["rows"] = [{"n": n, **row} for n, row in enumerate([*rows, *([dict(lines.EMPTY)] * spare)])]
    content["total"] = sum(row["weight"] for row in lines.cleaned(rows)["criteria"] if type(row["weight"]) is int)
    content |= {"kinds": Criterion.Kind.choices, "scales": Rubric.Scale.choices, "at": now(), "held": held}
    return render(request, "review/rubric_edit.html", content | (more or {}), status=status)


def settled(request, start, content, version):
    """Return (what must still be chosen between two texts, or None; the rubric with what was chosen)."""
    theirs = lines.values_of(start)
    choice, chosen = both.weigh(request.POST, lines.values_of(content), theirs, version())
    taken = {side.name: start[side.name] for side in chosen if side.choice == both.THEIRS}
    return choice, content if choice else content | taken


ANCHORS = {"name": "n", "weight": "w", "kind": "k", "levels": "g", "comment_length": "c"}


def beside(problems, rows: list[dict]) -> dict:
    """Put each problem beside its field (on its line, or on the name, the total, the order of ties), and list all."""
    wrong: dict[str, str] = {}
    listed = []
    for problem in problems:
        parts, words = problem.field.split("."), str(problem.message)
        if len(parts) == 3:
            number, field = whole(parts[1]) or 0, parts[2]
            rows[number].setdefault("wrong", {})[field] = words
            listed.append((f"{ANCHORS.get(field, 'l')}{number}", _("第 %(row)s 行：") % {"row": number + 1} + words))
        else:
            wrong[parts[0]] = words
            listed.append(("rn" if parts[0] == "name" else "lines", words))
    return {"wrong": wrong, "problems": listed}
