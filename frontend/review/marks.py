"""The scoring form: its lines as the page draws them, and what was typed in it as the domain takes it.

Names of the fields: `s<criterion>` the mark (points in a rubric by points), `b` its band, `k` the comment, `v` the
veto; `comment` and `private_comment` for the whole. Each has a twin `…-was` with what the page had read, so that
another window's later save is noticed; `keep.…` says that the own value is taken over the one it holds. A live form
posts one piece of it; a page without a script posts all.
"""

import json
import re
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from challenges.review.actions.review_marks import finite
from challenges.review.models import Criterion
from challenges.review.queries.review_sheet import length, points_of_mark
from notifications.typed import whole

BANDS = (("优", 90, 100), ("良", 75, 89), ("中", 60, 74), ("差", 0, 59))
BAND_WORDS = {
    "优": gettext_lazy("优"),
    "良": gettext_lazy("良"),
    "中": gettext_lazy("中"),
    "差": gettext_lazy("差"),
}
FIELD = re.compile(r"([skv])([0-9]{1,18})-was")
TEXTS = ("comment", "private_comment")
NAMES = {"s": "value", "k": "comment", "v": "vetoed"}


def number(value) -> str:
    """Return a mark as a field shows it: no needless zeros, empty for none."""
    return "" if value is None else f"{value.normalize():f}"


def items(form, typed=None, problems=(), crossings=()) -> list[dict]:
    """Return the lines of a form as the page draws them; what was `typed` and refused stands as it was typed."""
    wrong = by_field(problems)
    crossed = {one.field: one for one in crossings}
    return [item(line, n, form.in_points, typed, wrong, crossed) for n, line in enumerate(form.lines, start=1)]


def item(line, position: int, in_points: bool, typed, wrong: dict, crossed: dict) -> dict:
    """Return one line with its scale, its fields as they stand and as they were read, and what is wrong with it."""
    criterion = line.criterion
    pk, by_points = criterion.pk, in_points and criterion.kind == Criterion.Kind.NUMERIC
    was = {"s": number(line.value), "k": line.comment, "v": "1" if line.vetoed else ""}
    shown = {"s": number(line.points) if by_points else was["s"], "k": was["k"], "v": was["v"]}
    if typed is not None:
        shown = {letter: typed.get(f"{letter}{pk}", "") for letter in shown}
        was = {letter: typed.get(f"{letter}{pk}-was", kept) for letter, kept in was.items()}
    pure = not criterion.weight
    apart = ("vetoed", "comment") if pure else ("vetoed",)
    return {
        "line": line,
        "id": str(pk),
        "number": position,
        "kind": criterion.kind,
        "by_points": by_points,
        "pure": pure,
        "most": criterion.weight if by_points else 100,
        "levels": levels(criterion, shown["s"]),
        "bands": bands(criterion.weight if by_points else 100, shown["s"]),
        "shown": shown,
        "was": was,
        "written": length(shown["k"]),
        "short": max(0, line.least - length(shown["k"])),
        "bad": f"marks.{pk}.value" in wrong,
        "notes": notes(criterion, [name for name in NAMES.values() if name not in apart], wrong, crossed, in_points),
        "veto_notes": notes(criterion, apart, wrong, crossed, in_points),
        "params": params(pk, "sbk"),
        "veto_params": params(pk, "vk" if pure else "v"),
    }


def notes(criterion: Criterion, names, wrong: dict, crossed: dict, in_points: bool) -> dict:
    """Return what stands beside some fields of a criterion: what is wrong, and what was changed in two places."""
    fields = [f"marks.{criterion.pk}.{name}" for name in names]
    return {
        "wrong": [words for field in fields for words in wrong.get(field, ())],
        "clashes": [clash(crossed[field], in_points, criterion) for field in fields if field in crossed],
    }


def params(pk: int, letters: str) -> str:
    """Return the names of the fields that one piece of the live form posts."""
    names = [f"{letter}{pk}{tail}" for letter in letters for tail in ("", "-was")]
    return ",".join([*names, "reason", "csrfmiddlewaretoken"])


def by_field(problems) -> dict[str, list[str]]:
    """Return the sentences of each field."""
    found: dict[str, list[str]] = {}
    for problem in problems:
        found.setdefault(problem.field, []).append(str(problem.message))
    return found


def levels(criterion: Criterion, shown: str) -> list[dict]:
    """Return the choices of a rating or a yes-or-no, the best first; none for a numeric criterion."""
    if criterion.kind == Criterion.Kind.YESNO:
        found = [(_("是"), Decimal(100)), (_("否"), Decimal(0))]
    else:
        found = [(level["name"], Decimal(str(level["value"]))) for level in criterion.levels]
        found.sort(key=lambda one: -one[1])
    own = criterion.kind == Criterion.Kind.RATING
    return [{"label": name, "value": number(v), "own": own, "checked": number(v) == shown} for name, v in found]


