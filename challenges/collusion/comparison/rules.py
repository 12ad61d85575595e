"""The other rules: files, metadata, people, accounts, devices, money and firms. Each is a pure function of two papers.

What they look for follows 招标投标法实施条例 arts. 34, 39 and 40 (one hand behind several bids: the same author or
agent, the same project staff, regular differences of price, mixed papers, firms of one head). They flag; people decide.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from accounts.typed import mail, phone, text
from challenges.collusion.comparison.paper import MIDDLING, STRONG, WEAK, Finding, Limits, Paper, comparable, key_of
from challenges.collusion.comparison.texts import alike

# Kinds of files that speak of one firm only; the same one in two hands is no accident.
OWN_KINDS = frozenset({"licence", "audit", "agreement", "funds_letter"})
# What programs write when nobody has entered a name.
UNSAID = (
    "administrator admin admin1 user users owner author unknown guest root test windows用户 microsoft用户 微软用户 "
    "用户 作者 未知 未定义 默认 个人用户 microsoft microsoftofficeuser microsoftoffice office wps wpsoffice kingsoft "
    "pythondocx openpyxl apachepoi lenovo hp dell asus pc thinkpad mac"
)
# Mail domains that anybody may have an address of.
ANYBODYS = (
    "qq.com vip.qq.com foxmail.com 163.com vip.163.com 126.com yeah.net 188.com sina.com sina.cn vip.sina.com sohu.com "
    "139.com 189.cn wo.cn 21cn.com tom.com aliyun.com gmail.com outlook.com hotmail.com live.com live.cn icloud.com "
    "yahoo.com yahoo.cn msn.com protonmail.com"
)
NOBODY, PUBLIC_DOMAINS = frozenset(UNSAID.split()), frozenset(ANYBODYS.split())
META_STRENGTH = {"document": STRONG, "made": STRONG, "author": MIDDLING, "editor": MIDDLING, "company": MIDDLING}
FEWEST_CELLS = 4
FEWEST_DIGITS = 7


def files(one: Paper, other: Paper) -> list[Finding]:
    """The same file, byte for byte, was handed in by two firms. A partner of both may have given it to both."""
    theirs = {file.sha256: file for file in other.files}
    return [
        Finding(
            "file",
            one.id,
            other.id,
            WEAK if partners(one, other) else STRONG if OWN_KINDS & {file.kind, theirs[sha256].kind} else MIDDLING,
            key_of("file", sha256),
            {"names": [file.name, theirs[sha256].name], "sha256": sha256},
        )
        for sha256, file in sorted({file.sha256: file for file in one.files}.items())
        if sha256 in theirs
    ]


def metadata(one: Paper, other: Paper) -> list[Finding]:
    """Files of two firms name the same author, editor, company or document, or came from one program at one second."""
    same = {file.sha256 for file in one.files} & {file.sha256 for file in other.files}
    found = []
    for field, strength in META_STRENGTH.items():
        theirs = {told(file, field): file.name for file in other.files if file.sha256 not in same}
        ours = {told(file, field): file.name for file in one.files if file.sha256 not in same}
        for value in sorted(ours.keys() & theirs.keys() - {""}):
            shown = next(file.meta[field] for file in one.files if told(file, field) == value)
            facts = {"field": field, "value": shown, "names": [ours[value], theirs[value]]}
            weak = WEAK if partners(one, other) else strength
            found.append(Finding("metadata", one.id, other.id, weak, key_of("metadata", field, value), facts))
    return found


def told(file: Any, field: str) -> str:
    """Return what a file's metadata say, in one spelling; nothing when it is what programs write by themselves."""
    value = "".join(char for char in file.meta.get(field, "").lower() if char.isalnum())
    return "" if value in NOBODY or len(value) < 2 else value


