"""Experts brought in from a table: first a dry run that names every bad row, then all of them or none.

The table must have the headings below; it may have those of `MORE`. A second row with the same address and another
unit is a second post (双聘) of the same person.
"""

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access.expert import keeps_pool
from accounts.errors import Invalid, NotAllowed, Problem
from accounts.models import Employment, ExpertCategory, ExpertProfile, Organisation, User, WorkLanguage
from accounts.queries import dictionary
from accounts.queries.unit import meant
from accounts.rules import tables, uscc
from accounts.typed.code import folded as folded_code
from accounts.typed.text import folded
from notifications.events import record
from notifications.typed import whole

HEADINGS = ("姓名", "邮箱", "类别", "任职单位")
MORE = ("手机", "职称", "领域代码", "关键词", "语言", "统一社会信用代码", "职务", "任职开始", "任职结束", "承担上限")
LANGUAGES = {"中": "zh-hans", "英": "en", "日": "ja", "韩": "ko", "德": "de", "法": "fr", "俄": "ru"}
MOST_LOAD = 50
CATEGORIES = {"技术": "technical", "企业": "enterprise", "财务": "finance", "知识产权": "ip", "投资": "investment"}
PHONE_DIGITS = 7
# 2020-07-01, 2020/7/1, 2020.07, 2020年7月1日, and the midnight that a spreadsheet adds to a date.
WRITTEN_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})(?:[-/.月]([0-9]{1,2})?日?|月)?(?:[ T]00:00:00)?")
UNKNOWN_START = datetime.date(2000, 1, 1)
SAID = {
    "unreadable": gettext_lazy("文件无法读取，请用 XLSX 或者 CSV。"),
    "too_large": gettext_lazy("文件太大。"),
    "no_headings": gettext_lazy("找不到表头，须有：姓名、邮箱、类别、任职单位。"),
    "too_many_rows": gettext_lazy("一次最多导入 2000 行。"),
}


@dataclass
class Row:
    """One line of the table as it would be brought in.

    `known` means that the pool has this expert already, `further` that the line is one more post of an earlier one.
    """

    number: int
    values: dict[str, Any]
    known: bool = False
    further: bool = False
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
    pool = set(ExpertProfile.objects.values_list("user__email", flat=True))
    compare(rows, pool)
    return rows


def compare(rows: list[Row], pool: set[str]) -> None:
    """Mark who is in the pool already, and name the rows that contradict an earlier one of the same person."""
    seen: dict[str, list[Row]] = {}
    for row in rows:
        email = row.values["email"]
        row.known = email in pool
        before = seen.setdefault(email, [])
        for earlier in before:
            if folded(earlier.values["unit_name"]) == folded(row.values["unit_name"]):
                words = _("邮箱与第 %(line)d 行重复，任职单位也相同；双聘请写另一个单位。") % {"line": earlier.number}
                row.problems.append(Problem(f"rows.{row.number}.邮箱", words, "twice"))
                break
        if before and email and before[0].values["name"] != row.values["name"]:
            words = _("邮箱与第 %(line)d 行相同，姓名却不同。") % {"line": before[0].number}
            row.problems.append(Problem(f"rows.{row.number}.姓名", words, "other_person"))
        row.further = bool(before)
        before.append(row)


def may_import(by: Any) -> bool:
    """Return True for operators, and for a verified organiser's people who form panels."""
    return keeps_pool(by)


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
        code = folded_code(code)
        for problem in code_problems(code):
            wrong("统一社会信用代码", str(problem.message), problem.code)
    starts_on, ends_on = period(cells, wrong)
    load = cells.get("承担上限", "") or cells.get("每批上限", "") or "8"
    if whole(load, lowest=1, highest=MOST_LOAD) is None:
        words = _("承担上限须是 1 到 %(most)d 的整数。") % {"most": MOST_LOAD}
        wrong("承担上限" if "承担上限" in cells else "每批上限", words, "out_of_range")
    if cells.get("手机") and len(re.findall("[0-9]", cells["手机"])) < PHONE_DIGITS:
        wrong("手机", _("手机号码不完整。"), "bad_phone")
    values = {
        "name": cells.get("姓名", "")[:60],
        "email": email,
        "phone": cells.get("手机", "")[:20],
        "category": category,
        "title": cells.get("职称", "")[:60],
        "field_codes": fields,
        "keywords": split(cells.get("关键词", "")),
        "languages": languages_of(cells.get("语言", ""), wrong),
        "unit_name": cells.get("任职单位", "")[:120],
        "uscc": code,
        "post": cells.get("职务", "")[:80],
        "starts_on": starts_on,
        "ends_on": ends_on,
        "max_load": load,
    }
    return Row(number, values, problems=problems)


