"""The pages of an objection: what is missing stands beside its field, and the second officer reads both sides."""

import pytest
from django.urls import reverse

from challenges.award.actions import objection as objections
from challenges.award.models import Objection
from tests.factories.accounts import UserFactory, acting
from tests.factories.review import OBJECTION, Review5, known, objected, stranger
from tests.factories.texts import read_on_page
from tests.files.test_file_owners import signed_in

pytestmark = pytest.mark.django_db
EMPTY = {name: "" for name in OBJECTION if name not in ("matter", "remedy_kind")}


@pytest.fixture
def walk(monkeypatch):
    found = Review5().publicised()
    monkeypatch.setattr("frontend.award.views.objection.now", lambda: found.at)
    return found


def at(walk):
    return reverse("objection_file", args=[walk.challenge.pk])


def test_each_missing_piece_is_a_sentence_beside_its_field_and_nothing_typed_is_lost(walk):
    client = signed_in(stranger())
    typed = {**EMPTY, "remedy": "aaaa", "source": "检测报告第 3 页", "phone": "1"}
    answer = client.post(at(walk), typed)
    form = answer.context["form"]
    assert answer.status_code == 422
    assert set(form.errors) == {"matter", "text", "remedy_kind", "remedy", "phone"}
    assert form.errors["text"] == ["请写明异议依据的事实。"]
    assert form.errors["matter"] == ["请选择对公示的哪一项内容有异议。"]
    page = answer.content.decode()
    assert all(f'id="id_{name}_error"' in page or f'href="#id_{name}' in page for name in ("text", "remedy", "phone"))
    assert ">\naaaa</textarea>" in page and "检测报告第 3 页" in page and not Objection.objects.exists()


def test_who_acts_for_a_firm_is_printed_and_not_asked(walk):
    by = stranger()
    type(by.organisation).objects.filter(pk=by.organisation.pk).update(verification="pending")
    client = signed_in(by)
    page = client.get(at(walk)).content.decode()
    assert by.user.name in page and by.organisation.name in page and "单位未通过核验" in page
    assert 'name="standing"' not in page and 'name="name"' not in page
    answer = client.post(at(walk), {**OBJECTION, **read_on_page("objection"), "phone": "13800000001"})
    row = Objection.objects.get()
    assert answer["Location"] == reverse("objection", args=[row.pk])
    desk = signed_in(walk.admin).get(answer["Location"]).content.decode()
    assert all(words in desk for words in (by.user.name, by.organisation.name, "单位未通过核验", OBJECTION["source"]))


def test_who_acts_for_nobody_says_what_they_are(walk, client):
    person = known(UserFactory())
    client.force_login(person)
    assert 'name="standing"' in client.get(at(walk)).content.decode()
    answer = client.post(at(walk), {**OBJECTION, **read_on_page("objection"), "phone": "95588", "standing": "other"})
    assert set(answer.context["form"].errors) == {"standing_text"}
    said = {"standing": "other", "standing_text": "成果的共同发明人"}
    typed = {**OBJECTION, **read_on_page("objection"), "phone": "95588"}
    assert client.post(at(walk), typed | said).status_code == 302
    page = signed_in(walk.admin).get(reverse("objection", args=[Objection.objects.get().pk])).content.decode()
    assert "不代表单位" in page and "其他利害关系" in page and "成果的共同发明人" in page


def test_who_is_not_known_is_led_to_complete_it_and_keeps_what_they_typed(walk):
    by = acting(stranger().organisation, "handler", user=UserFactory(name="x"))
    client = signed_in(by)
    page = client.get(at(walk)).content.decode()
    assert f'href="{reverse("settings")}"' in page and f'href="{reverse("account_email")}"' in page
    assert "<form" not in page.partition("<main")[2].partition("</main")[0]
    answer = client.post(at(walk), {**OBJECTION, **read_on_page("objection"), "phone": "95588"})
    assert answer.status_code == 422 and OBJECTION["text"] in answer.content.decode()
    assert not Objection.objects.exists()


def test_outside_the_period_the_page_says_so(walk, monkeypatch):
    monkeypatch.setattr(
        "frontend.award.views.objection.now", lambda: walk.challenge.publicity_ends_at.replace(year=2100)
    )
    page = signed_in(stranger()).get(at(walk)).content.decode()
    assert "24:00 结束" in page and 'name="text"' not in page


def test_the_second_officer_reads_both_sides_where_they_decide(walk):
    by = stranger()
    row = objected(walk.challenge, at=walk.at, by=by)
    note = "已向检测机构发函核对报告编号"
    objections.register(row, by=walk.notice_officer, at=walk.at, note=note)
    address = reverse("objection", args=[row.pk])
    first, second = (signed_in(who).get(address).content.decode() for who in (walk.notice_officer, walk.admin))
    for words in (OBJECTION["text"], OBJECTION["source"], OBJECTION["remedy"], note, walk.notice_officer.user.name):
        assert words in second
    assert "dismiss-decision" in second and "dismiss-decision" not in first
    told = "经办与审核不能是同一人"
    assert (told in first, told in second) == (True, False)
    theirs = signed_in(by).get(address).content.decode()
    assert note not in theirs and OBJECTION["text"] in theirs
