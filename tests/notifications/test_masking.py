"""What names a person is masked in logs, lists and exports."""

import logging

import pytest
from django.conf import settings
from django.urls import reverse

from notifications import masking
from tests.factories.accounts import MembershipFactory, OperatorFactory, OrganisationFactory, UserFactory

MAIL, PHONE, CARD = "li.lei@example.cn", "13812345678", "21010219900101123X"


def test_each_kind_has_its_mask():
    assert masking.phone(PHONE) == "138****5678"
    assert masking.phone(f"{PHONE}、024-83970001") == "138****5678、024*****0001"
    assert masking.phone("12345") == "*****" and masking.phone("") == ""
    assert masking.card(CARD) == "210***********123X"


def test_a_line_of_a_log_names_nobody_even_in_a_traceback():
    made = settings.LOGGING["formatters"]["line"]
    formatter = masking.Formatter("%(message)s")
    assert made["()"] == "notifications.masking.Formatter"
    try:
        raise ValueError(f"refused: {MAIL}")
    except ValueError as problem:
        record = logging.LogRecord("x", 40, "x", 1, "call %s, %s", (PHONE, CARD), (ValueError, problem, None))
    line = formatter.format(record)
    assert "138****5678" in line and "l***@example.cn" in line and "210***********123X" in line
    assert MAIL not in line and PHONE not in line and CARD not in line


@pytest.mark.parametrize("number", ["9138123456789", "id-13812345678", "2026113018450012345678", "1.13812345678"])
def test_what_is_no_telephone_stays(number):
    assert masking.whole(number) == number


@pytest.mark.django_db
def test_members_read_each_others_addresses_only_when_they_manage(client):
    firm = OrganisationFactory(kind="sme")
    other = MembershipFactory(organisation=firm, user__email="secret@example.cn").user
    member = MembershipFactory(organisation=firm, roles=["handler"]).user
    client.force_login(member)
    page = client.get(reverse("organisation_settings")).content.decode()
    assert "s***@example.cn" in page and "secret@example.cn" not in page and member.email in page
    client.force_login(other)
    page = client.get(reverse("organisation_settings")).content.decode()
    assert "secret@example.cn" in page and member.email in page


@pytest.mark.django_db
def test_lists_of_the_administration_tell_no_whole_address(client):
    UserFactory(email="secret@example.cn")
    client.force_login(OperatorFactory())
    page = client.get(reverse("admin:accounts_user_changelist")).content.decode()
    assert "s***@example.cn" in page and "secret@example.cn" not in page
