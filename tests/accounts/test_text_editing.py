"""Writing a text that binds: each problem beside its field, a preview, and two people before it holds."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.actions.text import approve, discard, keep_draft
from accounts.errors import Invalid, LostUpdate, NotAllowed, Refused
from accounts.models import BindingText
from accounts.queries.text import in_force
from accounts.rules.text_parts import PARTS, TextKind
from challenges.core.actions import motion as motions
from challenges.core.models import Motion
from challenges.core.motions import ACTS
from frontend.accounts.text_form import initial
from notifications.clock import local, now
from notifications.models import Event
from tests.factories.accounts import AT, OrganisationFactory, acting, member, operator, seconded

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def house():
    return OrganisationFactory(kind="organiser")


def typed(**changes):
    """What stands in the form of the secrecy text, with a day to come."""
    given = initial(in_force("secrecy", None, now()))
    return {**given, "effective_from": f"{local(now() + DAY):%Y-%m-%dT%H:%M}", "version": "none", **changes}


def address(house=None):
    return reverse("text_edit", args=["secrecy"]) + (f"?of={house.pk}" if house else "")


def draft(house, by, **changes):
    row = in_force("secrecy", None, AT)
    parts = {part["part"]: part["text"] for part in row.parts}
    given = {"title_zh": row.title_zh, "title_en": row.title_en, "parts": parts, "effective_from": AT + DAY, **changes}
    return keep_draft("secrecy", house, by=by, at=AT, **given)


def test_an_organiser_sets_its_own_text_by_two(client, house):
    first, second = acting(house, "batch_admin"), acting(house, "notice_officer")
    client.force_login(first.user)
    page = client.get(address(house)).content.decode()
    assert all(f'name="{code}_{key}"' in page for code in PARTS[TextKind.SECRECY] for key in ("zh", "en"))
    given = typed(title_zh="滨海科技局保密承诺书", term_zh="保密期限为五年。")
    shown = client.post(address(house), {**given, "preview": "1"})
    assert "保密期限为五年。" in shown.content.decode() and 'lang="en"' in shown.content.decode()
    assert not BindingText.objects.filter(owner=house).exists()
    assert client.post(address(house), {**given, "approve": "1"}).status_code == 302
    motion = Motion.objects.get(act="text.approve")
    assert in_force("secrecy", house.pk, now()).owner is None
    client.force_login(second.user)
    told = client.get(reverse("motion", args=[motion.pk])).content.decode()
    assert "保密期限为五年。" in told and "three years after" in told
    motions.confirm(motion, by=second, at=now())
    row = BindingText.objects.get(owner=house)
    assert (row.number, row.prepared_by, row.approved_by, row.sha256) == (1, first.user, second.user, row.digest())
    assert in_force("secrecy", house.pk, row.effective_from) == row
    assert in_force("secrecy", house.pk, now()).owner is None


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"liability_zh": " "}, "liability_zh", "缺少必备内容"),
        ({"disputes_en": ""}, "disputes_en", "缺少必备内容"),
        ({"effective_from": "2026-01-02T09:00"}, "effective_from", "不能早于现在"),
        ({"effective_from": ""}, "effective_from", "请填写生效时间"),
        ({"effective_from": "soon"}, "effective_from", ""),
        ({"title_en": ""}, "title_en", "请填写标题"),
        ({"use_zh": "字" * 8001}, "use_zh", "最多"),
    ],
)
def test_what_lacks_is_told_beside_its_field_and_nothing_is_lost(client, house, changes, field, words):
    client.force_login(acting(house, "batch_admin").user)
    answer = client.post(address(house), {**typed(title_zh="我打的标题", **changes), "approve": "1"})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors and words in str(answer.context["form"].errors[field])
    assert "我打的标题" in answer.content.decode()
    assert not BindingText.objects.filter(owner=house).exists() and not Motion.objects.exists()


def test_a_draft_may_lack_anything_and_a_stale_one_overwrites_nothing(client, house):
    by = acting(house, "batch_admin")
    client.force_login(by.user)
    assert client.post(address(house), typed(term_zh="", effective_from="")).status_code == 302
    row = BindingText.objects.get(owner=house)
    assert not row.approved and "继续拟订" in client.get(reverse("texts") + f"?of={house.pk}").content.decode()
    draft(house, by, title_zh="别人改的", expected=row.version)
    with pytest.raises(LostUpdate):
        draft(house, by, title_zh="我改的", expected=row.version)
    assert client.post(address(house), typed(title_zh="我改的")).status_code == 412
    assert BindingText.objects.get(owner=house).title_zh == "别人改的"


def test_nobody_else_edits_it(client, house):
    others = (acting(house, "checker"), member("admin"), acting(OrganisationFactory(kind="organiser"), "batch_admin"))
    for by in (*others, operator()):
        client.force_login(by.user)
        assert client.get(address(house)).status_code == 404
        with pytest.raises(NotAllowed):
            draft(house, by)
    client.force_login(acting(house, "batch_admin").user)
    assert client.get(address()).status_code == 404
    assert client.get(reverse("text_edit", args=["terms"]) + f"?of={house.pk}").status_code == 404
    with pytest.raises(Refused):
        keep_draft(
            "terms",
            house,
            by=acting(house, "batch_admin"),
            at=AT,
            title_zh="",
            title_en="",
            parts={},
            effective_from=None,
        )


def test_operators_keep_those_of_the_platform(client):
    by = operator()
    client.force_login(by.user)
    assert client.post(address(), typed(title_zh="新的保密承诺书")).status_code == 302
    row = BindingText.objects.get(owner=None, approved_at=None)
    approve(row, by=seconded(operator()), at=now())
    assert row.number == 2 and in_force("secrecy", None, row.effective_from) == row


def test_a_moment_that_passed_before_the_second_person_confirms_and_what_stands_are_refused(house):
    by = acting(house, "batch_admin")
    row = draft(house, by)
    with pytest.raises(Invalid):
        approve(row, by=seconded(by), at=AT + 2 * DAY)
    approve(row, by=seconded(by), at=AT)
    for again in (lambda: approve(row, by=seconded(by), at=AT), lambda: discard(row, by=by, at=AT)):
        with pytest.raises(Refused):
            again()
    thrown = draft(house, by)
    discard(thrown, by=by, at=AT)
    assert not BindingText.objects.filter(approved_at=None).exists()
    assert Event.objects.filter(name="text.discarded").count() == 1


def test_a_draft_is_thrown_away_from_its_page_unless_somebody_is_asked_to_put_it_in_force(house, client):
    by = acting(house, "batch_admin")
    kept = draft(house, by, effective_from=now() + DAY)
    client.force_login(by.user)
    motion = motions.prepare(ACTS["text.approve"], kept, by=by, at=now())
    assert "ask-discard" not in client.get(address(house)).content.decode()
    client.post(address(house), {"discard": "1"})
    assert BindingText.objects.filter(pk=kept.pk).exists()
    motions.withdraw(motion, by=by, at=now())
    assert "ask-discard" in client.get(address(house)).content.decode()
    assert client.post(address(house), {"discard": "1"}).status_code == 302
    assert not BindingText.objects.filter(approved_at=None).exists()
    assert Event.objects.filter(name="text.discarded").count() == 1
