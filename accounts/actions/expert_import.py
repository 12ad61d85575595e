"""Experts brought in from a table: first a dry run that names every bad row, then all of them or none.

The table must have the headings of `expert_rows.REQUIRED`; it may have 类别 and those of `MORE`. A second row with
the same address and another unit is a second post (双聘) of the same person.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access.expert import keeps_pool
from accounts.acting import Acting
from accounts.content.door import admitted_table
from accounts.content.kinds import Unfit
from accounts.errors import Invalid, NotAllowed, Problem
from accounts.models import Employment, ExpertCategory, ExpertProfile, Organisation, User
from accounts.queries.unit import meant
from accounts.rules import tables
from accounts.typed.text import folded
from notifications.events import record

from .expert_rows import KNOWN, REQUIRED, Row, read_row

MOST_MEGABYTES = 5
SAID = {
    "unreadable": gettext_lazy("文件无法读取，请用 XLSX 或者 CSV。"),
    "too_large": gettext_lazy("文件太大。"),
    "no_headings": gettext_lazy("找不到表头，须有：姓名、邮箱、任职单位。"),
    "too_many_rows": gettext_lazy("一次最多导入 2000 行。"),
    "heading_twice": gettext_lazy("表头“%(place)s”出现了两次，请合并或改名。"),
    "cell_without_heading": gettext_lazy("%(place)s 格有内容，但这一列没有表头；合并过的表头请拆开并逐列写明。"),
    "formula": gettext_lazy("%(place)s 格是公式，请改为粘贴数值。"),
    "hidden_row": gettext_lazy("%(place)s 格所在的行被隐藏了，请取消隐藏或删除该行。"),
}


def dry_run(content: bytes, *, by: Acting, category: str = ExpertCategory.TECHNICAL) -> list[Row]:
    """Return every row with what is wrong with it; nothing is written.

    `category` is that of everybody in a table without a column for it. Raises NotAllowed for anybody but operators
    and the organisers who form panels, Invalid for a file that is no table.
    """
    if not may_import(by):
        raise NotAllowed()
    try:
        admitted_table(content, most=MOST_MEGABYTES)
        lines = tables.read(content, REQUIRED, KNOWN)
    except Unfit as unfit:
        raise Invalid([Problem("file", unfit.message, unfit.code)]) from None
    except tables.NotATable as error:
        raise Invalid([Problem("file", SAID[error.code] % {"place": error.place}, error.code)]) from error
    rows = [read_row(line, cells, category) for line, cells in lines]
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
        if before and email and folded(before[0].values["name"]) != folded(row.values["name"]):
            words = _("邮箱与第 %(line)d 行相同，姓名却不同。") % {"line": before[0].number}
            row.problems.append(Problem(f"rows.{row.number}.姓名", words, "other_person"))
        row.further = bool(before)
        before.append(row)


def may_import(by: Acting) -> bool:
    """Return True for operators, and for a verified organiser's people who form panels."""
    return keeps_pool(by)


def bring_in(content: bytes, *, by: Acting, at: datetime.datetime, category: str = ExpertCategory.TECHNICAL) -> int:
    """Bring every new expert of the table into the pool, to be verified; returns how many.

    Those the pool knows already stay as they are. Each new person is told, and sets their own password.
    Raises Invalid with every bad row; then nobody is brought in.
    """
    rows = dry_run(content, by=by, category=category)
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
        max_load=values["max_load"],
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
