"""The pages of a contract: what each reader sees, the form that says beside each field what is wrong, the word diff."""

import pytest

from challenges.contracts.models import Contract
from notifications.clock import now
from tests.assignment.test_draw_pages import enter, text
from tests.demo.test_english_pages import CHINESE, chrome, own_words
from tests.factories.accounts import acting
from tests.factories.challenges import DAY
from tests.factories.contracts import (
    drafted,
    in_state,
    lead,
    organiser,
    signed,
    sme,
    to_be_signed,
    version_of,
)
from tests.factories.review import stranger
from tests.matrix import NOUNS

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract():
    """A contract of an award of today."""
    return fresh(drafted(members=[("sme", "30")]))


def fresh(contract):
    """Move the last moments of a contract ahead of the clock."""
    at = now()
    Contract.objects.filter(pk=contract.pk).update(sign_by=at + 30 * DAY, due_at=at + 15 * DAY)
    contract.refresh_from_db()
    return contract


def address(contract, more=""):
    return f"/contracts/{contract.pk}/{more}"


def filled(client, contract, **changed):
    """What the form of the text holds, with these fields typed otherwise."""
    form = client.get(address(contract, "text/")).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields}
    return {**typed, "read_version": version_of(contract).number, **changed}


def test_each_reader_finds_the_text_and_what_is_theirs_to_do(client, contract):
    for by, acts, versions in (
        (sme(contract), {"accept_text"}, True),
        (lead(contract), {"accept_text"}, True),
        (organiser(contract), set(), True),
        (acting(contract.parties.get(role="member").organisation, "handler"), set(), False),
    ):
        enter(client, by)
        answer = client.get(address(contract))
        page = text(answer)
        assert {offer.name for offer in answer.context["acts"]} == acts
        assert ("历次文本" in page) == versions
        assert "捌佰万元整" in page and "氧含量" in page and version_of(contract).sha256 in page
    enter(client, stranger())
    for more in ("", "text/", "versions/1/"):
        assert client.get(address(contract, more)).status_code == 404


def test_a_text_is_written_anew_and_its_words_are_marked(client, contract):
    enter(client, sme(contract))
    typed = filled(client, contract, **{"sections.dispute": "协商不成的，提请仲裁。", "note": "补上争议解决"})
    answer = client.post(address(contract, "text/"), typed)
    assert (answer.status_code, answer["Location"]) == (302, address(contract))
    enter(client, lead(contract))
    page = text(client.get(address(contract)))
    assert "对方提出了第 2 稿，请接受或者修改" in page and "补上争议解决" in page
    typed = filled(
        client, contract, **{"sections.dispute": "协商不成的，提请仲裁或者诉讼。", "indicators.1.value": "90"}
    )
    assert client.post(address(contract, "text/"), typed).status_code == 302
    page = text(client.get(address(contract, "versions/3/")))
    assert "<ins>或者诉讼</ins>" in page and "<ins>90</ins>" in page and "氧含量" in page
    assert "系统按榜单和申报书拟的第一稿" in text(client.get(address(contract, "versions/1/")))
    assert client.get(address(contract, "versions/9/")).status_code == 404


def test_what_is_weaker_is_said_beside_its_field_and_nothing_is_lost(client, contract):
    enter(client, sme(contract))
    typed = filled(
        client,
        contract,
        **{
            "indicators.1.value": "120",
            "parts.1": "31",
            "promises.1.text": "只写了一半",
            "sections.other": "长" * 4001,
            "sections.period": "每月报进度",
        },
    )
    answer = client.post(address(contract, "text/"), typed)
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert {"indicators.1.value", "parts.3", "promises.1.due_month", "promises.1.consequence", "sections.other"} <= set(
        errors
    )
    page = text(answer)
    assert "“氧含量”不能弱于申报书承诺的 100 ppm。" in page and "每月报进度" in page and "只写了一半" in page
    assert contract.versions.count() == 1


