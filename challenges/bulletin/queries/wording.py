"""The words of public notices by kind: parts with named fields, the platform's own or an organiser's above them.

A part is text in which `{名称}` stands for what the notice is about. A line whose field has nothing to say is left out.
Official papers are in Chinese, whoever reads them, and so are the names of the fields.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from challenges.bulletin.models import NoticeKind, Wording
from challenges.core.gate import Problem
from notifications.phrase import Phrase

SHIPPED = Path(__file__).parent.parent / "texts"
FIELD = re.compile(r"\{([^{}\n]*)\}")
SECTION = re.compile(r"^\[(\w+)\]$", re.MULTILINE)

# In the order in which they are printed; a writer edits the first three, the others are made when it is posted.
PARTS: dict[str, Phrase] = {
    "basis": gettext_lazy("依据"),
    "matter": gettext_lazy("事项"),
    "conditions": gettext_lazy("条件"),
    "roll": gettext_lazy("名单"),
    "manner": gettext_lazy("方式与地址"),
    "period": gettext_lazy("期限"),
    "remedies": gettext_lazy("异议与救济途径"),
    "attachments": gettext_lazy("附件"),
    "contact": gettext_lazy("联系人"),
    "supervision": gettext_lazy("监督电话"),
}
HEAD = ("basis", "matter", "conditions")
EVERY = ("basis", "matter", "remedies", "attachments", "contact", "supervision")
K = NoticeKind
# What a kind has besides what every notice has.
MORE: dict[str, tuple[str, ...]] = {
    K.COLLECTION: ("conditions", "manner", "period"),
    K.PUBLICATION: ("conditions", "roll", "manner", "period"),
    K.CORRECTION: ("manner", "period"),
    K.EXTENSION: ("manner", "period"),
    K.PUBLICITY: ("roll", "manner", "period"),
    K.RESULT: ("roll", "manner", "period"),
    K.WITHDRAWAL: (),
    K.LAPSE: (),
    K.OBJECTION_RESULT: ("manner", "period"),
}
# Fields without which a part says nothing, of every kind and of one.
NEEDED: dict[str, tuple[str, ...]] = {
    "attachments": ("附件",),
    "contact": ("联系人", "联系电话", "联系地址"),
    "supervision": ("监督电话",),
    "manner": ("办理网址",),
    "roll": ("名单",),
}
NEEDED_OF: dict[tuple[str, str], tuple[str, ...]] = {
    (K.COLLECTION, "period"): ("征集开始", "征集截止"),
    (K.CORRECTION, "matter"): ("更正内容",),
    (K.CORRECTION, "period"): ("申报截止",),
    (K.EXTENSION, "period"): ("申报截止",),
    (K.PUBLICITY, "period"): ("公示期",),
    (K.RESULT, "period"): ("签约期限",),
    **{(kind, "remedies"): ("复核申请天数",) for kind in (K.PUBLICITY, K.RESULT, K.WITHDRAWAL, K.LAPSE)},
    (K.WITHDRAWAL, "matter"): ("理由", "申报书的处理"),
    (K.LAPSE, "matter"): ("理由", "申报书的处理"),
    (K.OBJECTION_RESULT, "matter"): ("异议编号", "处理结果", "处理意见"),
    (K.OBJECTION_RESULT, "period"): ("复核期限",),
}
COMMON = (
    *("发布单位", "批次", "榜单", "榜单全称", "办理网址", "附件", "救济途径"),
    *("联系人", "联系电话", "联系邮箱", "联系地址", "监督电话"),
)
OWN: dict[str, tuple[str, ...]] = {
    K.COLLECTION: ("批次说明", "征集开始", "征集截止", "形式审查天数", "补正天数", "窗口天数", "公示天数"),
    K.PUBLICATION: ("名单",),
    K.CORRECTION: ("理由", "更正内容", "申报截止", "更正后天数"),
    K.EXTENSION: ("理由", "原定截止", "申报截止"),
    K.PUBLICITY: ("名单", "公示期", "分项说明", "异议登记天数", "异议办结天数", "复核申请天数"),
    K.RESULT: ("名单", "签约期限", "复核申请天数"),
    K.WITHDRAWAL: ("发榜方", "理由", "撤榜事由", "申报书的处理", "复核申请天数"),
    K.LAPSE: ("理由", "申报书的处理", "复核申请天数"),
    K.OBJECTION_RESULT: (*("异议编号", "异议事项", "办理阶段", "处理结果", "处理意见", "后续处理", "复核期限"),),
}


@dataclass(frozen=True)
class Words:
    """The words of a kind that hold on a day: its title, its parts, and since when somebody chose them.

    `own` is True for an organiser's own words; those of the platform that its operators chose have a day as well.
    """

    kind: str
    title: str
    parts: Mapping[str, str]
    since: date | None = None
    own: bool = False


def parts_of(kind: str) -> tuple[str, ...]:
    """Return the parts that a notice of this kind must have, in the order in which they are printed."""
    has = {*EVERY, *MORE[kind]}
    return tuple(part for part in PARTS if part in has)


def fields_of(kind: str) -> tuple[str, ...]:
    """Return the names of the fields that the words of a kind may use."""
    return (*COMMON, *OWN[kind])


@cache
def shipped(kind: str) -> Words:
    """Return the platform's own words of a kind."""
    _before, *found = SECTION.split((SHIPPED / f"{kind}.txt").read_text("utf-8"))
    parts = {name: text.strip() for name, text in zip(found[::2], found[1::2], strict=True)}
    return Words(kind, parts.pop("title"), parts)


