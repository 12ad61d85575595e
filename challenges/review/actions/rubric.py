"""Rubrics 评分表: templates an organiser reuses, and the copy of one panel; weights always total 100."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.actions.checking import fitting, unchanged_since
from accounts.typed import number
from accounts.typed.unreadable import Unreadable
from challenges.core import gate
from challenges.core.gate import Invalid, Moment, NotAllowed, Problem, Refused, moving
from challenges.listing.models import Challenge
from challenges.review.access.review import may_edit_rubrics
from challenges.review.models import Criterion, Panel, Rubric
from challenges.review.states.review import PanelState
from notifications.events import record

LONGEST = {"name": 80, "name_en": 120, "hint": 240}
TOTAL = 100
READ = ("name", "scale", "tie_chain", "written")
FIELDS = ("name", "name_en", "hint", "weight", "kind", "levels", "comment_required", "comment_length", "veto")
FEWEST_LEVELS = 2


def save_template(
    *,
    by: Acting,
    at: Moment,
    name: str,
    criteria: Sequence[dict],
    tie_chain: Sequence[int] = (),
    scale: str = Rubric.Scale.WEIGHT,
    rubric: Rubric | None = None,
    expected: str | None = None,
) -> Rubric:
    """The organiser keeps a rubric for reuse, new or changed; panels that were planned with it keep their copies.

    `expected` is the stamp of what the caller had read; LostUpdate when somebody changed it since.

    `criteria` are dicts in order with `name`, `weight` and what else a criterion has; `tie_chain` are positions
    (from 1) whose means part equal scores. By `scale` points, `weight` is the most points that a criterion gives, and
    experts give points (see Rubric). Raises Invalid with every problem, `criteria.<n>.<field>` each.
    """
    if not may_edit_rubrics(by):
        raise NotAllowed()
    if rubric is not None and (not rubric.template or rubric.organiser_id != by.organisation_id):
        raise NotAllowed()
    cleaned = clean(name, criteria, tie_chain, scale)
    with transaction.atomic():
        if rubric is None:
            rubric = Rubric(organiser=by.organisation, template=True)
        else:
            rubric.refresh_from_db(from_queryset=Rubric.objects.select_for_update(no_key=True))
            unchanged_since(rubric, expected, READ)
        write(rubric, name, cleaned, tie_chain, scale)
        record("rubric.saved", subject=rubric, by=by, at=gate.moment(at), facts={"name": rubric.name})
    return rubric


def revise(
    panel: Panel,
    *,
    by: Acting,
    at: datetime,
    criteria: Sequence[dict],
    tie_chain: Sequence[int] = (),
    name: str | None = None,
    scale: str | None = None,
    expected: int | None = None,
) -> Panel:
    """The organiser changes the rubric of one panel, as long as nobody was invited: experts accept a known rubric.

    What is not named (`name`, `scale`) stays as it is.
    """
    with moving(panel, "compose", by=by, at=at, expected=expected) as move:
        if panel.state != PanelState.PLANNING:
            raise Refused(_("邀请专家之后，评分表不能再改。"), code="rubric_fixed")
        name, scale = panel.rubric.name if name is None else name, scale or panel.rubric.scale
        cleaned = clean(name, criteria, tie_chain, scale)
        write(panel.rubric, name, cleaned, tie_chain, scale)
        move.facts["rubric"] = panel.rubric.name
    return panel


def write(rubric: Rubric, name: str, criteria: list[dict], tie_chain: Sequence[int], scale: str) -> None:
    """Write the rubric's lines anew; nothing has been scored with them."""
    rubric.name, rubric.tie_chain, rubric.scale = fitting(name, field="name", longest=80), list(tie_chain), scale
    rubric.save()
    rubric.criteria.all().delete()
    Criterion.objects.bulk_create(
        Criterion(rubric=rubric, position=position, **row) for position, row in enumerate(criteria, start=1)
    )


