"""What a new text of a contract changes, read and held against what is frozen: each fault beside its field, by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext as _

from accounts.errors import Problem
from accounts.typed import number, text
from accounts.typed.unreadable import Unreadable
from challenges.contracts.models import Contract, ContractIndicator, ContractPart
from challenges.contracts.queries.terms import HUNDRED, RANGES, committed
from challenges.contracts.queries.text import SECTIONS
from challenges.core.queries.amount import apportioned
from challenges.core.queries.units import plain, word
from challenges.listing.models import Comparator
from challenges.listing.models.challenge import Challenge
from challenges.listing.models.ip import IP_CHOICES, IP_FIELDS, IP_WHOLE
from challenges.proposals.queries.commitment import CannotCompare, promised

# The terms on intellectual property that the parties may still agree on where the challenge leaves them open.
IP_OPEN = (*IP_CHOICES, *IP_WHOLE)
LONGEST_PROMISE = 240
MOST_PROMISES = 30


@dataclass(frozen=True)
class Wording:
    """A new text as it was typed; what is not named stays as it is.

    `indicators` by position: {value, value_max, unit}. `parts` by position: the percent. `ip` by the name of the term.
    `promises` is the whole list, or None: {text, indicator, milestone, due_month, consequence}. `note` says what the
    other side should know of the change.
    """

    indicators: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    parts: Mapping[int, Any] = field(default_factory=dict)
    ip: Mapping[str, Any] = field(default_factory=dict)
    promises: Sequence[Mapping[str, Any]] | None = None
    sections: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


@dataclass
class Read:
    """What was made of a wording, ready to be written; `problems` when something cannot stand."""

    indicators: list[ContractIndicator] = field(default_factory=list)
    parts: list[ContractPart] = field(default_factory=list)
    ip: dict[str, Any] = field(default_factory=dict)
    promises: list[dict[str, Any]] | None = None
    sections: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, path: str, words: str, code: str) -> None:
        """Note what is wrong with a field."""
        self.problems.append(Problem(path, words, code))


def read(contract: Contract, wording: Wording) -> Read:
    """Read a new text against the rows of a contract. Everything that is wrong is named at once."""
    found = Read()
    read_indicators(contract, wording.indicators, found)
    read_parts(contract, wording.parts, found)
    read_ip(contract, wording.ip, found)
    if wording.promises is not None:
        found.promises = [read_promise(contract, n, row, found) for n, row in enumerate(wording.promises)]
        if len(wording.promises) > MOST_PROMISES:
            say = _("军令状最多 %(most)d 条，现在是 %(count)d 条。")
            found.wrong("promises", say % {"most": MOST_PROMISES, "count": len(wording.promises)}, "too_many")
    for name, typed in wording.sections.items():
        if name not in SECTIONS:
            found.wrong(f"sections.{name}", _("任务书没有这一部分。"), "unknown")
            continue
        label, longest = SECTIONS[name]
        said = text.visible(str(typed)).strip()
        if len(said) > longest:
            say = _("%(label)s有 %(length)s 字，最多 %(longest)s 字。")
            facts = {"label": label, "length": len(said), "longest": longest}
            found.wrong(f"sections.{name}", say % facts, "too_long")
        found.sections[name] = said
    return found


def read_indicators(contract: Contract, given: Mapping[int, Mapping[str, Any]], found: Read) -> None:
    """Read the values of indicators; one that is weaker than what was committed is refused by name."""
    rows = {row.position: row for row in contract.indicators.all()}
    for position, typed in given.items():
        row, path = rows.get(position), f"indicators.{position}"
        if row is None:
            found.wrong(path, _("任务书没有这项指标。"), "unknown")
            continue
        value = value_of(row, typed, path, found)
        if value is None:
            continue
        if row.committed and weaker(row, value):
            say = _("“%(name)s”不能弱于申报书承诺的 %(floor)s。")
            found.wrong(f"{path}.value", say % {"name": row.name, "floor": floor_words(row)}, "weaker")
            continue
        if not row.committed and short_of_target(row, value):
            say = _("“%(name)s”不能弱于榜单的目标值。")
            found.wrong(f"{path}.value", say % {"name": row.name}, "weaker")
            continue
        for end, nothing in (("", None), ("_max", None), ("_choice", "")):
            setattr(row, f"value{end}", value.get(end, nothing))
        found.indicators.append(row)


def value_of(row: ContractIndicator, typed: Mapping[str, Any], path: str, found: Read) -> dict[str, Any] | None:
    """Return what was typed for an indicator, in its unit; None where nothing was, or with a problem noted."""
    if typed.get("value") in (None, ""):
        if row.committed:
            say = _("请填写“%(name)s”的约定值：申报书已经承诺 %(floor)s。")
            found.wrong(f"{path}.value", say % {"name": row.name, "floor": floor_words(row)}, "required")
        return None
    if row.comparator == Comparator.ENUM and str(typed["value"]) not in [str(option) for option in row.options]:
        found.wrong(f"{path}.value", _("请从榜单列出的选项中选择。"), "option")
        return None
    measured = SimpleNamespace(**{name: getattr(row, name) for name in ("name", "unit", "target", "target_max")})
    measured.comparator, measured.baseline, measured.options = row.comparator, None, row.options
    if row.comparator not in (Comparator.BOOL, Comparator.ENUM):
        for part in ("value", "value_max"):
            if typed.get(part) in (None, ""):
                continue
            try:
                promised(measured, dict(typed), part)
            except CannotCompare as wrong:
                found.wrong(f"{path}.{wrong.part}", str(wrong.message), wrong.code)
                return None
    value = committed(measured, dict(typed))  # type: ignore[arg-type]  # what an indicator measures is all it asks for
    if not value:
        found.wrong(f"{path}.value", _("看不懂这个值，请重新填写。"), "unreadable")
        return None
    return value


def weaker(row: ContractIndicator, value: dict[str, Any]) -> bool:
    """Return True when a value is less than what was committed, by the sense of the comparator."""
    if row.floor is None:
        return bool(value.get("_choice", "") != row.floor_choice)
    low = value[""]
    if row.comparator in RANGES:
        return bool(low < row.floor or value["_max"] > (row.floor if row.floor_max is None else row.floor_max))
    if row.comparator in (Comparator.LE, Comparator.LT):
        return bool(low > row.floor)
    if row.comparator == Comparator.EQ:
        target = row.target or Decimal(0)
        return bool(abs(low - target) > abs(row.floor - target))
    return bool(low < row.floor)


def short_of_target(row: ContractIndicator, value: dict[str, Any]) -> bool:
    """Return True for an indicator nobody committed to, when its new value falls short of the target."""
    if row.target is None or row.comparator in (Comparator.BOOL, Comparator.ENUM, *RANGES):
        return False
    low = value[""]
    if row.comparator in (Comparator.LE, Comparator.LT):
        return bool(low > row.target)
    return bool(low != row.target if row.comparator == Comparator.EQ else low < row.target)


def floor_words(row: ContractIndicator) -> str:
    """Return what was committed, in a few words."""
    if row.floor is None:
        return {"yes": _("是"), "no": _("否")}.get(row.floor_choice, row.floor_choice)
    ends = [row.floor] if row.floor_max in (None, row.floor) else [row.floor, row.floor_max]
    return f"{'–'.join(plain(end) for end in ends if end is not None)} {word(row.unit)}".strip()


def read_parts(contract: Contract, given: Mapping[int, Any], found: Read) -> None:
    """Read the percents of the parts of the money; together they must be exactly 100 %, the gap named in 元."""
    rows = list(contract.parts.all())
    if not given:
        return
    for position in set(given) - {row.position for row in rows}:
        found.wrong(f"parts.{position}", _("任务书没有这一笔拨付。"), "unknown")
    for row in rows:
        if row.position not in given:
            continue
        try:
            row.percent = number.read(given[row.position], unit="percent", lowest=0, highest=100, places=2)
        except Unreadable as wrong:
            found.wrong(f"parts.{row.position}", str(wrong.message), wrong.code)
    if any(row.race for row in rows):
        changed = [row for row in rows if row.position in given and row.percent != floor_percent(contract, row)]
        if changed:
            say = _("赛马各家的拨付比例须一致，不能单独改“%(node)s”。")
            found.wrong(f"parts.{changed[0].position}", say % {"node": changed[0].node}, "race")
        return
    share = sum((row.percent for row in rows), Decimal(0))
    if share != HUNDRED:
        gap = contract.total * (HUNDRED - share) / HUNDRED
        say = (
            _("各笔拨付合计 %(share)s%%，须正好是 100%%，还差 %(sum)s 元。")
            if gap > 0
            else _("各笔拨付合计 %(share)s%%，须正好是 100%%，多出 %(sum)s 元。")
        )
        facts = {"share": plain(share), "sum": f"{abs(gap):,.2f}"}
        found.wrong(f"parts.{rows[-1].position}", say % facts, "sum")
        return
    for source in ("enterprise", "fiscal", "other"):
        amounts = apportioned(getattr(contract, source), [row.percent for row in rows])
        for row, amount in zip(rows, amounts, strict=True):
            setattr(row, source, amount)
    found.parts = rows


def floor_percent(contract: Contract, part: ContractPart) -> Decimal:
    """Return the percent of a part as the challenge fixed it."""
    kept = contract.versions.order_by("number").first()
    rows = kept.content["parts"] if kept is not None else []
    return next((Decimal(row["percent"]) for row in rows if row["position"] == part.position), part.percent)


def read_ip(contract: Contract, given: Mapping[str, Any], found: Read) -> None:
    """Read terms on intellectual property: what the challenge fixed stays, what it left open may be agreed."""
    terms, fixed = dict(contract.ip), contract.floor["ip"]
    for name, typed in given.items():
        path = f"ip.{name}"
        said = text.line(typed)
        if name not in IP_FIELDS:
            found.wrong(path, _("没有这项知识产权约定。"), "unknown")
        elif name in fixed:
            if said != str(fixed[name]):
                say = _("“%(label)s”在榜单中已经约定为“%(fixed)s”，任务书不能改变。")
                found.wrong(path, say % {"label": ip_label(name), "fixed": ip_words(name, fixed[name])}, "frozen")
        elif name not in IP_OPEN:
            found.wrong(path, _("这一项请写在“其他约定”中。"), "not_open")
        elif not said:
            terms.pop(name, None)
        elif name in IP_CHOICES:
            if said in IP_CHOICES[name].values:
                terms[name] = said
            else:
                found.wrong(path, _("请从列出的选项中选择。"), "option")
        else:
            lowest, highest, unit = IP_WHOLE[name]
            try:
                terms[name] = number.whole(said, unit=unit, lowest=lowest, highest=highest)
            except Unreadable as wrong:
                found.wrong(path, str(wrong.message), wrong.code)
    found.ip = terms


def ip_label(name: str) -> str:
    """Return what people call a term on intellectual property."""
    return str(Challenge._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # a column of IpTerms


def ip_words(name: str, value: Any) -> str:
    """Return the value of a term in words."""
    return str(IP_CHOICES[name](value).label) if name in IP_CHOICES else str(value)


def read_promise(contract: Contract, n: int, row: Mapping[str, Any], found: Read) -> dict[str, Any]:
    """Read one promise of the 军令状: measurable in what, by when and with which consequence."""
    path = f"promises.{n}"
    kept: dict[str, Any] = {"indicator": None, "milestone": None}
    for name, empty in (("text", _("请写明承诺什么。")), ("consequence", _("请写明未兑现的后果。"))):
        said = text.line(row.get(name))
        if not said:
            found.wrong(f"{path}.{name}", empty, "required")
        elif len(said) > LONGEST_PROMISE:
            say = _("最多 %(longest)s 个字，现在是 %(length)s 个。")
            found.wrong(f"{path}.{name}", say % {"longest": LONGEST_PROMISE, "length": len(said)}, "too_long")
        kept[name] = said
    bounds = {
        "indicator": (1, contract.indicators.count(), _("没有第 %(n)s 项指标。")),
        "milestone": (1, len(contract.floor["milestones"]), _("没有第 %(n)s 个里程碑。")),
    }
    for name, (lowest, highest, say) in bounds.items():
        if row.get(name) in (None, ""):
            continue
        try:
            kept[name] = number.whole(row[name])
        except Unreadable as wrong:
            found.wrong(f"{path}.{name}", str(wrong.message), wrong.code)
            continue
        if not lowest <= kept[name] <= highest:
            found.wrong(f"{path}.{name}", say % {"n": kept[name]}, "unknown")
    try:
        kept["due_month"] = number.whole(row.get("due_month"), unit="month", lowest=1, highest=contract.months)
    except Unreadable as wrong:
        found.wrong(f"{path}.due_month", str(wrong.message), wrong.code)
    return kept


def gaps(contract: Contract) -> list[Problem]:
    """Return what keeps a text from being signed, by field: mandatory indicators without a value."""
    say = _("必达指标“%(name)s”还没有约定值。")
    return [
        Problem(f"indicators.{row.position}.value", say % {"name": row.name}, "required")
        for row in contract.indicators.all()
        if row.mandatory and row.value is None and not row.value_choice
    ]