def standing(kind: str, issuer_id: int | None, on: date) -> Words:
    """Return the words of a kind that hold on a day of China: an organiser's own, else the platform's."""
    return standing_of_all(issuer_id, on, kind)[kind][0]


def standing_of_all(issuer_id: int | None, on: date, *kinds: str) -> dict[str, tuple[Words, date | None]]:
    """Return for each kind the words that hold on a day, and the day from which approved others will; in one query.

    Of an organiser, or of the platform (None). Once an organiser has words of its own, no others come over them.
    """
    kinds = kinds or tuple(NoticeKind.values)
    found: dict[str, tuple[Words, date | None]] = {kind: (shipped(kind), None) for kind in kinds}
    rows = Wording.objects.filter(kind__in=kinds).exclude(approved_at=None)
    whose = Q(organiser=None) if issuer_id is None else Q(organiser=None) | Q(organiser=issuer_id)
    for row in rows.filter(whose).order_by(F("organiser").asc(nulls_first=True), "effective_on", "id"):
        words, coming = found[row.kind]
        own = row.organiser_id is not None
        if row.effective_on <= on:
            found[row.kind] = (Words(row.kind, row.title, row.parts, row.effective_on, own), None)
        elif own or not words.own:
            found[row.kind] = (words, min(filter(None, (coming, row.effective_on))))
    return found


def shipped_row(kind: str) -> Wording:
    """Return the row that stands for what came with the product: a change of the platform's words is asked of it."""
    return Wording.objects.get(kind=kind, organiser=None, approved_at=None)


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its fields replaced; a line with a field that has nothing to say is left out."""
    lines = []
    for line in text.splitlines():
        names = FIELD.findall(line)
        if line.strip() and all(values.get(name) for name in names):
            lines.append(FIELD.sub(lambda found: values[found[1]], line).strip())
    return "\n".join(lines)


def put(words: Words, names: Iterable[str], values: Mapping[str, str]) -> str:
    """Return some parts of a notice as they are printed, each beginning on a new line."""
    has = parts_of(words.kind)
    texts = (filled(words.parts.get(name, ""), values) for name in names if name in has)
    return "\n".join(text for text in texts if text)


EMPTY = gettext_lazy("这类公告必须有这一部分，请填写。")


def wrong_with(kind: str, title: str, parts: Mapping[str, str]) -> list[Problem]:
    """Return everything that keeps words of a kind from being approved, each at its part."""
    known, problems = set(fields_of(kind)), []
    for name, text in {"title": title, **{part: parts.get(part, "") for part in parts_of(kind)}}.items():
        used = set(FIELD.findall(text))
        lacking = [field for field in needed(kind, name) if field not in used]
        if not text.strip():
            problems.append(Problem(name, EMPTY, "required"))
        elif lacking:
            words = _("这一部分必须写明：%(fields)s。") % {"fields": braced(lacking)}
            problems.append(Problem(name, words, "field_missing"))
        if used - known:
            words = _("没有这样的字段：%(fields)s。可用的字段列在本页。") % {"fields": braced(sorted(used - known))}
            problems.append(Problem(name, words, "field_unknown"))
    return problems


def needed(kind: str, part: str) -> tuple[str, ...]:
    """Return the fields without which a part of this kind says nothing."""
    return (*NEEDED.get(part, ()), *NEEDED_OF.get((kind, part), ()))


def braced(names: Iterable[str]) -> str:
    """Return names of fields as they are written in a text."""
    return "、".join(f"{{{name}}}" for name in names)
