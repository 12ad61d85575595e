"""The papers of a review: what stands in them, for whom, and that no cell is a formula."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from challenges.core.gate import Invalid, NotAllowed, Refused
from challenges.core.models import RuleSet
from challenges.core.queries.sheets import harmless, sheet_name, workbook
from challenges.core.queries.tables import Table
from challenges.review.actions import paper as papers
from notifications.clock import day_of
from notifications.models import Event
from tests.factories.review import COMMENT, Review5

pytestmark = pytest.mark.django_db


def opened(walk, kind, **given):
    """Return the exported workbook as {sheet: rows of values}."""
    made = papers.export(walk.panel, by=walk.officer, at=walk.at, kind=kind, reason="存档", **given)
    book = load_workbook(BytesIO(made.content))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}, book


def test_the_score_sheets_by_expert_and_their_sum():
    walk = Review5()
    for n, one in enumerate(walk.experts):
        one.user.name = f"专家{n}"
        one.user.save()
    walk.proposals[0].organisation.name = '=HYPERLINK("http://evil.example")'
    walk.proposals[0].organisation.save()
    walk.locked()
    sheets, book = opened(walk, "scores")
    assert list(sheets) == ["专家0", "专家1", "专家2", "专家3", "专家4", "汇总"]
    first = sheets["专家0"]
    assert first[0][0] == "专家打分表"
    assert "（组长）" in first[1][0]
    assert first[3] == [1, '\'=HYPERLINK("http://evil.example")', 80, 80, 80, 80, 80, 80, 80, COMMENT]
    assert sheets["汇总"][3] == [1, '\'=HYPERLINK("http://evil.example")', 80, 80, 80, 80, 80, 80, 0, "达到"]
    page = book["汇总"]
    assert (page.print_title_rows, page.page_setup.paperSize, page.page_setup.orientation) == ("$1:$3", 9, "landscape")
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    event = Event.objects.get(name="panel.exported")
    assert (event.actor_id, event.facts) == (
        walk.officer.user_id,
        {"kind": "scores", "format": "xlsx", "reason": "存档", "round": 1},
    )


def test_opinions_name_no_expert_and_the_fee_sheet_leaves_money_to_the_pen():
    walk = Review5()
    for n, one in enumerate(walk.experts):
        one.user.name = f"专家{n}"
        one.user.save()
    walk.locked()
    sheets, _book = opened(walk, "opinions")
    rows = sheets["评审意见表"]
    assert len(rows) >= 13 and not [row for row in rows if any("专家1" in str(cell) for cell in row)]
    fees = opened(walk, "fees")[0]["专家费发放表"]
    assert [row[1] for row in fees[3:8]] == [f"专家{n}" for n in range(5)]
    assert {tuple(row[4:]) for row in fees[3:8]} == {("1500–2400", None, None, None, None)}


def test_fees_follow_title_rules_and_days():
    walk = Review5()
    titles = ("教授", "助理研究员", "正高级工程师", "工程师", "")
    for one, title in zip(walk.experts, titles, strict=True):
        one.user.expert.title = title
        one.user.expert.save()
    walk.locked()
    rows = opened(walk, "fees", days="1.5")[0]["专家费发放表"][3:8]
    senior, other = ("1500–2400", "1.5", "2250–3600"), ("900–1500", "1.5", "1350–2250")
    assert [tuple(row[4:7]) for row in rows] == [senior, other, senior, other, other]
    RuleSet.objects.create(
        organiser=walk.challenge.organiser,
        title="本单位",
        effective_from=day_of(walk.at),
        values={"expert_fee_senior": [2000, 2000]},
    )
    assert opened(walk, "fees", days="2")[0]["专家费发放表"][3][4:7] == ["2000", "2", "4000"]
    for days in ("0", "-1", "0.3", "61", "NaN", "两天"):
        with pytest.raises(Invalid) as invalid:
            papers.export(walk.panel, by=walk.officer, at=walk.at, kind="fees", reason="发放", days=days)
        assert [problem.code for problem in invalid.value.problems] == ["bad_days"]
    assert Event.objects.filter(name="panel.exported").count() == 2


def test_who_may_export_and_when():
    walk = Review5().marked()
    given = {"at": walk.at, "kind": "scores", "reason": "存档"}
    with pytest.raises(Refused) as caught:
        papers.export(walk.panel, by=walk.officer, **given)
    assert caught.value.code == "not_locked"
    for viewer in (walk.signer, walk.experts[0], walk.supervisor):
        with pytest.raises(NotAllowed):
            papers.export(walk.panel, by=viewer, **given)
    with pytest.raises(Invalid) as invalid:
        papers.export(walk.panel, by=walk.officer, at=walk.at, kind="secrets", reason=" ")
    assert [problem.code for problem in invalid.value.problems] == ["unknown_paper", "required"]
    assert not Event.objects.filter(name="panel.exported").exists()


def test_a_long_comment_goes_on_in_the_row_below():
    table = Table("表", "表", "", ["序号", "意见"], [[1, "长" * 2000]], [6, 40])
    sheet = load_workbook(BytesIO(workbook([table])))["表"]
    texts = [sheet.cell(row, 2).value for row in range(4, sheet.max_row + 1)]
    assert "".join(texts) == "长" * 2000 and len(texts) == 4
    assert max(sheet.row_dimensions[row].height for row in range(1, sheet.max_row + 1)) <= 409


def test_cells_and_sheet_names():
    assert [harmless(value) for value in ("=1", "+1", "-1", "@a", "\t=1", "好\x00", None, 3, "a=1")] == [
        "'=1", "'+1", "'-1", "'@a", "'\t=1", "好", "", 3, "a=1",
    ]  # fmt: skip
    used = set()
    assert [sheet_name(name, used) for name in ("王/某", "王 某", "", "长" * 40, "长" * 40)] == [
        "王 某", "王 某 2", "Sheet", "长" * 31, "长" * 29 + " 2",
    ]  # fmt: skip