def test_who_was_slower_keeps_their_words(client, contract):
    enter(client, sme(contract))
    typed = filled(client, contract, **{"sections.other": "甲"})
    enter(client, lead(contract))
    client.post(address(contract, "text/"), filled(client, contract, **{"sections.other": "乙"}))
    enter(client, sme(contract))
    answer = client.post(address(contract, "text/"), typed)
    assert answer.status_code == 422 and "对方提出了第 2 稿" in text(answer) and "甲" in text(answer)


@pytest.mark.parametrize("read_version", ["", "x", "-1", "9" * 30])
def test_a_forged_number_of_the_text_is_no_fault_of_the_server(client, contract, read_version):
    enter(client, sme(contract))
    answer = client.post(address(contract, "text/"), filled(client, contract, read_version=read_version))
    assert answer.status_code == 422


def test_a_text_is_accepted_and_signed_on_the_page(client):
    contract = fresh(drafted())
    for by in (sme(contract), lead(contract)):
        enter(client, by)
        form = {"version": contract.version, "accept_text-read": version_of(contract).sha256}
        assert client.post(f"/acts/contract/{contract.pk}/accept_text/", form).status_code == 302
        contract.refresh_from_db()
    assert contract.state == "signing"
    enter(client, lead(contract, "signer"))
    assert [offer.name for offer in client.get(address(contract)).context["acts"]] == ["reopen_text"]
    enter(client, sme(contract, "signer"))
    page = client.get(address(contract))
    assert {offer.name for offer in page.context["acts"]} == {"sign", "reopen_text"}
    form = {"version": contract.version, "sign-read": version_of(contract).sha256}
    refused = client.post(f"/acts/contract/{contract.pk}/sign/", form)
    assert refused.status_code == 422 and "请先通读全文" in text(refused)
    form["sign-agreed"] = "on"
    assert client.post(f"/acts/contract/{contract.pk}/sign/", form).status_code == 302
    assert contract.signatures.count() == 1
    assert "已签署" in text(client.get(address(contract)))


def test_the_registration_is_noted_on_the_page(client):
    contract = signed()
    enter(client, sme(contract))
    form = {
        "version": contract.version,
        "register_contract-number": "2026-1100-0042",
        "register_contract-registered_on": "2026-07-20",
    }
    assert client.post(f"/acts/contract/{contract.pk}/register_contract/", form).status_code == 302
    assert "2026-1100-0042" in text(client.get(address(contract)))


@pytest.mark.parametrize("state", [str(state) for state in NOUNS["contract"].table.states])
def test_every_state_is_drawn_in_both_languages(client, state):
    contract = in_state(state)
    for language in ("zh-hans", "en"):
        for by in (sme(contract, "signer"), organiser(contract)):
            by.user.language = language
            by.user.save(update_fields=["language"])
            enter(client, by)
            for more in ("", "versions/1/"):
                page = client.get(address(contract, more))
                assert page.status_code == 200
                if language == "en":
                    left = [own_words().sub("", said) for said in chrome(page.content.decode())]
                    assert [said for said in left if CHINESE.search(said)] == []


def test_the_form_of_a_text_is_english_where_nobody_typed(client, contract):
    by = sme(contract)
    by.user.language = "en"
    by.user.save(update_fields=["language"])
    enter(client, by)
    found = chrome(client.get(address(contract, "text/")).content.decode())
    assert [said for said in (own_words().sub("", said) for said in found) if CHINESE.search(said)] == []


def test_a_page_asks_no_more_for_a_long_history(client, django_assert_max_num_queries):
    contract = fresh(drafted())
    enter(client, sme(contract))
    client.get(address(contract))
    for n in range(12):
        typed = filled(client, contract, **{"sections.other": f"第 {n} 次"})
        assert client.post(address(contract, "text/"), typed).status_code == 302
    with django_assert_max_num_queries(32):
        client.get(address(contract))


def test_a_contract_to_be_signed_says_why_nobody_may_sign_now(client):
    contract = to_be_signed()
    enter(client, sme(contract, "signer"))
    page = client.get(address(contract))
    assert {offer.name: offer.why for offer in page.context["acts"]}["sign"] == "签署期限已过，不能再签署。"
