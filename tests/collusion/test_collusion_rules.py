"""Each rule of the comparison: what it flags, how strongly, and what it leaves alone."""

import datetime

import pytest

from challenges.collusion.comparison import rules
from challenges.collusion.comparison.paper import File, Limits, Paper, Use
from challenges.collusion.comparison.words import reason_in_words

AT = datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC)
CELLS = (("equipment", "fiscal"), ("operating", "fiscal"), ("labour", "self"), ("indirect", "self"))


def paper(id, challenge=1, firms=None, **fields):
    return Paper(id=id, challenge=challenge, firms=firms or (id,), **fields)


def pair(one, other, **both):
    return paper(1, **both, **one), paper(2, **both, **other)


def kept(findings):
    return [(one.kind, one.strength, one.facts.get("what") or one.facts.get("field")) for one in findings]


def file(sha256, kind="evidence", name="材料.pdf", **meta):
    return File(sha256, name, kind, meta)


def money(*values):
    return dict(zip(CELLS, values, strict=False))


def use(device, user_id):
    return Use(device, user_id, f"人员{user_id}", AT, AT)


CASES = [
    ("the same report in two hands", rules.files, {"files": (file("a"),)}, {"files": (file("a"),)}, [2]),
    ("the same audit", rules.files, {"files": (file("a", "audit"),)}, {"files": (file("a"),)}, [3]),
    ("other files", rules.files, {"files": (file("a"),)}, {"files": (file("b"),)}, []),
    (
        "a partner of both gave it to both",
        rules.files,
        {"files": (file("a", "licence"),), "firms": (1, 9)},
        {"files": (file("a", "licence"),), "firms": (2, 9)},
        [1],
    ),
    (
        "one author",
        rules.metadata,
        {"files": (file("a", author="林 知远"),)},
        {"files": (file("b", author="林知远"),)},
        [2],
    ),
    (
        "one last editor",
        rules.metadata,
        {"files": (file("a", editor="chen.y"),)},
        {"files": (file("b", editor="Chen Y"),)},
        [2],
    ),
    (
        "one original",
        rules.metadata,
        {"files": (file("a", document="uuid:1b2c-3d"),)},
        {"files": (file("b", document="uuid:1b2c-3d"),)},
        [3],
    ),
    (
        "one program in one second",
        rules.metadata,
        {"files": (file("a", made="WPS 12 2026-05-01T09:00:01Z"),)},
        {"files": (file("b", made="WPS 12 2026-05-01T09:00:01Z"),)},
        [3],
    ),
    (
        "what the program writes by itself",
        rules.metadata,
        {"files": (file("a", author="Administrator", editor="微软用户", company="Microsoft"),)},
        {"files": (file("b", author="administrator", editor="微软用户", company="microsoft"),)},
        [],
    ),
    (
        "the metadata of one and the same file are not counted again",
        rules.metadata,
        {"files": (file("a", author="林知远"),)},
        {"files": (file("a", author="林知远"),)},
        [],
    ),
    (
        "a partner's file in both",
        rules.metadata,
        {"files": (file("a", document="uuid:1b2c-3d"),), "firms": (1, 9)},
        {"files": (file("b", document="uuid:1b2c-3d"),), "firms": (2, 9)},
        [1],
    ),
    ("one telephone", rules.people, {"phones": ("+86 138-0000-0123",)}, {"phones": ("13800000123",)}, [3]),
    ("masked telephones", rules.people, {"phones": ("138****0001",)}, {"phones": ("138****0001",)}, []),
    ("no telephone at all", rules.people, {"phones": ("000000000",)}, {"phones": ("000000000",)}, []),
    ("one mail address", rules.people, {"mails": ("Li@a.cn",)}, {"mails": ("li@a.cn",)}, [3]),
    ("one firm's domain", rules.people, {"mails": ("a@firm.cn",)}, {"mails": ("b@firm.cn",)}, [2]),
    ("a public domain", rules.people, {"mails": ("a@163.com",)}, {"mails": ("b@163.com",)}, []),
    ("nothing typed", rules.people, {"mails": ("",), "phones": ("",)}, {"mails": ("",), "phones": ("",)}, []),
    ("one leader's name", rules.people, {"leader": "陆怀瑾"}, {"leader": " 陆怀瑾"}, [2]),
    (
        "one person of one unit in both teams",
        rules.people,
        {"people": (("周以衡", "甲所"),)},
        {"people": (("周以衡", "甲所"),)},
        [2],
    ),
    (
        "namesakes of different units",
        rules.people,
        {"people": (("周以衡", "甲所"),)},
        {"people": (("周以衡", "乙厂"),)},
        [1],
    ),
    (
        "the leader in the team is not said twice",
        rules.people,
        {"people": (("陆怀瑾", "甲"),), "leader": "陆怀瑾"},
        {"people": (("陆怀瑾", "甲"),), "leader": "陆怀瑾"},
        [2],
    ),
    ("one account wrote both", rules.accounts, {"writers": {5: "甲"}}, {"writers": {5: "甲", 6: "乙"}}, [3]),
    ("different accounts", rules.accounts, {"writers": {5: "甲"}}, {"writers": {6: "甲"}}, []),
    (
        "a partner's clerk",
        rules.accounts,
        {"writers": {5: "甲"}, "firms": (1, 9)},
        {"writers": {5: "甲"}, "firms": (2, 9)},
        [1],
    ),
    ("one address and browser", rules.devices, {"uses": (use("x", 5),)}, {"uses": (use("x", 6),)}, [1]),
    ("another browser", rules.devices, {"uses": (use("x", 5),)}, {"uses": (use("y", 6),)}, []),
    ("the same person is the account's rule", rules.devices, {"uses": (use("x", 5),)}, {"uses": (use("x", 5),)}, []),
    (
        "equal budgets to the cent",
        rules.money,
        {"budget": money(101.25, 33.4, 18.75, 7.07)},
        {"budget": money(101.25, 33.4, 18.75, 7.07)},
        [3],
    ),
    (
        "equal budgets in round numbers",
        rules.money,
        {"budget": money(100, 50, 30, 20)},
        {"budget": money(100, 50, 30, 20)},
        [2],
    ),
    (
        "one constant ratio",
        rules.money,
        {"budget": money(100, 33.4, 18.75, 7.07)},
        {"budget": money(97, 32.4, 18.19, 6.86)},
        [2],
    ),
    (
        "ordinary budgets",
        rules.money,
        {"budget": money(100, 50, 30, 20)},
        {"budget": money(98, 53, 29, 20)},
        [],
    ),
    ("too few cells", rules.money, {"budget": money(600, 200)}, {"budget": money(600, 200)}, []),
    (
        "one flat sum in every cell",
        rules.money,
        {"budget": money(50, 50, 50, 50)},
        {"budget": money(60, 60, 60, 60)},
        [],
    ),
    ("no budget", rules.money, {}, {}, []),
    (
        "one body under two codes",
        rules.firms,
        {"codes": ("91210112XNQY010131",)},
        {"codes": ("91310115XNQY010131",)},
        [3],
    ),
    ("one representative's name", rules.firms, {"representatives": ("王砚",)}, {"representatives": ("王砚", "")}, [2]),
    ("nobody named", rules.firms, {"representatives": ("",)}, {"representatives": ("",)}, []),
    ("one holder", rules.firms, {"holders": ("甲集团",)}, {"holders": ("甲集团",)}, [3]),
    ("one holds the other", rules.firms, {"holders": ("乙公司",), "names": ("丙",)}, {"names": ("乙公司",)}, [3]),
    (
        "one unit in both consortia",
        rules.firms,
        {"codes": ("91210112XNQY010131", "91310115XNQY00037A"), "names": ("甲", "丙所"), "representatives": ("王砚",)},
        {"codes": ("91330212XNQY0103XP", "91310115XNQY00037A"), "names": ("乙", "丙所"), "representatives": ("王砚",)},
        [2],
    ),
]


