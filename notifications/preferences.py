"""What people want to be told, how and when. The inbox always has everything."""

import datetime
import hashlib
from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.core import signing
from django.db import transaction

from notifications import channels, registry
from notifications.clock import local
from notifications.models import DigestHour, Preference

Mode = Preference.Mode
SALT = "notifications.unsubscribe"
# Stands in the unsubscribe link of a digest for every topic that its reader has gathered.
EVERY_DAILY_TOPIC = "*"


def modes(person: Any) -> dict[tuple[str, str], str]:
    """The mode of every (topic, channel) for one person, chosen or by default."""
    chosen = {(row.topic, row.channel): row.mode for row in Preference.objects.filter(person=person)}
    return {
        (topic, channel): chosen.get((topic, channel), Mode.INSTANT)
        for topic in registry.topics_of(person)
        for channel in channels.all_channels()
    }


def choose(person: Any, *, topic: str, channel: str, mode: str) -> None:
    """Let `person` have the notices of `topic` by `channel` at once, daily or not. Statutory notices come anyway.

    Raises ValueError for a topic, channel or mode that does not exist.
    """
    if topic not in registry.topics_of(person) or channel not in channels.all_channels() or mode not in Mode.values:
        raise ValueError("No such topic, channel or mode.")
    Preference.objects.update_or_create(person=person, topic=topic, channel=channel, defaults={"mode": mode})


class MovedOn(Exception):
    """The preferences were saved from another window since they were read; nothing was changed."""


def stamp(person: Any) -> str:
    """A word for what a person has chosen now; it changes with any of it."""
    told = sorted((topic, channel, mode) for (topic, channel), mode in modes(person).items())
    return "s" + hashlib.sha256(repr((told, digest_hour(person))).encode()).hexdigest()[:16]


def choose_all(person: Any, choices: dict[tuple[str, str], str], *, hour: int, expected: str | None = None) -> None:
    """Save the whole preferences page at once, or nothing when one choice does not exist.

    `expected` is the stamp of what the page had shown; raises MovedOn when it is another by now.
    """
    with transaction.atomic():
        get_user_model().objects.select_for_update().get(pk=person.pk)
        if expected is not None and stamp(person) != expected:
            raise MovedOn
        for (topic, channel), mode in choices.items():
            choose(person, topic=topic, channel=channel, mode=mode)
        choose_hour(person, hour)


def digest_hour(person: Any) -> int:
    """The hour (0–23, platform time zone) at which the person wants the daily digest."""
    hour = DigestHour.objects.filter(person=person).values_list("hour", flat=True).first()
    return DigestHour.DEFAULT if hour is None else hour


def choose_hour(person: Any, hour: int) -> None:
    """Set the hour of the daily digest. Raises ValueError outside 0–23."""
    if not 0 <= hour <= 23:
        raise ValueError("No such hour.")
    DigestHour.objects.update_or_create(person=person, defaults={"hour": hour})


def wishes(person_ids: Iterable[int], topics: Iterable[str]) -> dict[tuple[int, str, str], str]:
    """What differs from the default, by (person, topic, channel), for many people in one query."""
    rows = Preference.objects.filter(person_id__in=list(person_ids), topic__in=set(topics)).exclude(mode=Mode.INSTANT)
    return {
        (person, topic, channel): mode
        for person, topic, channel, mode in rows.values_list("person_id", "topic", "channel", "mode")
    }


def next_digest(at: datetime.datetime, hour: int) -> datetime.datetime:
    """The next time after `at` when the clock of the platform's time zone shows `hour` o'clock."""
    here = local(at)
    due = here.replace(hour=hour, minute=0, second=0, microsecond=0)
    return due if due > here else due + datetime.timedelta(days=1)


def unsubscribe_token(person_id: int, topic: str, channel: str) -> str:
    """A signed word that lets whoever holds the mail switch off this topic for this person, and nothing else."""
    return signing.dumps([person_id, topic, channel], salt=SALT)


def read_token(token: str) -> tuple[int, str, str] | None:
    """Person, topic and channel of an unsubscribe link, or None when it was not made here."""
    try:
        person_id, topic, channel = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return person_id, topic, channel


def unsubscribe(token: str) -> bool:
    """Switch off what an unsubscribe link names; False when the link was not made here or the person is gone."""
    named = read_token(token)
    if named is None or not get_user_model().objects.filter(pk=named[0]).exists():
        return False
    person_id, topic, channel = named
    if topic == EVERY_DAILY_TOPIC:
        Preference.objects.filter(person_id=person_id, channel=channel, mode=Mode.DAILY).update(mode=Mode.OFF)
    else:
        Preference.objects.update_or_create(
            person_id=person_id, topic=topic, channel=channel, defaults={"mode": Mode.OFF}
        )
    return True
