"""One line of a table of experts, read: its values, and every problem under the heading of its cell."""

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from accounts.errors import Invalid, Problem
from accounts.models import WorkLanguage
from accounts.queries import dictionary
from accounts.rules import uscc
from accounts.typed import code as codes
from accounts.typed import day as days
from accounts.typed import mail, number, phone
from accounts.typed.text import line as one_line
from accounts.typed.text import plain
from accounts.typed.unreadable import Unreadable

REQUIRED = ("姓名", "邮箱", "任职单位")
HEADINGS = (*REQUIRED, "类别")
MORE = ("手机", "职称", "领域代码", "关键词", "语言", "统一社会信用代码", "职务", "任职开始", "任职结束", "承担上限")
LANGUAGES = {"中": "zh-hans", "英": "en", "日": "ja", "韩": "ko", "德": "de", "法": "fr", "俄": "ru"}
MOST_LOAD = 50
CATEGORIES = {"技术": "technical", "企业": "enterprise", "财务": "finance", "知识产权": "ip", "投资": "investment"}
# 2020-07-01, 2020/7/1, 2020.07, 2020年7月1日, and the midnight that a spreadsheet adds to a date.
WRITTEN_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})(?:[-/.月]([0-9]{1,2})?日?|月)?(?:[ T]00:00:00)?")
# No post of a living person ends later.
LAST_YEAR = 2100
UNKNOWN_START = datetime.date(2000, 1, 1)
# The columns of a table in English.
ENGLISH = {
    "name": "姓名",
    "email": "邮箱",
    "employer": "任职单位",
    "category": "类别",
    "phone": "手机",
    "title": "职称",
    "field codes": "领域代码",
    "keywords": "关键词",
    "languages": "语言",
    "credit code": "统一社会信用代码",
    "post": "职务",
    "post from": "任职开始",
    "post until": "任职结束",
    "most proposals": "承担上限",
}
# What else people call the columns.
KNOWN = {
    **dict.fromkeys(("专家姓名", "名字"), "姓名"),
    **dict.fromkeys(("电子邮箱", "邮箱地址", "电子邮件", "邮件", "e-mail", "mail"), "邮箱"),
    **dict.fromkeys(("专家类别", "专家类型", "类型"), "类别"),
    **dict.fromkeys(("单位", "工作单位", "所在单位", "单位名称", "任职机构"), "任职单位"),
    **dict.fromkeys(("手机号", "手机号码", "电话", "联系电话", "移动电话", "联系方式"), "手机"),
    **dict.fromkeys(("领域", "技术领域", "专业领域", "技术领域代码"), "领域代码"),
    **dict.fromkeys(("研究方向", "研究方向关键词"), "关键词"),
    **dict.fromkeys(("工作语言",), "语言"),
    **dict.fromkeys(("信用代码", "社会信用代码"), "统一社会信用代码"),
    **dict.fromkeys(("每批上限", "评审上限"), "承担上限"),
    **{heading: heading for heading in MORE},
    **ENGLISH,
}
# How long each cell may be: as its column. What is longer is named and never cut.
LONGEST = {"姓名": 60, "职称": 60, "任职单位": 120, "职务": 80}


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

    @property
    def told(self) -> list[tuple[str, Any]]:
        """Return what is wrong as (heading of the cell, sentence)."""
        return [(problem.field.rpartition(".")[2], problem.message) for problem in self.problems]


def read_row(line: int, cells: Mapping[str, str], category: str = "") -> Row:
    """Return one line as values, with every problem under `rows.<line>.<heading>`."""
    problems = []
    telephones = cells.get("手机", "")
    cells = {heading: one_line(typed) for heading, typed in cells.items()}

    def wrong(heading: str, words: str, code: str) -> None:
        problems.append(Problem(f"rows.{line}.{heading}", words, code))

    def read(heading: str, reader: Callable, typed: str, **bounds: Any) -> Any:
        try:
            return reader(typed, **bounds)
        except Unreadable as found:
            wrong(heading, found.message, found.code)
            return None

    for heading in HEADINGS if "类别" in cells else REQUIRED:
        if not cells.get(heading):
            wrong(heading, _("请填写。"), "required")
    email = read("邮箱", mail.read, cells.get("邮箱", "")) or ""
    if "类别" in cells:
        category = CATEGORIES.get(cells["类别"].removesuffix("专家"), "")
        if not category and cells["类别"]:
            wrong("类别", _("类别须是：技术、企业、财务、知识产权、投资。"), "unknown_category")
    fields = [codes.dictionary(part) for part in split(cells.get("领域代码", ""))]
    unknown = [code for code in fields if not dictionary.tech_field_name(code)]
    if unknown:
        wrong("领域代码", _("技术领域代码不存在：%(codes)s。") % {"codes": "、".join(unknown)}, "unknown_code")
    code = codes.folded(cells.get("统一社会信用代码", ""))
    for problem in code_problems(code) if code else ():
        wrong("统一社会信用代码", str(problem.message), problem.code)
    starts_on, ends_on = period(cells, wrong)
    load = read("承担上限", number.whole, cells.get("承担上限") or "8", unit="share", lowest=1, highest=MOST_LOAD)
    telephone = read("手机", phone.read, telephones)
    for heading, longest in LONGEST.items():
        if (length := len(cells.get(heading, ""))) > longest:
            said = _("最多 %(longest)s 个字，现在是 %(length)s 个。") % {"longest": longest, "length": length}
            wrong(heading, said, "too_long")
    values = {
        "name": cells.get("姓名", ""),
        "email": email,
        "phone": telephone or "",
        "category": category,
        "title": cells.get("职称", ""),
        "field_codes": fields,
        "keywords": split(cells.get("关键词", "")),
        "languages": languages_of(cells.get("语言", ""), wrong),
        "unit_name": cells.get("任职单位", ""),
        "uscc": code,
        "post": cells.get("职务", ""),
        "starts_on": starts_on,
        "ends_on": ends_on,
        "max_load": load,
    }
    return Row(line, values, problems=problems)


def period(cells: Mapping[str, str], wrong: Callable) -> tuple[datetime.date | None, datetime.date | None]:
    """Return from when until when the post is held; an empty start stands for long ago, an empty end for today."""
    starts_on = day(cells["任职开始"]) if cells.get("任职开始") else UNKNOWN_START
    ends_on = day(cells["任职结束"]) if cells.get("任职结束") else None
    if starts_on is None:
        wrong("任职开始", _("日期请写成 2020-07-01。"), "bad_date")
    if ends_on is None and cells.get("任职结束"):
        wrong("任职结束", _("日期请写成 2020-07-01。"), "bad_date")
    for heading, found in (("任职开始", starts_on), ("任职结束", ends_on)):
        try:
            days.years(found.year if found else None, days.FIRST_YEAR, LAST_YEAR)
        except Unreadable as implausible:
            wrong(heading, implausible.message, implausible.code)
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
    found = WRITTEN_DATE.fullmatch(plain(text))
    if found is None:
        return None
    year, month, day_of_month = found.groups()
    try:
        return datetime.date(int(year), int(month), int(day_of_month or "1"))
    except ValueError:
        return None
