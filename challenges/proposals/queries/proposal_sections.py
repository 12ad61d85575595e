"""The parts of a proposal: which fields each has, what they are called, and what is wrong with what was typed.

A section is saved as it was typed, whatever it is; here its data is read back with patience. A value of another type
than expected is a problem to be shown beside the field, never a reason to lose it.

Shape of the data, by section:

- basics, route, ip: one value for each field, all text; ip also `background`, a list of rows
- commitments: {indicator id: {value, value_max, unit, deviation, evidence}}
- schedule: {milestone id: {month, output}}
- budget: {"cells": {category: {source: amount}}, "sources": {source: amount}, "note"}; amounts in 万元
- team: {"people": [{name, unit, title, task, months, email}]}
- declarations: {kind: true}
- consortium: {"note"}; the members themselves are rows of their own
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.errors import Problem
from accounts.typed import mail, number, phone
from accounts.typed.unreadable import Unreadable
from challenges.proposals.models import SectionKey


@dataclass(frozen=True)
class Field:
    """One thing to fill in. `kind` is text, email, phone, month or amount; `longest` counts characters."""

    name: str
    label: object
    required: bool = True
    longest: int = 4000
    kind: str = "text"


BASICS = (
    Field("summary", gettext_lazy("内容摘要"), longest=1000),
    Field("leader_name", gettext_lazy("项目负责人"), longest=60),
    Field("leader_title", gettext_lazy("负责人职称"), required=False, longest=60),
    Field("leader_phone", gettext_lazy("负责人电话"), longest=120, kind="phone"),
    Field("leader_email", gettext_lazy("负责人邮箱"), longest=120, kind="email"),
    Field("contact_name", gettext_lazy("联系人"), longest=60),
    Field("contact_phone", gettext_lazy("联系电话"), longest=120, kind="phone"),
    Field("contact_email", gettext_lazy("联系邮箱"), required=False, longest=120, kind="email"),
)
ROUTE = (
    Field("route", gettext_lazy("技术路线"), longest=8000),
    Field("innovation", gettext_lazy("创新点"), longest=4000),
    Field("feasibility", gettext_lazy("可行性"), longest=4000),
    Field("risk", gettext_lazy("风险与对策"), longest=4000),
)
COMMITMENT = (
    Field("value", gettext_lazy("承诺值"), longest=40),
    Field("value_max", gettext_lazy("承诺值上限"), required=False, longest=40),
    Field("unit", gettext_lazy("单位"), required=False, longest=24),
    Field("deviation", gettext_lazy("偏离理由"), required=False, longest=1000),
    Field("evidence", gettext_lazy("依据"), required=False, longest=1000),
)
SCHEDULE = (
    Field("month", gettext_lazy("完成月份"), kind="month"),
    Field("output", gettext_lazy("阶段成果"), longest=1000),
)
IP = (Field("freedom", gettext_lazy("自由实施声明"), longest=4000),)
BACKGROUND = (
    Field("name", gettext_lazy("知识产权名称"), longest=200),
    Field("kind", gettext_lazy("类别"), required=False, longest=40),
    Field("number", gettext_lazy("编号"), required=False, longest=60),
    Field("owner", gettext_lazy("权利人"), longest=120),
    Field("status", gettext_lazy("法律状态"), required=False, longest=60),
)
PERSON = (
    Field("name", gettext_lazy("姓名"), longest=60),
    Field("unit", gettext_lazy("单位"), longest=120),
    Field("title", gettext_lazy("职称"), required=False, longest=60),
    Field("task", gettext_lazy("分工"), longest=200),
    Field("months", gettext_lazy("投入人月"), kind="amount"),
    # Asked for where the rules ask for the person's own consent; read by the firms of the proposal alone.
    Field("email", gettext_lazy("本人邮箱"), required=False, longest=120, kind="email"),
)
CATEGORIES = {
    "equipment": gettext_lazy("设备费"),
    "operating": gettext_lazy("业务费"),
    "labour": gettext_lazy("劳务费"),
    "indirect": gettext_lazy("间接费用"),
}
SOURCES = {
    "fiscal": gettext_lazy("财政补助"),
    "lead": gettext_lazy("发榜方出资"),
    "self": gettext_lazy("自筹"),
}
DECLARATIONS = {
    "integrity": gettext_lazy("科研诚信承诺"),
    "no_control_relation": gettext_lazy("与发榜方无控制关系"),
    "truth": gettext_lazy("材料真实、完整"),
    "publicity_consent": gettext_lazy("同意依法公示"),
    "data_consent": gettext_lazy("已依法告知个人信息的处理"),
    "secrecy": gettext_lazy("不含国家秘密"),
}

SIMPLE = {SectionKey.BASICS: BASICS, SectionKey.ROUTE: ROUTE}


def mapping(data, key=None) -> dict:
    """Return `data` (or what stands under `key` in it) when it is a mapping, else an empty one."""
    found = data if key is None else (data.get(key) if isinstance(data, dict) else None)
    return found if isinstance(found, dict) else {}


def rows(data, key) -> list:
    """Return the rows of a list in a section, only those that are mappings and hold something."""
    found = mapping(data).get(key)
    return [(n, row) for n, row in enumerate(found) if filled(row)] if isinstance(found, list) else []


def filled(row) -> bool:
    """Return True for a row in which something was typed."""
    return any(value not in (None, "") for value in row.values()) if isinstance(row, dict) else bool(row)


def check_fields(fields, data, path: str) -> list[Problem]:
    """Return the problems of one mapping against its fields."""
    problems = []
    for field in fields:
        problem = check_field(field, mapping(data).get(field.name), f"{path}.{field.name}")
        if problem:
            problems.append(problem)
    return problems


def check_field(field: Field, value, path: str) -> Problem | None:
    """Return what is wrong with one value, or None."""
    name = {"label": field.label}
    if value is None or value == "" or (isinstance(value, str) and not value.strip()):
        return Problem(path, _("请填写%(label)s。") % name, "required") if field.required else None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return Problem(path, _("%(label)s的格式不对，请重新填写。") % name, "unreadable")
    text = str(value)
    if len(text) > field.longest:
        say = _("%(label)s有 %(length)s 字，最多 %(longest)s 字。")
        return Problem(path, say % {**name, "length": len(text), "longest": field.longest}, "too_long")
    if field.kind in READERS:
        try:
            READERS[field.kind](value)
        except Unreadable as wrong:
            return Problem(path, _("%(label)s：%(words)s") % {**name, "words": wrong.message}, wrong.code)
    return None


# How what is typed into a field of this kind is read.
READERS: dict[str, Callable[[Any], Any]] = {
    "email": partial(mail.read, longest=120),
    "phone": phone.read,
    "amount": partial(number.read, unit="person_month", lowest=0, places=2),
    "month": partial(number.whole, unit="month", lowest=0),
}


def check_rows(fields, data, path: str, key: str) -> list[Problem]:
    """Return the problems of a list of rows; rows with nothing in them do not count."""
    problems = []
    for n, row in rows(data, key):
        problems += check_fields(fields, row, f"{path}.{key}.{n}")
    return problems
