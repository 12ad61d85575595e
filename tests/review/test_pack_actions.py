"""The offline pack: what it holds, what comes of it cell by cell, and that nothing is overwritten or half done."""

import io
import zipfile
from decimal import Decimal
from html import unescape

import pytest
from openpyxl import load_workbook

from challenges.core.gate import Invalid, NotAllowed, Refused
from challenges.review.actions import pack as packs
from challenges.review.actions import panel as panels
from challenges.review.actions import review as reviews
from challenges.review.actions.review_marks import Crossed
from challenges.review.models import Score
from notifications.models import Event
from tests.factories.review import COMMENT
from tests.review.test_scoring_pages import walk_with

pytestmark = pytest.mark.django_db
MARK = "仅供评审　韩叙白　2026-11-25 10:24"


class Filled:
    """A pack as an expert has it on their laptop."""

    def __init__(self, content: bytes):
        self.book = load_workbook(io.BytesIO(content))

    def sheet(self, n=1):
        return self.book[f"第 {n} 份"]

    def row(self, key, n=1):
        return next(row[7].row for row in self.sheet(n).iter_rows() if len(row) > 7 and row[7].value == key)

    def put(self, key, value, column="D", n=1):
        self.sheet(n)[f"{column}{self.row(key, n)}"] = value
        return self

    def content(self) -> bytes:
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


@pytest.fixture
def walk():
    return walk_with()


@pytest.fixture
def one(walk):
    for proposal in walk.proposals:
        reviews.declare_clear(walk.review_of(walk.experts[1], proposal), by=walk.experts[1], at=walk.at)
    return walk.experts[1]


@pytest.fixture
def seat(walk, one):
    return walk.seat_of(one)


@pytest.fixture
def lines(walk):
    return list(walk.panel.rubric.criteria.all())


def take(walk, one) -> bytes:
    return packs.take(walk.seat_of(one), by=one, at=walk.at, watermark=MARK)


def stands():
    return list(Score.objects.order_by("review", "criterion").values_list("criterion", "value", "vetoed", "comment"))


def test_the_pack_holds_every_criterion_locked_but_for_what_is_typed(walk, one, lines):
    numeric, rating, yesno, veto = lines
    first = walk.review_of(one, walk.proposals[0])
    reviews.score(first, by=one, at=walk.at, marks={numeric.pk: {"value": "88.5", "comment": "=1+1"}})
    filled = Filled(take(walk, one))
    sheet = filled.sheet()
    assert sheet.protection.sheet and sheet["A2"].value == MARK
    typed = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    marks = {f"D{filled.row(f's{row.pk}')}" for row in (numeric, rating, yesno)} | {f"D{filled.row(f'v{veto.pk}')}"}
    comments = {f"E{filled.row(f's{row.pk}')}" for row in (numeric, rating, yesno)} | {f"E{filled.row(f'v{veto.pk}')}"}
    texts = {f"E{filled.row(key)}" for key in ("comment", "private_comment")}
    assert typed == marks | comments | texts
    assert sheet[f"D{filled.row(f's{numeric.pk}')}"].value == 88.5
    assert sheet[f"E{filled.row(f's{numeric.pk}')}"].value == "'=1+1"
    rules = {
        str(rule.sqref): (rule.type, rule.formula1, rule.formula2) for rule in sheet.data_validations.dataValidation
    }
    assert rules[f"D{filled.row(f's{numeric.pk}')}"] == ("decimal", "0", "100")
    assert rules[f"D{filled.row(f's{rating.pk}')}"][0] == "list"
    assert walk.proposals[0].organisation.name in sheet["A1"].value
    event = Event.objects.get(name="seat.pack_taken")
    assert (event.actor_id, event.facts["reviews"], event.facts["reason"]) == (one.user_id, 2, "离线评分")


def test_a_blind_pack_names_no_unit_and_nobody_but_the_expert():
    walk = walk_with(blind=True)
    one = walk.experts[0]
    reviews.declare_clear(walk.review_of(one, walk.proposals[0]), by=one, at=walk.at)
    with zipfile.ZipFile(io.BytesIO(take(walk, one))) as archive:
        text = unescape("".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist()))
    for proposal in walk.proposals:
        assert proposal.organisation.name not in text and proposal.receipt_number not in text
    assert "韩叙白" in text


