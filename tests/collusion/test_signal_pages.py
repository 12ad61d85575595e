"""The page of signals of collusion: the fact on top, pairs with their evidence abreast, and no way in for others."""

import pytest

from challenges.collusion import actions as signals
from challenges.collusion.models import Comparison, Signal
from challenges.proposals.models import Section
from tests.assignment.test_draw_pages import enter, text
from tests.factories.review import stranger
from tests.factories.signals import COPIED, Opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk():
    return Opened(proposals=3).made()


def address(walk):
    return f"/challenges/{walk.challenge.pk}/signals/"


def test_a_checker_reads_explains_and_pursues(client, walk):
    found = walk.compared()
    enter(client, walk.checker)
    page = text(client.get(address(walk)))
    assert "1 对单位之间还有 3 条线索待看" in page
    assert page.count(f"<mark>{COPIED[:-1]}") == 2
    assert "联系电话相同：13800000123。" in page and "“甲所”的周以衡同在两个团队。" in page
    for signal, verb, note in zip(found, ("explain", "pursue", "explain"), ("甲", "乙", "丙"), strict=True):
        form = {"version": signal.version, f"{verb}-note": f"{note}：已核对合同"}
        answer = client.post(f"/acts/signal/{signal.pk}/{verb}/", form)
        assert (answer.status_code, answer["Location"]) == (302, address(walk))
    page = text(client.get(address(walk)))
    assert "3 条线索都已看过" in page and "乙：已核对合同" in page
    assert sorted(Signal.objects.values_list("state", flat=True)) == ["explained", "explained", "pursued"]


def test_an_act_without_a_note_is_shown_again_with_its_pair_on_top(client, walk):
    signal = walk.compared()[0]
    enter(client, walk.officer)
    answer = client.post(f"/acts/signal/{signal.pk}/explain/", {"explain-note": ""})
    assert answer.status_code == 422
    assert f'id="id_{signal.pk}_explain-note"' in text(answer) and "aria-invalid" in text(answer)
    signal.refresh_from_db()
    assert signal.state == "open"


def test_no_two_fields_of_the_page_share_an_id(client, walk):
    import re

    walk.compared()
    enter(client, walk.officer)
    ids = re.findall(r' id="([^"]+)"', text(client.get(address(walk))))
    assert len(ids) == len(set(ids))


def test_before_the_comparison_and_without_a_finding_the_page_says_so(client):
    walk = Opened(alike=0)
    enter(client, walk.officer)
    page = text(client.get(address(walk)))
    assert "还没有比对完" in page and "正在后台比对" in page
    walk.compared()
    page = text(client.get(address(walk)))
    assert "没有发现线索" in page and "申报单位之间没有值得看的共同之处" in page


def test_a_comparison_that_broke_three_times_is_named(client, walk):
    Comparison.objects.create(challenge=walk.challenge, asked_at=walk.at, attempts=signals.ATTEMPTS)
    enter(client, walk.officer)
    assert "比对没有完成" in text(client.get(address(walk)))


def test_an_officer_asks_again_and_the_supervisor_may_only_look(client, walk):
    walk.compared()
    enter(client, walk.supervisor)
    page = text(client.get(address(walk)))
    assert "重新比对" not in page and "/acts/signal/" not in page
    assert client.post(address(walk)).status_code == 302
    assert Comparison.objects.get().done_at is not None
    enter(client, walk.officer)
    assert client.post(address(walk), follow=True).status_code == 200
    assert Comparison.objects.get().done_at is None
    assert "正在比对，完成后再试。" in text(client.post(address(walk), follow=True))


def test_to_everybody_else_there_are_no_signals(client, walk):
    walk.accepted()
    signal = walk.compared()[0]
    enter(client, walk.officer)
    work = f"/challenges/{walk.challenge.pk}/work/"
    assert address(walk) in text(client.get(work))
    for viewer in (walk.signer, walk.experts[0], walk.notice_officer, stranger("organiser"), stranger()):
        enter(client, viewer)
        assert client.get(address(walk)).status_code == 404
        assert client.post(address(walk)).status_code == 404
        assert client.post(f"/acts/signal/{signal.pk}/explain/", {"explain-note": "x"}).status_code == 404
        for url in (work, "/desk/", f"/proposals/{walk.proposals[0].pk}/", f"/panels/{walk.panel.pk}/"):
            assert "围标" not in text(client.get(url))
    client.logout()
    assert "/login/" in client.get(address(walk))["Location"]
    signal.refresh_from_db()
    assert signal.state == "open" and signal.note == ""


@pytest.mark.parametrize("state", ["published", "accepting"])
def test_before_the_opening_there_is_no_page_and_no_way_to_it(client, state):
    walk = Opened(state=state)
    enter(client, walk.officer)
    assert client.get(address(walk)).status_code == 404
    assert address(walk) not in text(client.get(f"/challenges/{walk.challenge.pk}/work/"))


def test_budgets_stand_line_by_line_and_other_challenges_are_named(client, walk):
    cells = {"equipment": {"fiscal": "101.25", "self": "33.40"}, "labour": {"self": "18.75", "fiscal": "7.07"}}
    for proposal in walk.proposals[:2]:
        Section.objects.create(proposal=proposal, key="budget", data={"cells": cells})
    other = Opened(proposals=1, alike=1, batch=walk.challenge.batch, organiser=walk.challenge.organiser)
    walk.compared()
    enter(client, walk.checker)
    page = text(client.get(address(walk)))
    assert "设备费 · 财政补助" in page and page.count("101.25") == 2
    assert f"分别申报 {walk.challenge.number} 和 {other.challenge.number}" in page


def test_long_lists_have_pages(client):
    walk = Opened(proposals=14, alike=6)
    walk.compared()
    enter(client, walk.officer)
    first, second = (text(client.get(f"{address(walk)}?page={n}")) for n in ("x", 2))
    assert "第 1 页，共 2 页" in first and "?page=2" in first
    assert "第 2 页，共 2 页" in second and "?page=1" in second
    assert (first.count('class="part-head'), second.count('class="part-head')) == (10, 5)
    # A refused form comes back on top, wherever its pair stands.
    last = Signal.objects.order_by("-first_id", "-second_id").first()
    answer = client.post(f"/acts/signal/{last.pk}/pursue/", {"pursue-note": ""})
    assert f'id="id_{last.pk}_pursue-note"' in text(answer)


@pytest.mark.parametrize("count", [3, 30])
def test_the_page_asks_a_fixed_number_of_times(client, count, django_assert_num_queries):
    walk = Opened(proposals=2)
    walk.compared()
    pair = sorted(proposal.pk for proposal in walk.proposals)
    have = Signal.objects.count()
    for n in range(count - have):
        Signal.objects.create(
            first_id=pair[0],
            second_id=pair[1],
            kind="person",
            strength=1,
            key=f"k{n}",
            facts={"what": "phone", "value": str(n)},
            created_at=walk.at,
            updated_at=walk.at,
        )
    enter(client, walk.officer)
    client.get(address(walk))
    with django_assert_num_queries(8):
        page = text(client.get(address(walk)))
    assert f"{count} 条线索待看" in page