@pytest.mark.parametrize(("rule", "one", "other", "strengths"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_rule(rule, one, other, strengths):
    ours, theirs = pair(one, other)
    there, back = rule(ours, theirs), rule(theirs, ours)
    assert [finding.strength for finding in there] == strengths
    # Turned around it is the same fact under the same key, and every fact has its sentence.
    assert sorted(finding.key for finding in there) == sorted(finding.key for finding in back)
    for finding in there:
        assert "%" not in reason_in_words(finding.kind, finding.facts)


def test_a_sentence_names_the_fact():
    ours, theirs = pair({"phones": ("13800000123",)}, {"phones": ("13800000123",)})
    (found,) = rules.find([ours, theirs], (), Limits())
    assert reason_in_words(found.kind, found.facts) == "联系电话相同：13800000123。"


def test_no_sentence_about_a_device_names_an_address_or_its_hash():
    ours, theirs = pair({"uses": (use("c0ffee", 5),)}, {"uses": (use("c0ffee", 6),)})
    (found,) = rules.devices(ours, theirs)
    assert "c0ffee" not in f"{found.facts}{found.key}{reason_in_words(found.kind, found.facts)}"


def test_across_challenges_a_finding_is_a_step_weaker_and_says_so():
    rows = [paper(1, phones=("13800000123",)), paper(2, challenge=2, phones=("13800000123",))]
    (found,) = rules.find(rows, (), Limits())
    assert found.strength == 2
    assert reason_in_words(found.kind, found.facts).endswith("两份申报书申报的不是同一榜单。")


def test_across_challenges_a_name_or_a_weak_finding_is_none():
    rows = [
        paper(n, challenge=n, leader="陆怀瑾", people=(("周以衡", f"单位{n}"),), uses=(use("x", n),)) for n in (1, 2)
    ]
    assert rules.find(rows, (), Limits()) == []


def test_a_firm_is_not_compared_with_itself():
    rows = [paper(1, firms=(7,), phones=("13800000123",)), paper(2, firms=(7,), phones=("13800000123",))]
    assert rules.find(rows, (), Limits()) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"files": (file("form"),)},
        {"files": (file("x", author="示范省模板组"),)},
        {"phones": ("02431000123",)},
        {"budget": money(100, 50, 30, 20)},
    ],
    ids=["a form", "a template's author", "a hotline", "a budget by the rule book"],
)
def test_what_most_firms_share_is_nobodys_signal(fields):
    def told(n):
        files = tuple(
            File(f"{one.sha256}{n}" if one.meta else one.sha256, one.name, one.kind, one.meta)
            for one in fields.get("files", ())
        )
        return paper(n, **{**fields, **({"files": files} if files else {})})

    assert rules.find([told(n) for n in range(1, 6)], (), Limits()) == []
    few = rules.find([told(n) for n in range(1, 4)], (), Limits())
    assert {(one.first, one.second) for one in few} == {(1, 2), (1, 3), (2, 3)}


def test_what_is_wanted_limits_the_pairs():
    rows = [paper(n, challenge=n, phones=("13800000123",)) for n in (1, 2, 3)]
    found = rules.find(rows, (), Limits(), frozenset({3}))
    assert {(one.first, one.second) for one in found} == {(1, 3), (2, 3)}


def test_strongest_first():
    one = paper(1, phones=("13800000123",), people=(("周以衡", "甲"),), leader="陆怀瑾")
    other = paper(2, phones=("13800000123",), people=(("周以衡", "乙"),), leader="陆怀瑾")
    assert kept(rules.find([other, one], (), Limits())) == [
        ("person", 3, "phone"),
        ("person", 2, "leader"),
        ("person", 1, "team"),
    ]