def bands(most: int, shown: str) -> list[dict]:
    """Return the bands of a numeric criterion out of `most`; the one in which the mark stands is checked."""
    found: list[dict[str, Any]] = []
    ceiling = None
    for name, lowest, highest in BANDS:
        low, high = Decimal(lowest) * most / 100, Decimal(highest) * most / 100
        if ceiling is not None and most != 100:
            high = ceiling - Decimal("0.1")
        found.append({"label": BAND_WORDS[name], "low": number(low), "high": number(high), "checked": False})
        ceiling = low
    value = finite(shown)
    if value is None:
        return found
    for band in found:
        if Decimal(band["low"]) <= value <= most:
            band["checked"] = True
            break
    return found


def plain(value) -> str:
    """Return a value of the domain as its hidden twin holds it."""
    if isinstance(value, bool):
        return "1" if value else ""
    return number(value) if isinstance(value, Decimal) else str(value or "")


def clash(crossing, in_points: bool, criterion: Criterion | None = None) -> dict:
    """Return what was changed in two places, in words, and the names and values that settle it either way."""
    if criterion is None:
        name = crossing.field
    else:
        letter = {"value": "s", "comment": "k", "vetoed": "v"}[crossing.field.rsplit(".", 1)[1]]
        name = f"{letter}{criterion.pk}"
    theirs = plain(crossing.theirs)
    return {
        "name": name,
        "theirs": worded(crossing.theirs, in_points, criterion),
        "mine": worded(crossing.mine, in_points, criterion),
        "take": field_value(crossing.theirs, in_points, criterion),
        "was": theirs,
        "keep": json.dumps({f"{name}-was": theirs}, ensure_ascii=False),
    }


def field_value(value, in_points: bool, criterion: Criterion | None) -> str:
    """Return a value of the domain as its field shows it: points where the rubric has points."""
    by_points = in_points and criterion is not None and criterion.kind == Criterion.Kind.NUMERIC
    if isinstance(value, Decimal) and criterion is not None and by_points:
        return number(points_of_mark(value, criterion.weight))
    return plain(value)


def worded(value, in_points: bool, criterion: Criterion | None) -> str:
    """Return a value as a person reads it: the level's name, yes or no, a number, a text, or that there is none."""
    if isinstance(value, bool):
        return _("否决") if value else _("不否决")
    if value is None or value == "":
        return _("空")
    if isinstance(value, Decimal) and criterion is not None and criterion.kind != Criterion.Kind.NUMERIC:
        return next((one["label"] for one in levels(criterion, "") if one["value"] == number(value)), number(value))
    return field_value(value, in_points, criterion)


def text_item(name: str, text: str, least: int, typed=None, problems=(), crossings=()) -> dict:
    """Return the field of a comment on the whole, as it stands and as it was read."""
    was = text
    if typed is not None:
        text, was = typed.get(name, text), typed.get(f"{name}-was", was)
    clashes = [clash(one, False) for one in crossings if one.field == name]
    return {
        "name": name,
        "text": text,
        "was": was,
        "least": least,
        "written": length(text),
        "short": max(0, least - length(text)),
        "notes": {"wrong": by_field(problems).get(name, []), "clashes": clashes},
        "params": f"{name},{name}-was,csrfmiddlewaretoken",
    }


def given(post, criteria) -> dict:
    """Return what a posted form, or one piece of it, asks the domain to keep; only fields with their twin count."""
    marks: dict[int, dict] = {}
    bases: dict = {"marks": {}}
    in_points = {criterion.pk for criterion, by_points in criteria if by_points}
    weights = {criterion.pk: criterion.weight for criterion, _by_points in criteria}
    for twin in post:
        found = FIELD.fullmatch(twin)
        if not found:
            continue
        letter, pk = found[1], whole(found[2]) or 0
        was = post.get(f"keep.{letter}{pk}", post[twin])
        mark, base = marks.setdefault(pk, {}), bases["marks"].setdefault(pk, {})
        base[NAMES[letter]] = was == "1" if letter == "v" else was
        if letter == "v":
            mark["vetoed"] = post.get(f"v{pk}") == "1"
        elif letter == "k":
            mark["comment"] = post.get(f"k{pk}", "")
        elif pk in in_points:
            mark.update(points(post, pk, was, weights[pk]))
        else:
            mark["value"] = typed_mark(post, pk, was)
    texts = {name: post[name] for name in TEXTS if f"{name}-was" in post and name in post}
    bases |= {name: post.get(f"keep.{name}", post[f"{name}-was"]) for name in texts}
    return {"marks": marks, "bases": bases, "reason": post.get("reason", ""), **texts}


def typed_mark(post, pk: int, was: str) -> str:
    """Return the mark as typed; without a script, a band that was chosen where nothing stood is its highest mark."""
    return post.get(f"s{pk}", "").strip() or ("" if was else post.get(f"b{pk}", ""))


def points(post, pk: int, was: str, most: int) -> dict:
    """Return points as typed; those that still stand as they were shown are the mark that was read."""
    typed = typed_mark(post, pk, was)
    before = finite(was) if was else None
    same = before is not None and finite(typed) == points_of_mark(before, most)
    return {"value": was} if same else {"points": typed}