def people(one: Paper, other: Paper) -> list[Finding]:
    """The same person, telephone, mail address or mail domain stands in both. Namesakes exist: a name alone is weak."""
    found = []

    def add(what: str, value: str, strength: int, **facts: Any) -> None:
        key = key_of("person", what, value)
        found.append(Finding("person", one.id, other.id, strength, key, {"what": what, "value": value, **facts}))

    for number in sorted(numbers(one) & numbers(other)):
        add("phone", number, STRONG)
    ours, theirs = (
        {mail.folded(typed) for typed in paper.mails if "@" in mail.folded(typed)} for paper in (one, other)
    )
    for address in sorted(ours & theirs):
        add("mail", address, STRONG)
    kept = set(map(mail.domain, ours - theirs)) & set(map(mail.domain, theirs - ours)) - PUBLIC_DOMAINS
    for name in sorted(kept):
        add("domain", name, MIDDLING)
    leader = text.line(one.leader)
    if leader and text.folded(leader) == text.folded(other.leader):
        add("leader", leader, MIDDLING)
    mine, others = ({text.folded(name): (name, text.line(unit)) for name, unit in p.people} for p in (one, other))
    for key in sorted(mine.keys() & others.keys() - {"", text.folded(leader)}):
        name, units = text.line(mine[key][0]), [mine[key][1], others[key][1]]
        same = units[0] and text.folded(units[0]) == text.folded(units[1])
        add("team", name, MIDDLING if same else WEAK, units=units)
    return found


def numbers(paper: Paper) -> set[str]:
    """Return the telephone numbers of a paper; none that is masked or too plain to tell people apart."""
    return {number for typed in paper.phones for number in phone.key(typed) if len(set(number)) > 2}


def accounts(one: Paper, other: Paper) -> list[Finding]:
    """The same account wrote or handed in both. A partner's staff may write for both consortia it has joined."""
    strength = WEAK if partners(one, other) else STRONG
    return [
        Finding("account", one.id, other.id, strength, key_of("account", user_id), {"name": one.writers[user_id]})
        for user_id in sorted(one.writers.keys() & other.writers.keys())
    ]


def devices(one: Paper, other: Paper) -> list[Finding]:
    """Both were handed in from one network address and browser by different people. Alone this says little: a campus
    or a park goes out through one address.
    """
    pairs = [
        (a, b) for a in one.uses for b in other.uses if a.device == b.device and a.user_id != b.user_id and a.device
    ]
    if not pairs:
        return []
    names = [sorted({pair[n].name for pair in pairs}) for n in (0, 1)]
    times = [min(pair[n].begun for pair in pairs).isoformat() for n in (0, 1)]
    return [Finding("device", one.id, other.id, WEAK, key_of("device"), {"names": names, "times": times})]


def money(one: Paper, other: Paper) -> list[Finding]:
    """The budgets are equal cell by cell, or differ by one constant ratio. Few cells or one flat sum prove nothing."""
    ours = {cell: float(value) for cell, value in one.budget.items() if value}
    theirs = {cell: float(value) for cell, value in other.budget.items() if value}
    if ours.keys() != theirs.keys() or len(ours) < FEWEST_CELLS or len(set(ours.values())) < FEWEST_CELLS - 1:
        return []
    ratio = sum(theirs.values()) / sum(ours.values())
    if any(abs(theirs[cell] - ratio * value) > 0.006 for cell, value in ours.items()):
        return []
    equal = ours == theirs
    if not equal and abs(ratio - 1) < 0.001:
        return []
    uneven = sum(value != round(value) for value in ours.values())
    strength = (STRONG if uneven >= FEWEST_CELLS else MIDDLING) if equal else MIDDLING
    facts = {
        "cells": [[*cell, f"{ours[cell]:.2f}", f"{theirs[cell]:.2f}"] for cell in sorted(ours)],
        "ratio": f"{ratio:.4f}",
        "equal": equal,
    }
    return [Finding("money", one.id, other.id, strength, key_of("money"), facts)]


