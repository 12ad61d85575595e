"""The page of the offline pack: download, look, choose, write; and for nobody but the expert."""

import re
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from challenges.review.actions import review as reviews
from challenges.review.models import Score
from notifications.models import Event
from tests.assignment.test_draw_pages import enter
from tests.factories.review import stranger
from tests.review.test_pack_actions import Filled
from tests.review.test_scoring_pages import walk_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(monkeypatch):
    walk = walk_with()
    monkeypatch.setattr("frontend.review.views.pack.now", lambda: walk.at)
    for proposal in walk.proposals:
        reviews.declare_clear(walk.review_of(walk.experts[1], proposal), by=walk.experts[1], at=walk.at)
    return walk


def upload(client, walk, content):
    file = SimpleUploadedFile("表.xlsx", content)
    return client.post(f"/panels/{walk.panel.pk}/pack/", {"file": file})


def test_a_pack_is_taken_looked_at_and_written(client, walk):
    one, numeric = walk.experts[1], walk.panel.rubric.criteria.first()
    enter(client, one)
    address = f"/panels/{walk.panel.pk}/pack/"
    assert "表里有 2 份还可以打分的申报书" in client.get(address).text
    taken = client.post(f"{address}taking/")
    assert taken.status_code == 200 and taken.content[:2] == b"PK"
    assert f"离线评审表-{walk.challenge.number}-" in unquote(taken["Content-Disposition"])
    filled = Filled(taken.content)
    assert one.user.name in filled.sheet()["A2"].value
    filled.put(f"s{numeric.pk}", 90).put("comment", "表里的话", "E")
    review = walk.review_of(one, walk.proposals[0])
    reviews.score(review, by=one, at=walk.at, comment="网上的话")
    looked = upload(client, walk, filled.content())
    assert looked.status_code == 200 and "还没有写入任何内容。" in looked.text
    assert "有 1 处网上与表里不同" in looked.text and "网上的话" in looked.text and "表里的话" in looked.text
    plan = re.search(r'name="plan" value="([^"]+)"', looked.text)[1]
    undecided = client.post(f"{address}writing/", {"plan": plan}, follow=True)
    assert "还有没选定或没改好的项" in undecided.text and not Score.objects.exists()
    written = client.post(f"{address}writing/", {"plan": plan, f"choice-{review.pk}-comment": "file"}, follow=True)
    assert "已写入 2 处。" in written.text
    review.refresh_from_db()
    assert (review.comment, Score.objects.get().value) == ("表里的话", 90)
    assert Event.objects.filter(name="seat.pack_applied", actor=one.user).count() == 1


def test_wrong_cells_and_wrong_files_are_said_on_the_page(client, walk):
    one, numeric = walk.experts[1], walk.panel.rubric.criteria.first()
    enter(client, one)
    filled = Filled(client.post(f"/panels/{walk.panel.pk}/pack/taking/").content).put(f"s{numeric.pk}", 101)
    looked = upload(client, walk, filled.content())
    assert "第 1 份!D4：分数须在 0 到 100 之间。" in looked.text and 'aria-disabled="true">写入' in looked.text
    answer = upload(client, walk, b"x,y")
    assert answer.status_code == 422 and "文件无法读取" in answer.text
    answer = client.post(f"/panels/{walk.panel.pk}/pack/", {})
    assert answer.status_code == 422 and "请选择要上传的文件。" in answer.text
    assert client.post(f"/panels/{walk.panel.pk}/pack/writing/", {"plan": "x"}, follow=True).status_code == 200
    assert not Score.objects.exists()


def test_to_everybody_else_there_is_no_pack(client, walk):
    for viewer in (walk.officer, walk.signer, stranger(), stranger("organiser")):
        enter(client, viewer)
        assert client.get(f"/panels/{walk.panel.pk}/pack/").status_code == 404
        for act in ("taking", "writing"):
            assert client.post(f"/panels/{walk.panel.pk}/pack/{act}/", {"plan": "x"}).status_code == 404
    assert not Event.objects.filter(name__startswith="seat.pack").exists()