def test_a_filled_pack_is_looked_at_and_then_written_whole(walk, one, seat, lines):
    numeric, rating, yesno, veto = lines
    filled = Filled(take(walk, one))
    filled.put(f"s{numeric.pk}", 91.5).put(f"s{numeric.pk}", "路线清楚可行", "E").put(f"s{rating.pk}", "国内先进")
    filled.put(f"s{yesno.pk}", "是").put(f"v{veto.pk}", "是").put(f"v{veto.pk}", "报告造假", "E")
    filled.put("comment", COMMENT, "E").put("comment", "第二份的话", "E", n=2)
    found = packs.look(seat, filled.content(), by=one)
    assert {cell.verdict for cell in found.cells} == {"taken"} and len(found.cells) == 8
    assert stands() == []
    assert packs.apply_plan(seat, packs.plan_of(seat, found), by=one, at=walk.at, choices={}) == 8
    assert stands() == [
        (numeric.pk, Decimal("91.50"), False, "路线清楚可行"),
        (rating.pk, Decimal("80.00"), False, ""),
        (yesno.pk, Decimal("100.00"), False, ""),
        (veto.pk, None, True, "报告造假"),
    ]
    assert walk.review_of(one, walk.proposals[1]).comment == "第二份的话"
    assert walk.review_of(one, walk.proposals[0]).total == Decimal("90.60")
    facts = Event.objects.get(name="seat.pack_applied").facts
    assert (facts["reviews"], facts["fields"]) == (2, 8)
    again = packs.look(seat, filled.content(), by=one)
    assert again.cells == []


def test_what_the_site_changed_meanwhile_is_never_taken_back_silently(walk, one, seat, lines):
    numeric, rating, *_others = lines
    review = walk.review_of(one, walk.proposals[0])
    reviews.score(review, by=one, at=walk.at, marks={numeric.pk: {"value": 70}, rating.pk: {"value": 80}})
    filled = Filled(take(walk, one)).put(f"s{numeric.pk}", 90)
    reviews.score(review, by=one, at=walk.at, marks={numeric.pk: {"value": 75}, rating.pk: {"value": 60}})
    found = packs.look(seat, filled.content(), by=one)
    cell = found.cells[0]
    assert [(cell.key, cell.verdict, cell.words)] == [(f"s{numeric.pk}", "conflict", {"now": "75.00", "mine": "90"})]
    plan = packs.plan_of(seat, found)
    with pytest.raises(Invalid) as caught:
        packs.apply_plan(seat, plan, by=one, at=walk.at, choices={})
    assert caught.value.problems[0].code == "undecided"
    assert packs.apply_plan(seat, plan, by=one, at=walk.at, choices={cell.id: "site"}) == 0
    assert [row[1] for row in stands()] == [75, 60]
    reviews.score(review, by=one, at=walk.at, marks={numeric.pk: {"value": 76}})
    with pytest.raises(Crossed):
        packs.apply_plan(seat, plan, by=one, at=walk.at, choices={cell.id: "file"})
    assert [row[1] for row in stands()] == [76, 60]
    assert packs.apply(seat, filled.content(), by=one, at=walk.at, choices={cell.id: "file"}) == 1
    assert [row[1] for row in stands()] == [90, 60]