def period(cells: Mapping[str, str], wrong: Callable) -> tuple[datetime.date | None, datetime.date | None]:
    """Return from when until when the post is held; an empty start stands for long ago, an empty end for today."""
    starts_on = day(cells["任职开始"]) if cells.get("任职开始") else UNKNOWN_START
    ends_on = day(cells["任职结束"]) if cells.get("任职结束") else None
    if starts_on is None:
        wrong("任职开始", _("日期请写成 2020-07-01。"), "bad_date")
    if ends_on is None and cells.get("任职结束"):
        wrong("任职结束", _("日期请写成 2020-07-01。"), "bad_date")
    if starts_on and ends_on and ends_on < starts_on:
        wrong("任职结束", _("结束日期不能早于开始日期。"), "order")
    return starts_on, ends_on


def languages_of(text: str, wrong: Callable) -> list[str]:
    """Return the codes of the languages of a cell: 中文、英语、日 are all understood, so are the codes themselves."""
    found, unknown = [], []
    for word in split(text):
        code = LANGUAGES.get(word[:1]) if word[1:] in ("", "文", "语") else word.lower()
        if code in WorkLanguage.values:
            found.append(code)
        else:
            unknown.append(word)
    if unknown:
        known = "、".join(str(label) for label in WorkLanguage.labels)
        facts = {"words": "、".join(unknown), "known": known}
        wrong("语言", _("不认识的语言：%(words)s。可以写：%(known)s。") % facts, "unknown_language")
    return list(dict.fromkeys(found))


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
    """Return the date of a cell as spreadsheets and people write it; a month alone is its first day; None for none."""
    found = WRITTEN_DATE.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day_of_month = found.groups()
    try:
        return datetime.date(whole(year), whole(month), whole(day_of_month or "1"))
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
        rows = [row for row in rows if not row.known]
        codes = [row.values["uscc"] for row in rows if row.values["uscc"]]
        units = {row.uscc: row for row in Organisation.objects.filter(uscc__in=codes)}
        made: dict[str, ExpertProfile] = {}
        for values in (row.values for row in rows):
            email = values["email"]
            if email not in made:
                made[email] = enter(values)
                facts = {"person": values["name"]}
                record("expert.imported", subject=made[email], by=by, at=at, facts=facts)
            employ(made[email], values, units.get(values["uscc"]) or meant(values["unit_name"], values["uscc"]))
    return len(made)


def enter(values: Mapping[str, Any]) -> ExpertProfile:
    """Write one expert: the account when there is none yet, and the profile."""
    user = User.objects.filter(email=values["email"]).first()
    if user is None:
        user = User.objects.create_user(values["email"], name=values["name"], phone=values["phone"])
    return ExpertProfile.objects.create(
        user=user,
        category=ExpertCategory(values["category"]),
        title=values["title"],
        field_codes=values["field_codes"],
        keywords=values["keywords"],
        languages=values["languages"],
        max_load=whole(values["max_load"]),
    )


def employ(profile: ExpertProfile, values: Mapping[str, Any], unit: Organisation | None) -> None:
    """Write one post: what recusal looks at. The credit code is kept for a unit that registers later."""
    Employment.objects.create(
        expert=profile,
        organisation=unit,
        unit_name=unit.name if unit else values["unit_name"],
        uscc=values["uscc"],
        post=values["post"],
        starts_on=values["starts_on"],
        ends_on=values["ends_on"],
    )
