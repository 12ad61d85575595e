"""The pages on which organisers keep rubrics and revise the copy of one panel."""

import pytest

from challenges.review.actions import panel as panels
from challenges.review.actions import rubric as rubrics
from challenges.review.models import Rubric
from tests.assignment.test_draw_pages import enter
from tests.factories.review import Review5, stranger

pytestmark = pytest.mark.django_db
LEVELS = "国际领先 95\n国内先进：80"


def form(*lines, **fields):
    """What the editor posts: a line is (name, weight) with what else it has."""
    found = {"name": "成果转化评分表", "scale": "weight", "lines": len(lines), "do": "save", **fields}
    for n, (name, weight, *more) in enumerate(lines):
        found |= {f"name-{n}": name, f"weight-{n}": weight, f"kind-{n}": "numeric"}
        found |= {f"{key}-{n}": value for key, value in (more[0] if more else {}).items()}
    return found


GOOD = (
    ("技术路线", "60", {"comment_required": "1", "comment_length": "20", "hint": "看依据", "tie": "1"}),
    ("先进性", "40", {"kind": "rating", "levels": LEVELS, "name_en": "Advance"}),
    ("材料虚假", "0", {"veto": "1"}),
)


@pytest.fixture
def walk():
    return Review5().made()


def test_a_template_is_written_looked_at_copied_and_changed(client, walk):
    enter(client, walk.officer)
    assert "还没有自己的评分表" in client.get("/rubrics/").text
    looked = client.post("/rubrics/new/", form(*GOOD, do="look"))
    assert looked.status_code == 200 and "专家看到的样子" in looked.text and "国际领先" in looked.text
    assert not Rubric.objects.filter(organiser=walk.officer.organisation).exists()
    assert client.post("/rubrics/new/", form(*GOOD))["Location"] == "/rubrics/"
    rubric = Rubric.objects.get(organiser=walk.officer.organisation)
    kept = list(rubric.criteria.values_list("name", "weight", "kind", "comment_required", "comment_length", "veto"))
    assert kept == [
        ("技术路线", 60, "numeric", True, 20, False),
        ("先进性", 40, "rating", False, 0, False),
        ("材料虚假", 0, "numeric", False, 0, True),
    ]
    rating = rubric.criteria.get(position=2)
    assert rating.levels == [{"name": "国际领先", "value": "95"}, {"name": "国内先进", "value": "80"}]
    assert (rating.name_en, rubric.tie_chain) == ("Advance", [1])
    copy = client.get(f"/rubrics/new/?from={rubric.pk}").text
    assert "成果转化评分表（副本）" in copy and "国际领先 95" in copy
    changed = form(("全部", "100"), name="改过的", scale="points")
    assert client.post(f"/rubrics/{rubric.pk}/", changed).status_code == 302
    rubric.refresh_from_db()
    assert (rubric.name, rubric.scale, rubric.criteria.count(), rubric.tie_chain) == ("改过的", "points", 1, [])


def test_a_total_of_99_is_refused_beside_the_total_with_nothing_lost(client, walk):
    enter(client, walk.officer)
    answer = client.post("/rubrics/new/", form(("技术", "59", {"hint": "看依据"}), ("团队", "40"), ("", "")))
    assert answer.status_code == 422 and answer.text.count("评分表权重合计 99，应为 100。") == 2
    assert "<b data-total>99</b>" in answer.text and 'value="59"' in answer.text and "看依据" in answer.text
    points = client.post("/rubrics/new/", form(("技术", "99"), scale="points"))
    assert "各项满分合计 99，应为 100。" in points.text
    wrong = client.post("/rubrics/new/", form(("技术", "六十"), ("先进性", "100", {"kind": "rating", "levels": "优"})))
    assert wrong.status_code == 422 and 'value="六十"' in wrong.text
    assert "权重须是 0 到 100 的整数。" in wrong.text and "每个等级须有名称和 0 到 100 的分值。" in wrong.text
    assert Rubric.objects.count() == 1 + Rubric.objects.filter(template=False).count()