@pytest.mark.parametrize(
    ("line", "value", "words"),
    [
        (0, -1, "分数须在 0 到 100 之间。"),
        (0, 101, "分数须在 0 到 100 之间。"),
        (0, "NaN", "请填写 0 到 100 的数。"),
        (0, "=90+1", "这一格是公式，请填写值。"),
        (1, "很好", "没有“很好”这个等级；可以填：国际领先、国内先进、一般。"),
        (2, "也许", "请选择是或者否。"),
        (3, "造假", "一票否决只填“是”，没有则不填。"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_written(walk, one, seat, lines, line, value, words):
    key = f"{'v' if line == 3 else 's'}{lines[line].pk}"
    filled = Filled(take(walk, one)).put(key, value).put("comment", "好", "E", n=2)
    place = f"第 1 份!D{filled.row(key)}：{words}"
    found = packs.look(seat, filled.content(), by=one)
    assert [cell.problem for cell in found.of("wrong")] == [place]
    with pytest.raises(Invalid):
        packs.apply_plan(seat, packs.plan_of(seat, found), by=one, at=walk.at, choices={})
    with pytest.raises(Invalid) as caught:
        packs.apply(seat, filled.content(), by=one, at=walk.at, choices={})
    assert str(caught.value) == place
    assert stands() == [] and walk.review_of(one, walk.proposals[1]).comment == ""
    assert not Event.objects.filter(name="seat.pack_applied").exists()


def test_a_formula_in_a_comment_is_refused_by_its_cell(walk, one, seat):
    filled = Filled(take(walk, one)).put("comment", '=HYPERLINK("http://x.test")', "E")
    found = packs.look(seat, filled.content(), by=one)
    assert [cell.problem for cell in found.cells] == [f"第 1 份!E{filled.row('comment')}：这一格是公式，请填写值。"]


def refused(code, seat, content, by):
    with pytest.raises(Invalid) as caught:
        packs.look(seat, content, by=by)
    assert [(problem.field, problem.code) for problem in caught.value.problems] == [("file", code)]


def test_a_file_that_is_no_pack_of_this_expert_and_panel_is_refused(walk, one, seat):
    content = take(walk, one)
    refused("zip", seat, b"PK\x03\x04 no archive", one)
    refused("unreadable", seat, "姓名,分数".encode(), one)
    bare = Filled(content)
    del bare.book["_seal"]
    refused("not_a_pack", seat, bare.content(), one)
    forged = Filled(content)
    forged.book["_seal"]["A1"] = "x" + forged.book["_seal"]["A1"].value[1:]
    refused("not_a_pack", seat, forged.content(), one)
    other = walk.experts[2]
    reviews.declare_clear(walk.review_of(other, walk.proposals[0]), by=other, at=walk.at)
    refused("not_yours", seat, take(walk, other), one)
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"code")
    refused("macro", seat, out.getvalue(), one)
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/big.xml", b"0" * (21 * 1024 * 1024))
    assert len(out.getvalue()) < 100_000
    refused("zip_bomb", seat, out.getvalue(), one)
    refused("too_large", seat, b"0" * (2 * 1024 * 1024 + 1), one)


def test_changed_ids_keep_a_sheet_out(walk, one, seat, lines):
    swapped = Filled(take(walk, one))
    a, b = (swapped.row(f"s{row.pk}") for row in lines[:2])
    sheet = swapped.sheet()
    sheet[f"H{a}"] = f"s{lines[1].pk}x"
    swapped.put("comment", "好", "E")
    found = packs.look(seat, swapped.content(), by=one)
    assert [cell.verdict for cell in found.cells] == ["wrong"] and "编号列被改动" in found.cells[0].problem
    other = Filled(take(walk, one))
    other.sheet(1)["H1"], other.sheet(2)["H1"] = other.sheet(2)["H1"].value, other.sheet(1)["H1"].value
    found = packs.look(seat, other.content(), by=one)
    assert [cell.verdict for cell in found.cells] == ["wrong", "wrong"]
    assert b != a


def test_handed_in_stepped_aside_and_locked_since(walk, one, seat, lines):
    numeric, rating, yesno, _veto = lines
    filled = Filled(take(walk, one)).put("comment", "迟到的话", "E").put("comment", "迟到的话", "E", n=2)
    done, gone = (walk.review_of(one, proposal) for proposal in walk.proposals)
    marks = {numeric.pk: {"value": 80, "comment": "路线清楚可行"}, rating.pk: {"value": 80}, yesno.pk: {"value": 100}}
    reviews.score(done, by=one, at=walk.at, marks=marks, comment=COMMENT)
    reviews.submit(done, by=one, at=walk.at)
    plan = packs.plan_of(seat, packs.look(seat, filled.content(), by=one))
    reviews.recuse(gone, by=one, at=walk.at, reason="合著")
    found = packs.look(seat, filled.content(), by=one)
    assert found.cells == [] and len(found.closed) == 2
    assert "已提交" in found.closed[0] and "已回避" in found.closed[1]
    assert walk.proposals[1].organisation.name not in found.closed[1]
    with pytest.raises(Refused) as caught:
        packs.apply_plan(seat, plan, by=one, at=walk.at, choices={})
    assert caught.value.code == "gone"
    done.refresh_from_db()
    assert done.comment == COMMENT
    with pytest.raises(Refused) as caught:
        take(walk, one)
    assert caught.value.code == "nothing_open"


def test_after_the_lock_nothing_is_taken_looked_at_or_written(walk, one, seat, lines):
    filled = Filled(take(walk, one)).put("comment", "迟到的话", "E")
    plan = packs.plan_of(seat, packs.look(seat, filled.content(), by=one))
    for each in walk.experts:
        for proposal, numeric in zip(walk.proposals, (100, 90), strict=True):
            review = walk.review_of(each, proposal)
            if review.state == "waiting":
                reviews.declare_clear(review, by=each, at=walk.at)
            given = {"numeric": numeric, "rating": 80, "yesno": 100}
            marks = {row.pk: {"value": given[row.kind], "comment": "足够长的评语"} for row in lines[:3]}
            reviews.score(review, by=each, at=walk.at, marks=marks, comment=COMMENT)
            reviews.submit(review, by=each, at=walk.at)
    panels.lock(walk.panel, by=walk.experts[0], at=walk.at)
    seat.refresh_from_db()
    for act in (
        lambda: take(walk, one),
        lambda: packs.look(seat, filled.content(), by=one),
        lambda: packs.apply_plan(seat, plan, by=one, at=walk.at, choices={}),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.code == "panel_not_scoring"
    assert walk.review_of(one, walk.proposals[0]).comment == COMMENT


def test_a_pack_is_its_experts_alone(walk, one, seat):
    content = take(walk, one)
    for viewer in (walk.experts[2], walk.officer, walk.signer):
        with pytest.raises(NotAllowed):
            packs.look(seat, content, by=viewer)
        with pytest.raises(NotAllowed):
            packs.take(seat, by=viewer, at=walk.at, watermark=MARK)


def test_a_returned_review_needs_the_reason_in_its_sheet(walk, one, seat, lines):
    numeric, rating, yesno, _veto = lines
    review = walk.review_of(one, walk.proposals[0])
    marks = {numeric.pk: {"value": 80, "comment": "路线清楚可行"}, rating.pk: {"value": 80}, yesno.pk: {"value": 100}}
    reviews.score(review, by=one, at=walk.at, marks=marks, comment=COMMENT)
    reviews.submit(review, by=one, at=walk.at)
    reviews.return_to_expert(review, by=walk.officer, at=walk.at, reason="请再看第三项")
    filled = Filled(take(walk, one)).put(f"s{numeric.pk}", 70)
    assert packs.look(seat, filled.content(), by=one).of("wrong")[0].problem.endswith("改动已提交的分数须写明理由。")
    filled.put("reason", "指标有误读", "E")
    assert packs.apply(seat, filled.content(), by=one, at=walk.at, choices={}) == 1
    change = review.changes.get()
    assert (change.before, change.after, change.reason) == (80, 70, "指标有误读")


def test_points_come_and_go_as_points(walk):
    walk = walk_with([{"name": "技术", "weight": 30}, {"name": "团队", "weight": 70}], scale="points")
    one = walk.experts[0]
    review = walk.review_of(one, walk.proposals[0])
    reviews.declare_clear(review, by=one, at=walk.at)
    technical, team = walk.panel.rubric.criteria.all()
    reviews.score(review, by=one, at=walk.at, marks={technical.pk: {"points": "26.5"}})
    filled = Filled(take(walk, one))
    assert filled.sheet()[f"D{filled.row(f's{technical.pk}')}"].value == 26.5
    filled.put(f"s{team.pk}", 61)
    seat = walk.seat_of(one)
    assert packs.apply(seat, filled.content(), by=one, at=walk.at, choices={}) == 1
    assert [row[1] for row in stands()] == [Decimal("88.33"), Decimal("87.14")]
    filled.put(f"s{team.pk}", 70.5)
    wrong = packs.look(seat, filled.content(), by=one).of("wrong")
    assert [cell.problem for cell in wrong] == [f"第 1 份!D{filled.row(f's{team.pk}')}：分数须在 0 到 70 之间。"]
