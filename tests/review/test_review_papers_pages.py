"""Papers, written answers and the import of experts, as people use them in the browser."""

from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import ExpertProfile
from challenges.review.models import Rejoinder
from notifications.clock import day_of
from notifications.models import Event
from tests.factories.challenges import NOW
from tests.factories.review import Review5, member_of, stranger

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_person(client, monkeypatch):
    """Sign somebody in who acts as they do in this test, at the time of the walk."""

    def sign_in(acting, at=NOW):
        for name in (
            "review.views.paper",
            "review.views.rejoinder",
            "review.views.panel",
            "experts.views.expert_import",
        ):
            monkeypatch.setattr(f"frontend.{name}.now", lambda: at)
        client.force_login(acting.user)
        session = client.session
        session["acting_for"] = acting.organisation_id
        session.save()
        return client

    return sign_in


def test_an_officer_takes_a_paper_and_leaves_their_reason(as_person):
    walk = Review5().locked()
    client = as_person(walk.officer, walk.at)
    assert "评审材料" in client.get(f"/panels/{walk.panel.pk}/").text
    answer = client.post(f"/panels/{walk.panel.pk}/papers/", {"kind": "scores", "reason": "存档"})
    assert answer.status_code == 200 and answer.content[:2] == b"PK"
    assert f"专家打分表与汇总-{walk.challenge.number}-" in unquote(answer["Content-Disposition"])
    assert Event.objects.filter(name="panel.exported").count() == 1
    refused = client.post(f"/panels/{walk.panel.pk}/papers/", {"kind": "scores", "reason": ""}, follow=True)
    assert "请写明导出的用途。" in refused.text
    word = client.post(f"/panels/{walk.panel.pk}/papers/", {"kind": "fees.docx", "reason": "发放", "days": "2"})
    named = unquote(word["Content-Disposition"])
    assert f"专家费发放表-{walk.challenge.number}-" in named and named.endswith(f"{day_of(walk.at):%Y-%m-%d}.docx")
    for viewer in (walk.signer, member_of(walk.proposals[0]), stranger()):
        assert as_person(viewer).post(f"/panels/{walk.panel.pk}/papers/", {"kind": "scores"}).status_code == 404


def test_the_report_lies_on_the_board_and_the_supervisor_may_take_it(as_person):
    walk = Review5().locked()
    client = as_person(walk.officer, walk.at)
    assert "评审报告在“出具评审报告”时自动生成并存档" in client.get(f"/panels/{walk.panel.pk}/").text
    client.post(f"/acts/panel/{walk.panel.pk}/report/")
    assert "评审报告 第 1 轮 DOCX" in client.get(f"/panels/{walk.panel.pk}/").text
    watcher = as_person(walk.supervisor, walk.at)
    page = watcher.get(f"/panels/{walk.panel.pk}/").text
    assert "评审报告（存档）" in page and "专家费发放表" not in page
    asked = {"kind": "report.docx", "reason": "监督", "round": "1"}
    assert watcher.post(f"/panels/{walk.panel.pk}/papers/", asked).content[:2] == b"PK"
    refused = watcher.post(f"/panels/{walk.panel.pk}/papers/", {"kind": "scores.xlsx", "reason": "监督"})
    assert refused.status_code in (302, 403)
    assert Event.objects.filter(name="panel.exported").count() == 1


def test_the_panel_asks_and_the_firm_answers_on_its_page(as_person):
    walk = Review5().scoring()
    firm = member_of(walk.proposals[0])
    client = as_person(walk.officer, walk.at)
    given = {"proposal": walk.proposals[0].pk, "question": "氧含量如何测？"}
    asked = client.post(f"/panels/{walk.panel.pk}/rejoinders/", given, follow=True)
    assert "待答复" in asked.text
    assert client.post(f"/panels/{walk.panel.pk}/rejoinders/", {"proposal": "x"}).status_code == 404
    row = Rejoinder.objects.get()
    page = f"/rejoinders/{row.pk}/"
    for viewer in (walk.signer, member_of(walk.proposals[1]), stranger()):
        assert as_person(viewer).get(page).status_code == 404
    client = as_person(firm, walk.at)
    assert "提交答复" in client.get(page).text
    empty = client.post(page, {"text": " "})
    assert empty.status_code == 422 and "请写答复。" in empty.text
    done = client.post(page, {"text": "按 GB/T 14265"}, follow=True)
    assert "按 GB/T 14265" in done.text and "提交答复" not in done.text
    assert "按 GB/T 14265" in as_person(walk.experts[1], walk.at).get(page).text


def test_experts_are_looked_at_first_and_then_brought_in(as_person):
    walk = Review5().made()
    before = ExpertProfile.objects.count()
    client = as_person(walk.officer)
    good = "姓名,邮箱,类别,任职单位\n沈砚秋,shen@uni.edu.cn,技术,示例大学\n"

    def upload(text, apply):
        file = SimpleUploadedFile("experts.csv", text.encode())
        return client.post("/experts/import/", {"file": file, "apply": apply}, follow=True)

    assert client.get("/experts/import/").status_code == 200
    assert "可导入 1 位，已在库 0 位，有问题 0 行" in upload(good, "0").text
    bad = upload(good + "无名,nowhere,外星,某所\n", "1")
    assert bad.status_code == 422 and "第 3 行" in bad.text and "邮箱地址不完整或格式不对" in bad.text
    assert ExpertProfile.objects.count() == before
    assert "已导入 1 位专家，待核验。" in upload(good, "1").text
    assert ExpertProfile.objects.count() == before + 1
    assert upload("", "0").status_code == 422
    assert as_person(walk.signer).get("/experts/import/").status_code == 404
