import pytest

from notifications import preferences
from notifications.models import DigestHour, Preference
from tests.factories.notifications import person


def test_by_default_everything_comes_at_once(told, reader):
    told(reader)
    assert preferences.modes(reader)["sheets", "email"] == "instant"
    assert preferences.digest_hour(reader) == 8


def test_a_choice_replaces_the_one_before(told, reader):
    told(reader)
    preferences.choose(reader, topic="sheets", channel="email", mode="off")
    preferences.choose(reader, topic="sheets", channel="email", mode="daily")
    assert preferences.modes(reader)["sheets", "email"] == "daily"
    assert str(Preference.objects.get()) == f"{reader.pk} sheets email: daily"


@pytest.mark.parametrize("wrong", [{"topic": "x"}, {"channel": "pigeon"}, {"mode": "hourly"}])
def test_what_does_not_exist_cannot_be_chosen(told, reader, wrong):
    told(reader)
    with pytest.raises(ValueError):
        preferences.choose(reader, **({"topic": "sheets", "channel": "email", "mode": "off"} | wrong))
    assert not Preference.objects.exists()


@pytest.mark.parametrize("hour", [0, 23])
def test_the_hour_of_the_digest_is_an_hour_of_the_day(reader, hour):
    preferences.choose_hour(reader, hour)
    assert preferences.digest_hour(reader) == hour
    assert str(DigestHour.objects.get()) == f"{reader.pk}: {hour}"


@pytest.mark.parametrize("hour", [-1, 24])
def test_other_hours_are_refused_and_nothing_of_the_page_is_saved(told, reader, hour):
    told(reader)
    with pytest.raises(ValueError):
        preferences.choose_all(reader, {("sheets", "email"): "off"}, hour=hour)
    assert (Preference.objects.count(), DigestHour.objects.count()) == (0, 0)


def test_the_whole_page_is_saved_at_once(told, reader):
    told(reader)
    preferences.choose_all(reader, {("sheets", "email"): "off"}, hour=20)
    assert (preferences.modes(reader)["sheets", "email"], preferences.digest_hour(reader)) == ("off", 20)


def test_an_unsubscribe_link_switches_off_its_topic_for_its_reader_only(told, reader):
    told(reader)
    other = person()
    token = preferences.unsubscribe_token(reader.pk, "sheets", "email")
    assert preferences.read_token(token) == (reader.pk, "sheets", "email")
    assert preferences.unsubscribe(token)
    assert preferences.modes(reader)["sheets", "email"] == "off"
    assert preferences.modes(other)["sheets", "email"] == "instant"


def test_a_forged_link_or_one_of_a_closed_account_does_nothing(reader):
    gone = person()
    token = preferences.unsubscribe_token(gone.pk, "sheets", "email")
    gone.delete()
    forged = preferences.unsubscribe_token(reader.pk, "sheets", "email")[:-2] + "xx"
    assert [preferences.unsubscribe(word) for word in (token, forged, "nonsense")] == [False] * 3
    assert not Preference.objects.exists()


def test_what_concerns_only_staff_is_offered_to_staff_only(reader):
    operator = person(is_staff=True)
    assert ("operations", "email") in preferences.modes(operator)
    assert ("operations", "email") not in preferences.modes(reader)
