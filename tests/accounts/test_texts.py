"""Texts that bind: what every installation begins with, who reads them, and that nobody alters them."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Agreement, BindingText, User, text_triggers
from accounts.queries.text import in_force, texts_in_force
from accounts.rules.text_parts import OF_THE_PLATFORM, PARTS, TextKind, missing
from accounts.shipped_texts import EFFECTIVE, shipped
from notifications.clock import now
from tests.factories.accounts import AT, OrganisationFactory
from tests.factories.texts import approved_text

pytestmark = pytest.mark.django_db
PASSWORD = "Kupfer-Wolke-29"


@pytest.mark.parametrize("kind", TextKind)
def test_every_kind_has_a_whole_text_of_the_platform_in_both_languages(kind):
    row = in_force(kind, None, EFFECTIVE)
    assert (row.number, row.owner, row.sha256) == (1, None, row.digest())
    assert [part["part"] for part in row.parts] == list(PARTS[kind])
    assert missing(kind, {part["part"]: part["text"] for part in row.parts}) == []
    assert all(len(words) > 20 for part in row.parts for words in part["text"].values())
    assert row.title_zh and row.title_en and row.title_en.isascii()
    for part in row.parts:
        assert not any("\u4e00" <= sign <= "\u9fff" for sign in part["text"]["en"] + part["heading"]["en"])
    title, parts = shipped(kind)
    assert (title["zh"], parts) == (row.title_zh, row.parts)


def test_a_part_that_lacks_is_named_with_its_language():
    whole = {code: {"zh": "有", "en": "yes"} for code in PARTS[TextKind.SECRECY]}
    lacking = {**whole, "term": {"zh": " ", "en": "three years"}, "use": {"zh": "用途"}}
    found = [(one.part, one.language) for one in missing(TextKind.SECRECY, lacking)]
    assert missing(TextKind.SECRECY, whole) == [] and found == [("use", "en"), ("term", "zh")]


def test_an_organisers_own_text_goes_before_the_platforms_from_its_day_on():
    organiser, other = OrganisationFactory(kind="organiser"), OrganisationFactory(kind="organiser")
    own = approved_text("secrecy", organiser, effective_from=AT)
    later = approved_text("secrecy", None, effective_from=AT + timedelta(days=1))
    assert in_force("secrecy", organiser.pk, AT - timedelta(seconds=1)).number == 1
    assert in_force("secrecy", organiser.pk, AT) == own
    assert in_force("secrecy", organiser.pk, AT + timedelta(days=2)) == own
    assert in_force("secrecy", other.pk, AT).owner is None
    assert in_force("secrecy", None, AT + timedelta(days=2)) == later and later.number == 2
    with pytest.raises(BindingText.DoesNotExist):
        in_force("secrecy", None, EFFECTIVE - timedelta(seconds=1))
    found = texts_in_force(["secrecy", "truth"], organiser.pk, AT)
    assert (found["secrecy"], found["truth"].owner) == (own, None)


def test_what_is_of_the_platform_is_no_organisers():
    organiser = OrganisationFactory(kind="organiser")
    for kind in OF_THE_PLATFORM:
        approved_text(kind, organiser, effective_from=AT)
        assert in_force(kind, organiser.pk, AT).owner is None


def test_the_database_itself_keeps_what_was_approved():
    if connection.vendor == "sqlite":
        text_triggers.install(connection)
    try:
        row = BindingText.objects.get(kind="terms")
        draft = BindingText.objects.create(kind="terms", title_zh="新", title_en="New", updated_at=AT)
        BindingText.objects.filter(pk=draft.pk).update(title_zh="再改")
        for change in (
            lambda: BindingText.objects.filter(pk=row.pk).update(title_zh="改过"),
            lambda: BindingText.objects.filter(Q(pk=row.pk)).delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()
        draft.delete()
    finally:
        if connection.vendor == "sqlite":
            text_triggers.remove(connection)


@pytest.mark.parametrize("kind", TextKind)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_everybody_reads_a_text_in_full_in_their_language(client, kind, language):
    row = in_force(kind, None, now())
    client.cookies["django_language"] = language
    page = client.get(reverse("text", args=[kind]), headers={"accept-language": language})
    shown = page.content.decode()
    assert page.status_code == 200 and row.sha256 in shown and "data-print" in shown
    for heading, words in row.body(page.wsgi_request.LANGUAGE_CODE):
        for piece in (heading, *words.split("\n")):
            assert piece.replace("'", "&#x27;") in shown


def test_earlier_and_coming_versions_stay_readable_and_say_so(client):
    old = in_force("terms", None, timezone.now())
    coming = approved_text("terms", None, effective_from=now() + timedelta(days=3))
    current = approved_text("terms", None, effective_from=now() - timedelta(days=3))
    for version, words in ((old, "已被新版本代替"), (coming, "尚未生效"), (current, "现行版本")):
        shown = client.get(reverse("text", args=["terms"]), {"version": version.number}).content.decode()
        assert version.sha256 in shown and words in shown
    assert current.sha256 in client.get(reverse("text", args=["terms"])).content.decode()
    for wrong in ("99", "x", "", "１"):
        assert client.get(reverse("text", args=["terms"]), {"version": wrong}).status_code == 404
    assert client.get(reverse("text", args=["nothing"])).status_code == 404


def test_the_file_has_the_hash_that_is_shown(client):
    row = in_force("secrecy", None, now())
    answer = client.get(reverse("text_file", args=[row.pk]))
    assert hashlib.sha256(answer.content).hexdigest() == row.sha256
    assert "attachment" in answer["Content-Disposition"]
    draft = BindingText.objects.create(kind="secrecy", title_zh="拟", title_en="Draft", updated_at=AT)
    assert client.get(reverse("text_file", args=[draft.pk])).status_code == 404
    assert client.get(f"/api/v1/texts/{draft.pk}/").status_code == 404


def test_the_list_and_the_interface_name_source_version_and_hash(client):
    organiser = OrganisationFactory(kind="organiser", name="滨海科技局")
    own = approved_text("secrecy", organiser, effective_from=now() - timedelta(days=1))
    shown = client.get(reverse("texts"), {"of": organiser.pk}).content.decode()
    assert "滨海科技局" in shown and shown.count("组织方") >= 1
    assert own.sha256 in client.get(reverse("text", args=["secrecy"]), {"of": organiser.pk}).content.decode()
    assert client.get(reverse("texts"), {"of": "x"}).status_code == 404
    items = client.get("/api/v1/texts/", {"organiser_id": organiser.pk}).json()["items"]
    told = {item["kind"]: item for item in items}
    assert len(told) == len(TextKind) and told["secrecy"]["sha256"] == own.sha256
    assert told["secrecy"]["organiser_id"] == organiser.pk and told["terms"]["organiser_id"] is None
    assert client.get(f"/api/v1/texts/{own.pk}/").json() == told["secrecy"]
    assert client.get("/api/v1/texts/").json()["items"][0]["organiser_id"] is None
    for wrong in ("x", "999999", ""):
        assert client.get("/api/v1/texts/", {"organiser_id": wrong}).status_code == 400


def test_both_lists_ask_the_same_number_of_queries_however_many_versions(client, django_assert_max_num_queries):
    organiser = OrganisationFactory(kind="organiser")
    for days in range(1, 31):
        approved_text("secrecy", organiser, effective_from=now() - timedelta(days=days))
    for address in (reverse("texts"), "/api/v1/texts/", reverse("text", args=["secrecy"])):
        with django_assert_max_num_queries(5):
            client.get(
                address, {"of": organiser.pk} if not address.startswith("/api") else {"organiser_id": organiser.pk}
            )


def test_who_signs_up_agrees_to_the_versions_that_were_linked_once_the_mailbox_is_theirs(client):
    address = reverse("account_signup")
    page = client.get(address)
    shown = page.content.decode()
    terms, privacy = (in_force(kind, None, now()) for kind in ("terms", "privacy"))
    assert reverse("text", args=["terms"]) in shown and reverse("text", args=["privacy"]) in shown
    assert f"{terms.sha256} {privacy.sha256}" in shown
    given = {"email": "neu@example.cn", "password1": PASSWORD, "password2": PASSWORD, "name": "新人", "consent": "on"}
    old = client.post(address, {**given, "texts": "0 0"})
    assert "已有新版本" in old.content.decode() and terms.sha256 in old.content.decode()
    assert not User.objects.filter(email="neu@example.cn").exists()
    client.post(address, {**given, "texts": f"{terms.sha256} {privacy.sha256}"})
    assert User.objects.filter(email="neu@example.cn").exists() and not Agreement.objects.exists()
    found = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", mail.outbox[-1].body, re.MULTILINE)
    waiting = reverse("account_email_verification_sent")
    client.post(waiting, {"code": found.group(1)}, headers={"user-agent": "Firefox/140"})
    kept = Agreement.objects.filter(person__email="neu@example.cn")
    assert {row.text for row in kept} == {terms, privacy}
    assert {(row.capacity, row.device, row.organisation) for row in kept} == {("person", "Firefox/140", None)}
