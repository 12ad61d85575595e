"""The rules of a call in words: each value as people write it, whose it is, and since when."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import ROLES
from challenges.core.models.rule import PLATFORM
from challenges.core.queries.rules import BOOK, GROUPS, Rule
from challenges.files.models import AttachmentKind
from challenges.listing.queries.batch_rules import Standing, source
from frontend.kit import moments
from notifications.phrase import Phrase

GROUP_NAMES = {
    "window": gettext_lazy("申报窗口"),
    "check": gettext_lazy("审查与论证"),
    "apply": gettext_lazy("申报要求"),
    "qualify": gettext_lazy("资格审查"),
    "panel": gettext_lazy("评审组"),
    "score": gettext_lazy("评分"),
    "decide": gettext_lazy("择定、公示与异议"),
    "remind": gettext_lazy("提醒"),
    "signal": gettext_lazy("围标线索"),
}


def shown(rule: Rule, value: Any) -> str:
    """Return a value as people write it."""
    if value is None:
        return "—"
    return SHOWN[rule.kind](value)


def chain(value: list) -> str:
    """Return who approves, in order."""
    return " → ".join(str(ROLES["organiser"][role]) for role in value if role in ROLES["organiser"]) or _("不审定")


def files(value: list) -> str:
    """Return the kinds of attachment."""
    labels = dict(AttachmentKind.choices)
    return _("、").join(str(labels.get(kind, kind)) for kind in value) or _("无")


def bands(value: list) -> str:
    """Return a table of shares in one line."""
    said = []
    for bound, percent in value:
        words = _("%(bound)s 万元以下 %(percent)s%%") if bound is not None else _("以上 %(percent)s%%")
        said.append(words % {"bound": bound, "percent": percent})
    return _("，").join(said)


SHOWN: dict[str, Callable[[Any], str]] = {
    "whole": str,
    "yes": lambda value: _("是") if value else _("否"),
    "days": lambda value: ", ".join(map(str, value)),
    "chain": chain,
    "files": files,
    "types": lambda value: ", ".join(value),
    "bands": bands,
    "fee": lambda value: f"{value[0]}–{value[1]}",
}


@dataclass(frozen=True)
class Line:
    """One rule as the page shows it; `mark` is whose it is, `ground` its basis and since when."""

    label: Phrase
    value: str
    own: bool
    mark: str
    ground: str
    coming: list[str]
    fixed: bool


@dataclass(frozen=True)
class Part:
    """One group of rules."""

    key: str
    name: Phrase
    lines: list[Line]

    @property
    def own(self) -> int:
        """Return how many rules of the group the call has set for itself."""
        return sum(line.own for line in self.lines)


def parts(known: dict[str, Standing], published: bool) -> list[Part]:
    """Return the groups of the book with their rules as they stand."""
    found = []
    for name in GROUPS:
        rules = [rule for rule in BOOK.values() if rule.group == name]
        lines = [line_of(rule, known[rule.key], published) for rule in rules]
        found.append(Part(name, GROUP_NAMES[name], lines))
    return found


def line_of(rule: Rule, one: Standing, published: bool) -> Line:
    """Return one rule in words."""
    # What the platform says everywhere is said of each rule without its ground.
    since = _("%(day)s 起") % {"day": moments.iso(one.since)} if one.since and one.layer != PLATFORM else ""
    coming = [
        _("%(day)s 起为 %(value)s") % {"day": moments.iso(day), "value": shown(rule, one.below if v is None else v)}
        for day, v in one.coming
    ]
    ground = _("，").join(filter(None, (one.basis if one.layer != PLATFORM else "", since)))
    return Line(rule.label, shown(rule, one.value), one.own, source(one), ground, coming, published and rule.fixed)


def changes(events: Iterable[Any]) -> list[dict[str, Any]]:
    """Return the record of a call's rules: who, when, from which day, and each rule before and after."""
    found = []
    for event in events:
        rows = [
            (BOOK[key].label, shown(BOOK[key], before), shown(BOOK[key], after) if after is not None else _("沿用"))
            for key, before, after in event.facts.get("changes", ())
            if key in BOOK
        ]
        found.append({"who": event.actor, "at": event.at, "from": event.facts.get("from", ""), "rows": rows})
    return found
