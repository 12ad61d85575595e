import pytest
from django.core import mail
from django.urls import reverse

from notifications import tasks, wake
from notifications.models import Delivery
from tests.factories.notifications import event, person


@pytest.mark.parametrize("task", [tasks.relay_wake, tasks.relay_sweep])
def test_both_tasks_carry_a_notice_all_the_way(told, reader, task):
    told(reader)
    event()
    task()
    task()
    assert [message.subject for message in mail.outbox] == ["已发布：碳化硅衬底"]


def test_recording_sends_a_wake_to_the_queue(db, monkeypatch, django_capture_on_commit_callbacks):
    sent = []
    monkeypatch.setattr(tasks.relay_wake, "apply_async", lambda **keywords: sent.append(keywords))
    assert tasks.wake in wake._bells
    with django_capture_on_commit_callbacks(execute=True):
        event()
    assert sent == [{"retry": False, "expires": tasks.WAKE_EXPIRES}]


@pytest.fixture
def operator(client, db):
    client.force_login(person(is_staff=True, is_operator=True))
    return client


def test_operators_look_at_events_without_their_facts_and_change_nothing(operator):
    made = event(facts={"secret": "报价一百万"})
    listing = operator.get(reverse("admin:notifications_event_changelist"))
    detail = operator.get(reverse("admin:notifications_event_change", args=[made.pk]))
    assert (listing.status_code, detail.status_code) == (200, 200)
    assert "报价一百万" not in detail.content.decode() + listing.content.decode()
    for name in ("add", "delete"):
        args = [] if name == "add" else [made.pk]
        assert operator.post(reverse(f"admin:notifications_event_{name}", args=args)).status_code == 403


def test_operators_send_dead_deliveries_again(operator, told, reader):
    told(reader)
    event()
    tasks.relay.dispatch(at=event().at)
    Delivery.objects.update(state="dead", tries=12, problem="refused")
    rows = list(Delivery.objects.values_list("pk", flat=True))
    answer = operator.post(
        reverse("admin:notifications_delivery_changelist"),
        {"action": "send_again", "_selected_action": rows},
        follow=True,
    )
    assert "2 封通知将重新发送。" in answer.content.decode()
    assert set(Delivery.objects.values_list("state", "tries")) == {("due", 0)}


def test_operators_do_not_see_what_went_its_way(operator, told, reader):
    told(reader)
    made = event()
    tasks.relay_wake()
    assert operator.get(reverse("admin:notifications_event_change", args=[made.pk])).status_code == 302
    row = Delivery.objects.get()
    assert operator.get(reverse("admin:notifications_delivery_change", args=[row.pk])).status_code == 302
    assert made.name not in operator.get(reverse("admin:notifications_delivery_changelist")).content.decode()
