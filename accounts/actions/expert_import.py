"""Experts brought in from a table: first a dry run that names every bad row, then all of them or none.

The table must have the headings below; it may have 手机, 职称, 领域代码, 关键词, 统一社会信用代码, 职务, 任职开始
and 每批上限.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.errors import Invalid, NotAllowed, Problem
from accounts.models import Employment, ExpertCategory, ExpertProfile, Organisation, User
from accounts.queries import dictionary
from accounts.roles import Kind
from accounts.rules import tables, uscc
from notifications.events import record

HEADINGS = ("姓名", "邮箱", "类别", "任职单位")
CATEGORIES = {"技术": "technical", "企业": "enterprise", "财务": "finance", "知识产权": "ip", "投资": "investment"}
UNKNOWN_START = datetime.date(2000, 1, 1)
SAID = {
    "unreadable": gettext_lazy("文件无法读取，请用 XLSX 或者 CSV。"),
    "too_large": gettext_lazy("文件太大。"),
    "no_headings": gettext_lazy("找不到表头，须有：姓名、邮箱、类别、任职单位。"),
    "too_many_rows": gettext_lazy("一次最多导入 2000 行。"),
}


@dataclass
class Row:
    """One line of the table as it would be brought in. `known` means that the pool has this expert already."""

    number: int
    values: dict[str, Any]
    known: bool = False
    problems: list[Problem] = field(default_factory=list)


def dry_run(content: bytes, *, by: Any) -> list[Row]:
    """Return every row with what is wrong with it; nothing is written.

    Raises NotAllowed for anybody but operators and the organisers who form panels, Invalid for a file that is no
    table.
    """
    if not may_import(by):
        raise NotAllowed()
    try:
        lines = tables.read(content, HEADINGS)
    except tables.NotATable as error:
        raise Invalid([Problem("file", SAID[error.code], error.code)]) from error
    rows = [read_row(number, cells) for number, cells in lines]
    seen: dict[str, int] = {}
    pool = set(ExpertProfile.objects.values_list("user__email", flat=True))
    for row in rows:
        email = row.values["email"]
        row.known = email in pool
        if email in seen:
            words = _("邮箱与第 %(line)d 行重复。") % {"line": seen[email]}
            row.problems.append(Problem(f"rows.{row.number}.邮箱", words, "twice"))
        seen.setdefault(email, row.number)
    return rows


def may_import(by: Any) -> bool:
    """Return True for operators, and for a verified organiser's people who form panels."""
    forms_panels = by.kind == Kind.ORGANISER and by.verified and bool({"review_officer", "batch_admin"} & by.roles)
    return by.is_operator or forms_panels


def read_row(number: int, cells: Mapping[str, str]) -> Row:
    """Return one line as values, with every problem under `rows.<line>.<heading>`."""
    problems = []

    def wrong(heading: str, words: str, code: str) -> None:
        problems.append(Problem(f"rows.{number}.{heading}", words, code))

    for heading in HEADINGS:
        if not cells.get(heading):
            wrong(heading, _("请填写。"), "required")
    email = cells.get("邮箱", "").lower()
    try:
        validate_email(email or "missing@example.com")
    except ValidationError:
        wrong("邮箱", _("邮箱格式不对。"), "bad_email")
    category = CATEGORIES.get(cells.get("类别", "").removesuffix("专家"))
    if category is None and cells.get("类别"):
        wrong("类别", _("类别须是：技术、企业、财务、知识产权、投资。"), "unknown_category")
    fields = split(cells.get("领域代码", ""))
    unknown = [code for code in fields if not dictionary.tech_field_name(code)]
    if unknown:
        wrong("领域代码", _("技术领域代码不存在：%(codes)s。") % {"codes": "、".join(unknown)}, "unknown_code")
    code = cells.get("统一社会信用代码", "")
    if code:
        code = uscc.normalise(code)
        for problem in code_problems(code):
            wrong("统一社会信用代码", str(problem.message), problem.code)
    starts_on = day(cells.get("任职开始", ""))
    if starts_on is None:
        wrong("任职开始", _("日期请写成 2020-07-01。"), "bad_date")
    load = cells.get("每批上限", "") or "8"
    if not load.isdecimal() or not 1 <= int(load) <= 100:
        wrong("每批上限", _("每批上限须是 1 到 100 的整数。"), "out_of_range")
    values = {
        "name": cells.get("姓名", "")[:60],
        "email": email,
        "phone": cells.get("手机", "")[:40],
        "category": category,
        "title": cells.get("职称", "")[:60],
        "field_codes": fields,
        "keywords": split(cells.get("关键词", "")),
        "unit_name": cells.get("任职单位", "")[:120],
        "uscc": code,
        "post": cells.get("职务", "")[:80],
        "starts_on": starts_on,
        "max_load": load,
    }
    return Row(number, values, problems=problems)


def code_problems(code: str) -> list[Problem]:
    """Return what is wrong with a credit code; warnings do not keep a row out."""
    try:
        uscc.check(code)
    except Invalid as error:
        return list(error.problems)
    return []


def split(text: str) -> list[str]:
    """Return the parts of a cell that lists several things."""
    for mark in "；;，、/":
        text = text.replace(mark, ",")
    return [part.strip() for part in text.split(",") if part.strip()]


def day(text: str) -> datetime.date | None:
    """Return the date of a cell; an empty one stands for long ago, None for no date at all."""
    if not text:
        return UNKNOWN_START
    try:
        return datetime.date.fromisoformat(text[:10].replace("/", "-").replace(".", "-"))
    except ValueError:
        return None


def bring_in(content: bytes, *, by: Any, at: datetime.datetime) -> int:
    """Bring every new expert of the table into the pool, to be verified; returns how many.

    Those the pool knows already stay as they are. Each new person is told, and sets his own password.
    Raises Invalid with every bad row; then nobody is brought in.
    """
    rows = dry_run(content, by=by)
    problems = [problem for row in rows for problem in row.problems]
    if problems:
        raise Invalid(problems)
    with transaction.atomic():
        new = [row.values for row in rows if not row.known]
        units = {row.uscc: row for row in Organisation.objects.filter(uscc__in=[one["uscc"] for one in new])}
        for values in new:
            profile = enter(values, units.get(values["uscc"]))
            record("expert.imported", subject=profile, by=by, at=at, facts={"person": values["name"]})
    return len(new)


def enter(values: Mapping[str, Any], unit: Organisation | None) -> ExpertProfile:
    """Write one expert: the account when there is none yet, the profile, and the post that recusal looks at."""
    user = User.objects.filter(email=values["email"]).first()
    if user is None:
        user = User.objects.create_user(values["email"], name=values["name"], phone=values["phone"])
    profile = ExpertProfile.objects.create(
        user=user,
        category=ExpertCategory(values["category"]),
        title=values["title"],
        field_codes=values["field_codes"],
        keywords=values["keywords"],
        max_load=int(values["max_load"]),
    )
    Employment.objects.create(
        expert=profile,
        organisation=unit,
        unit_name=unit.name if unit else values["unit_name"],
        post=values["post"],
        starts_on=values["starts_on"],
    )
    return profile