def firms(one: Paper, other: Paper) -> list[Finding]:
    """The firms behind them belong together: one body in the credit code, one representative, one holder, or the
    same unit in both consortia.
    """
    found = []

    def add(what: str, value: str, strength: int) -> None:
        found.append(Finding("firm", one.id, other.id, strength, key_of("firm", what, value), {what: value}))

    bodies = [{code[8:17] for code in paper.codes if len(code) == 18} for paper in (one, other)]
    shared = set(one.codes) & set(other.codes)
    for body in sorted((bodies[0] & bodies[1]) - {code[8:17] for code in shared}):
        add("body", body, STRONG)
    for code in sorted(shared):
        add("partner", dict(zip(one.codes, one.names, strict=False)).get(code, code), MIDDLING)
    if not shared:
        for name in shared_names(one.representatives, other.representatives):
            add("representative", name, MIDDLING)
        held = shared_names(one.holders, (*other.holders, *other.names)) + shared_names(other.holders, one.names)
        for name in sorted(set(held)):
            add("holder", name, STRONG)
    return found


def shared_names(mine: Iterable[str], others: Iterable[str]) -> list[str]:
    """Return the names of mine that stand among the others too, however they are written."""
    theirs = set(map(text.folded, others)) - {""}
    return sorted({text.line(name) for name in mine if text.folded(name) in theirs})


def partners(one: Paper, other: Paper) -> bool:
    """Return True when an organisation has joined both consortia."""
    return bool(set(one.firms) & set(other.firms))


PAIRWISE = (files, metadata, people, accounts, devices, money, firms)
# What firms write by habit or template alike: a thing of most of them is nobody's signal.
MASS = ("file", "metadata", "person", "money")


def find(
    papers: Sequence[Paper], boilerplate: Iterable[str], limits: Limits, wanted: frozenset[int] | None = None
) -> list[Finding]:
    """Return everything the rules find between proposals of different firms, strongest first.

    Across challenges the firms do not compete: there a finding is one step weaker, and what was weak or only a name
    is none. `wanted` limits the pairs to those of which one id is in it.
    """
    papers = sorted(papers, key=lambda paper: paper.id)
    found = alike(papers, boilerplate, limits, wanted)
    loose = []
    for i, one in enumerate(papers):
        for other in papers[i + 1 :]:
            if comparable(one, other) and (wanted is None or {one.id, other.id} & wanted):
                for rule in PAIRWISE:
                    loose += rule(one, other)
    found += [finding for finding in loose if finding.kind not in MASS]
    found += uncommon([finding for finding in loose if finding.kind in MASS], papers, limits)
    at = {paper.id: paper.challenge for paper in papers}
    found = [
        one if at[one.first] == at[one.second] else one.weaker(across=True)
        for one in found
        if at[one.first] == at[one.second] or (one.strength > WEAK and one.facts.get("what") != "leader")
    ]
    return sorted(found, key=lambda one: (-one.strength, one.first, one.second, one.kind, one.key))


def uncommon(findings: list[Finding], papers: Any, limits: Limits) -> list[Finding]:
    """Return the findings without those whose fact most firms share: a form, a template, a public number."""
    firm = {paper.id: paper.firm for paper in papers}
    sharing: dict[Any, set] = defaultdict(set)
    for finding in findings:
        sharing[thing(finding)] |= {firm[finding.first], firm[finding.second]}
    most = limits.common_from(len(set(firm.values())))
    return [finding for finding in findings if len(sharing[thing(finding)]) < most]


def thing(finding: Finding) -> Any:
    """Return what a finding is about, whoever shares it."""
    if finding.kind == "money":
        cells = [(*cell, float(value)) for *cell, value, _theirs in finding.facts["cells"]]
        whole = sum(value for *_cell, value in cells)
        return finding.kind, tuple((*cell, round(value / whole, 3)) for *cell, value in cells)
    return finding.kind, finding.key
