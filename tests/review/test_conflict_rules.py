"""Conflicts that need more than a post: consortia of employers, and what an expert declared beforehand."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges.experts.access.conflicts import HOLDING, Joint, Person, Post, Tie, Unit, compare, compare_all, reason

TODAY = datetime.date(2026, 11, 24)
SINCE = datetime.date(2023, 11, 24)
DAY = datetime.timedelta(days=1)
CODE, OTHER = "91210112XNQY00010G", "91210112XNQY00020A"
KINDS = ("family", "shareholding", "adviser", "mentor", "joint_project")
FIRM = Unit("leader", 7, "澄廊电力电子（南京）有限公司", CODE, proposal_id=70)


def post(organisation_id=None, unit="别家", starts_on=datetime.date(2015, 1, 1), ends_on=None):
    return Post(unit, organisation_id, "", starts_on, ends_on)


def joint(organisation_id=7, proposal_id=71, on=TODAY - DAY):
    return Joint(organisation_id, proposal_id, "示例研究所", on)


CASES = [
    ("an employer stood with it in another consortium", Person(1, joints=(joint(),)), ["joint_consortium"]),
    ("on the first day that counts", Person(1, joints=(joint(on=SINCE),)), ["joint_consortium"]),
    ("one day earlier", Person(1, joints=(joint(on=SINCE - DAY),)), []),
    ("in this very proposal", Person(1, joints=(joint(proposal_id=70),)), []),
    ("with somebody else", Person(1, joints=(joint(organisation_id=9),)), []),
    ("declared by its row", Person(1, ties=(Tie("family", "改名前", 7),)), ["tie_family"]),
    ("declared by its name", Person(1, ties=(Tie("adviser", "澄廊电力电子(南京) 有限公司"),)), ["tie_adviser"]),
    ("declared by its code", Person(1, ties=(Tie("mentor", "旧名", None, f"12{CODE[2:]}"),)), ["tie_mentor"]),
    ("same name, another code", Person(1, ties=(Tie("mentor", FIRM.name, None, OTHER),)), []),
    ("same name, another row", Person(1, ties=(Tie("mentor", FIRM.name, 9),)), []),
    ("ended within the years", Person(1, ties=(Tie("shareholding", "x", 7, "", SINCE),)), ["tie_shareholding"]),
    ("ended before them", Person(1, ties=(Tie("shareholding", "x", 7, "", SINCE - DAY),)), []),
    ("ends in the future", Person(1, ties=(Tie("joint_project", "x", 7, "", TODAY + DAY),)), ["tie_joint_project"]),
]  # fmt: skip


@pytest.mark.parametrize(("title", "person", "codes"), CASES, ids=[case[0] for case in CASES])
def test_each_rule(title, person, codes):
    found = compare(person, FIRM, since=SINCE, today=TODAY)
    assert [finding.code for finding in found] == codes
    for finding in found:
        words = reason(finding.code, finding.facts)
        assert "%" not in words and FIRM.name in words


def test_the_last_of_several_consortia_is_named():
    person = Person(1, joints=(joint(on=datetime.date(2024, 5, 1)), joint(on=datetime.date(2025, 5, 1))))
    (finding,) = compare(person, FIRM, since=SINCE, today=TODAY)
    assert reason(finding.code, finding.facts) == f"任职单位“示例研究所”2025 年与“{FIRM.name}”同在一个联合体"


@given(
    kind=st.sampled_from(KINDS),
    ended=st.none() | st.dates(datetime.date(2019, 1, 1), datetime.date(2030, 1, 1)),
    known=st.booleans(),
    own=st.booleans(),
)
def test_a_declared_tie_holds_exactly_while_it_counts_and_for_its_unit_alone(kind, ended, known, own):
    unit_id, name = (7, FIRM.name) if own else (9, "另一家")
    person = Person(1, ties=(Tie(kind, name, unit_id if known else None, "", ended),))
    found = compare_all([person], {70: [FIRM]}, since=SINCE, today=TODAY)
    holds = own and (ended is None or ended >= SINCE)
    assert set(found) == ({(1, 70, f"tie_{kind}")} if holds else set())
    assert {code for _person, _proposal, code in found} <= HOLDING