def clean(
    name: str, criteria: Sequence[dict], tie_chain: Sequence[int], scale: str = Rubric.Scale.WEIGHT
) -> list[dict]:
    """Return the lines as they can be kept. Raises Invalid with everything that is wrong."""
    problems = [] if name.strip() else [Problem("name", _("请填写评分表名称。"), "required")]
    if scale not in Rubric.Scale.values:
        problems.append(Problem("scale", _("请选择计分办法。"), "unknown_scale"))
    rows = []
    for line, given in enumerate(criteria):
        row = {key: given[key] for key in FIELDS if key in given}
        found = wrong(row)
        problems += [Problem(f"criteria.{line}.{field}", words, code) for field, words, code in found]
        rows.append(row)
    total = sum(row["weight"] for row in rows if type(row.get("weight")) is int)
    if total != TOTAL:
        by_points = scale == Rubric.Scale.POINTS
        words = _("各项满分合计 %(weight)d，应为 100。") if by_points else _("评分表权重合计 %(weight)d，应为 100。")
        words %= {"weight": total}
        problems.append(Problem("criteria", words, "weights_total"))
    known = {position for position, row in enumerate(rows, start=1) if row.get("weight") != 0}
    if any(type(position) is not int or position not in known for position in tie_chain):
        problems.append(Problem("tie_chain", _("同分比较顺序只能写评分表中占权重的项。"), "unknown_criterion"))
    elif len(set(tie_chain)) != len(tie_chain):
        problems.append(Problem("tie_chain", _("同分比较顺序中每一项只写一次。"), "twice"))
    if problems:
        raise Invalid(problems)
    return rows


def wrong(row: dict) -> list[tuple[str, str, str]]:
    """Return what is wrong with one line: the field, the sentence, the code."""
    found = []
    if not str(row.get("name", "")).strip():
        found.append(("name", _("请填写评分项名称。"), "required"))
    for field, longest in LONGEST.items():
        if (length := len(str(row.get(field, "")).strip())) > longest:
            said = _("最多 %(longest)s 个字，现在是 %(length)s 个。") % {"longest": longest, "length": length}
            found.append((field, said, "too_long"))
    weight = row.get("weight")
    if type(weight) is not int or not 0 <= weight <= TOTAL:
        found.append(("weight", _("权重须是 0 到 100 的整数。"), "out_of_range"))
    elif weight == 0 and not row.get("veto"):
        found.append(("weight", _("只有一票否决项可以不占权重。"), "no_weight"))
    kind = row.setdefault("kind", Criterion.Kind.NUMERIC)
    if kind not in Criterion.Kind.values:
        found.append(("kind", _("请选择计分方式。"), "unknown_kind"))
    if kind == Criterion.Kind.RATING:
        found += wrong_levels(row.get("levels") or [])
    else:
        row["levels"] = []
    length = row.get("comment_length", 0)
    if type(length) is not int or not 0 <= length <= 2000:
        found.append(("comment_length", _("评语字数须是 0 到 2000 的整数。"), "out_of_range"))
    return found


def wrong_levels(levels: list) -> list[tuple[str, str, str]]:
    """Return what is wrong with the levels of a rating: each has a label and its own mark from 0 to 100."""
    values = []
    for level in levels:
        label = level.get("name") if isinstance(level, dict) else ""
        try:
            value = number.read(level["value"], unit="mark", lowest=0, highest=TOTAL) if label else None
        except (Unreadable, KeyError):
            value = None
        if value is None:
            return [("levels", _("每个等级须有名称和 0 到 100 的分值。"), "bad_level")]
        if isinstance(level["value"], str):
            level["value"] = number.shown(value)
        values.append(value)
    if len(values) < FEWEST_LEVELS or len(set(values)) != len(values):
        return [("levels", _("等级至少两个，分值不能相同。"), "bad_levels")]
    return []


def default_rubric(challenge: Challenge) -> Rubric:
    """Return the organiser's newest template, or the platform's own."""
    templates = Rubric.objects.filter(template=True)
    return (
        templates.filter(organiser_id=challenge.organiser_id).order_by("-pk").first()
        or templates.filter(organiser=None).order_by("pk")[0]
    )


def own_copy(rubric: Rubric) -> Rubric:
    """Return a copy that belongs to one panel. Raises Invalid when the weights do not total 100."""
    criteria = list(rubric.criteria.all())
    weight = sum(criterion.weight for criterion in criteria)
    if weight != 100:
        raise Invalid(
            [Problem("rubric", _("评分表权重合计 %(weight)d，应为 100。") % {"weight": weight}, "weights_total")]
        )
    copy = Rubric.objects.create(
        organiser=rubric.organiser,
        name=rubric.name,
        template=False,
        scale=rubric.scale,
        tie_chain=rubric.tie_chain,
    )
    for criterion in criteria:
        criterion.pk, criterion.rubric, criterion._state.adding = None, copy, True
    Criterion.objects.bulk_create(criteria)
    return copy
