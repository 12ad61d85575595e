"""The report of a review: drawn up with the act, kept by its hash, never altered; and how its pages are made."""

import zipfile
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn

from challenges.core.gate import NotAllowed, Refused
from challenges.files.actions import stored_at
from challenges.review.actions import panel as panels
from challenges.review.actions import paper as papers
from challenges.review.actions import review as reviews
from challenges.review.models import Report
from notifications.models import Event
from tests.factories.remembered import remembered
from tests.factories.review import Review5

pytestmark = pytest.mark.django_db


@remembered
def locked(**fields) -> Review5:
    walk = Review5(**fields)
    for n, one in enumerate(walk.experts):
        one.user.name = f"秘密专家{n}"
        one.user.save()
    walk.proposals[0].organisation.name = "澜屿粉体（沈阳）有限公司"
    walk.proposals[0].organisation.save()
    return walk.locked()


def reported(**fields) -> Review5:
    walk = locked(**fields)
    panels.report(walk.panel, by=walk.officer, at=walk.at)
    return walk


def words(content: bytes) -> str:
    """Return every text of a document, tables included."""
    paper = Document(BytesIO(content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in paper.paragraphs), *cells])


def take(walk, by=None, **given):
    given = {"kind": "report", "format": "docx", "reason": "存档"} | given
    return papers.export(walk.panel, by=by or walk.officer, at=walk.at, **given)


def test_the_act_keeps_the_report_in_both_formats_by_its_hash():
    walk = reported()
    kept = list(Report.objects.order_by("format"))
    assert [(row.format, row.round, row.made_by) for row in kept] == [
        ("docx", 1, walk.officer.user),
        ("xlsx", 1, walk.officer.user),
    ]
    event = Event.objects.get(name="panel.reported")
    assert event.facts["sha256"] == {row.format: row.sha256 for row in kept}
    assert take(walk).content == stored_at(kept[0].sha256).read_bytes()


def test_it_says_how_the_review_went_and_names_no_expert():
    walk = reported()
    text = words(take(walk).content)
    for said in (
        "一、基本情况",
        "十、签字",
        "澜屿粉体（沈阳）有限公司",
        "按总分排定",
        "企业专家",
        "组长",
        "没有重新评分。",
    ):
        assert said in text
    assert "秘密专家" not in text
    assert "秘密专家0" in words(take(walk, kind="scores").content)


def test_reopening_makes_another_one_and_leaves_the_first_as_it_was():
    walk = reported()
    first = take(walk).content
    panels.reopen(walk.panel, by=walk.officer, at=walk.at, reason="分数录入有误")
    for one in walk.experts:
        for proposal, mark in zip(walk.proposals, (60, 50), strict=True):
            review = walk.review_of(one, proposal)
            reviews.score(review, by=one, at=walk.at, marks=walk.marks(mark), reason="复核")
            reviews.submit(review, by=one, at=walk.at)
    panels.lock(walk.panel, by=walk.experts[0], at=walk.at)
    assert take(walk).content == first
    panels.report(walk.panel, by=walk.officer, at=walk.at)
    second = take(walk).content
    assert second != first
    assert "分数录入有误" in words(second) and "80.00 → 60.00" in words(second)
    assert take(walk, round=1).content == first
    assert Report.objects.count() == 4


def test_who_takes_it_and_when():
    walk = Review5().locked()
    with pytest.raises(Refused) as caught:
        take(walk)
    assert caught.value.code == "no_report"
    panels.report(walk.panel, by=walk.officer, at=walk.at)
    assert take(walk, by=walk.supervisor).name == f"panel-{walk.panel.pk}-report-1.docx"
    for viewer in (walk.signer, walk.experts[0]):
        with pytest.raises(NotAllowed):
            take(walk, by=viewer)
    with pytest.raises(NotAllowed):
        take(walk, by=walk.supervisor, kind="scores")
    assert Event.objects.filter(name="panel.exported").count() == 1


def test_a_kept_file_that_was_tampered_with_is_not_handed_out():
    walk = reported()
    path = stored_at(Report.objects.get(format="docx").sha256)
    whole = path.read_bytes()
    path.write_bytes(whole + b"x")
    with pytest.raises(Refused) as caught:
        take(walk)
    path.write_bytes(whole)
    assert caught.value.code == "report_damaged"


@pytest.mark.parametrize("kind", ["scores", "opinions", "fees", "report"])
def test_a_document_repeats_its_heads_keeps_its_rows_whole_and_numbers_its_pages(kind):
    walk = reported()
    made = take(walk, kind=kind)
    paper = Document(BytesIO(made.content))
    assert "填报单位（盖章）" in words(made.content)
    for table in paper.tables:
        marks = [{child.tag for child in row._tr.trPr} for row in table.rows]
        assert qn("w:tblHeader") in marks[0] and not any(qn("w:tblHeader") in one for one in marks[1:])
        assert all(qn("w:cantSplit") in one for one in marks)
        for run in (run for row in table.rows for cell in row.cells for run in cell.paragraphs[0].runs):
            assert run._r.rPr.rFonts.get(qn("w:eastAsia")) in ("宋体", "黑体")
    section = paper.sections[0]
    assert {round(section.page_width.cm, 1), round(section.page_height.cm, 1)} == {21.0, 29.7}
    assert (section.page_width > section.page_height) == (kind in ("scores", "fees"))
    assert section.footer.paragraphs[0].text == "—  —"
    parts = zipfile.ZipFile(BytesIO(made.content))
    assert "PAGE" in "".join(parts.read(name).decode() for name in parts.namelist() if "footer" in name)
    assert b"python-docx" not in parts.read("docProps/core.xml")