def test_lines_are_added_and_removed_without_a_script(client, walk):
    enter(client, walk.officer)
    added = client.post("/rubrics/new/", form(("技术", "60"), ("团队", "40"), do="add"))
    assert added.status_code == 200 and 'name="lines" value="4"' in added.text and 'name="name-3"' in added.text
    dropped = client.post("/rubrics/new/", form(("技术", "60"), ("团队", "40"), do="drop-0"))
    assert 'name="lines" value="1"' in dropped.text and "技术" not in dropped.text.split("data-rubric")[1]


def test_a_panel_in_planning_takes_another_template_and_revises_its_copy(client, walk):
    walk.panel = panels.plan(walk.challenge, by=walk.officer, at=walk.at)
    other = rubrics.save_template(
        by=walk.officer, at=walk.at, name="本厅评分表", criteria=[{"name": "全部", "weight": 100}], scale="points"
    )
    enter(client, walk.officer)
    address = f"/panels/{walk.panel.pk}/rubric/"
    assert "技术路线先进性与可行性" in client.get(address).text
    filled = client.get(f"{address}?from={other.pk}").text
    assert "已填入，保存后生效。" in filled and 'value="全部"' in filled
    stale = form(("技术", "100"), version=walk.panel.version + 7)
    late = client.post(address, stale)
    assert late.status_code == 412 and 'name="keep.rows"' in late.text
    given = form(("技术", "70"), ("团队", "30"), name="本厅评分表", scale="points", version=walk.panel.version)
    assert client.post(address, given)["Location"] == f"/panels/{walk.panel.pk}/"
    walk.panel.refresh_from_db()
    copy = walk.panel.rubric
    assert (copy.name, copy.scale, copy.template) == ("本厅评分表", "points", False)
    assert list(copy.criteria.values_list("name", "weight")) == [("技术", 70), ("团队", 30)]
    assert list(other.criteria.values_list("name", "weight")) == [("全部", 100)]
    panels.compose(walk.panel, by=walk.officer, at=walk.at, picks=walk.picks())
    panels.invite(walk.panel, by=walk.officer, at=walk.at)
    shown = client.get(address).text
    assert "邀请专家之后，评分表不能再改。" in shown and '<form method="post" data-guard' not in shown
    late = client.post(address, form(("技术", "100")))
    assert late.status_code == 409 and "邀请专家之后，评分表不能再改。" in late.text
    assert copy.criteria.count() == 2


def test_to_everybody_else_rubrics_do_not_exist(client, walk):
    walk.panel = panels.plan(walk.challenge, by=walk.officer, at=walk.at)
    own = rubrics.save_template(by=walk.officer, at=walk.at, name="本厅", criteria=[{"name": "全部", "weight": 100}])
    common = Rubric.objects.get(organiser=None, template=True)
    for viewer in (walk.signer, walk.experts[0], stranger()):
        enter(client, viewer)
        for address in ("/rubrics/", "/rubrics/new/", f"/rubrics/{common.pk}/", f"/panels/{walk.panel.pk}/rubric/"):
            assert client.get(address).status_code == 404
            assert client.post(address, form(("全部", "100"))).status_code == 404
    enter(client, stranger("organiser"))
    assert client.get(f"/rubrics/{own.pk}/").status_code == 404
    assert client.get(f"/panels/{walk.panel.pk}/rubric/").status_code == 404
    enter(client, walk.supervisor)
    assert client.get("/rubrics/").status_code == 200 and client.get("/rubrics/new/").status_code == 404
    assert "复制" not in client.get("/rubrics/").text.split("</main>")[0]
    assert client.post(f"/rubrics/{own.pk}/", form(("全部", "100"), name="改")).status_code == 200
    assert client.post(f"/panels/{walk.panel.pk}/rubric/", form(("全部", "100"), name="改")).status_code == 200
    own.refresh_from_db()
    assert own.name == "本厅" and walk.panel.rubric.name != "改"


@pytest.mark.parametrize("count", [3, 30])
def test_the_list_costs_the_same_for_many_rubrics(client, walk, count, django_assert_num_queries):
    for n in range(count):
        rubrics.save_template(by=walk.officer, at=walk.at, name=f"表 {n}", criteria=[{"name": "全部", "weight": 100}])
    enter(client, walk.officer)
    client.get("/rubrics/")
    with django_assert_num_queries(5):
        assert client.get("/rubrics/").text.count("?from=") == count + 1
