"""What people type on pages: found in every spelling, refused beside its field, and still there."""

import pytest
from django.db.models import Q
from django.urls import reverse

from accounts.models import ExpertProfile, Organisation
from accounts.queries import pool
from accounts.queries.unit import meant
from accounts.rules.pinyin import person_spelled, pinyin_of
from challenges.listing.queries import hall
from challenges.proposals.models import Member
from notifications import clock
from tests.accounts.test_pages import as_
from tests.factories.accounts import OrganisationFactory, UserFactory, credit_code, expert, member, operator
from tests.proposals.test_proposal_editor import data_of, draft, opened, writer
from tests.typed import variants

pytestmark = pytest.mark.django_db
__all__ = ["as_", "draft"]
SOME_NAMES = (variants.NAMES[0], variants.NAMES[2], variants.NAMES[4], variants.NAMES[5], variants.NAMES[-2])


@pytest.mark.parametrize("typed", SOME_NAMES, ids=ascii)
def test_a_partner_is_found_by_the_name_in_every_spelling(draft, typed):
    partner = OrganisationFactory(kind="sme", name=variants.NAME)
    answer = writer(draft).post(f"/proposals/{draft.pk}/members/", {"organisation": typed, "share": "30%", "task": "x"})
    assert answer.status_code == 302
    assert Member.objects.get(organisation=partner).share == 30


def hyphens(code):
    return f"{code[:8]}-{code[8:]} "


def wide(code):
    return code.translate(variants.WIDE)


@pytest.mark.parametrize("spell", [str.lower, wide, hyphens])
def test_a_partner_is_found_by_the_code_in_every_spelling(draft, spell):
    partner = OrganisationFactory(kind="sme")
    typed = {"organisation": spell(partner.uscc), "share": "30", "task": "x"}
    assert writer(draft).post(f"/proposals/{draft.pk}/members/", typed).status_code == 302
    assert Member.objects.filter(organisation=partner).exists()


def test_two_units_of_one_name_are_told_apart_by_the_code_only(draft):
    for _number in range(2):
        OrganisationFactory(kind="sme", name=variants.NAME)
    typed = {"organisation": variants.NAMES[0], "share": "30", "task": "x"}
    answer = writer(draft).post(f"/proposals/{draft.pk}/members/", typed)
    assert answer.status_code == 422 and "有不止一家单位叫这个名称" in answer.content.decode()
    assert meant(variants.NAMES[0]) is None


@pytest.mark.parametrize("typed", variants.NAMES, ids=ascii)
def test_whoever_writes_a_unit_down_means_the_one_that_is_registered(typed):
    unit = OrganisationFactory(name=variants.NAME)
    assert meant(typed) == unit
    assert list(Organisation.objects.named_like(typed)) == [unit]


@pytest.mark.parametrize("typed", variants.CODES, ids=ascii)
def test_a_code_is_registered_once_in_every_spelling(typed):
    unit = OrganisationFactory(uscc=variants.CODE)
    assert Organisation.objects.get(uscc=typed) == unit == meant("", typed)


def test_what_does_not_fit_the_profile_is_said_beside_its_field_and_kept(as_):
    by = member("admin")
    answer = as_(by).post(reverse("settings"), {"name": "沈砚秋", "phone": "138"})
    form = answer.context["form"]
    assert answer.status_code == 422 and "不是完整的电话号码" in str(form.errors["phone"])
    assert form["phone"].value() == "138" and "maxlength" not in str(form["phone"])
    as_(by).post(reverse("settings"), {"name": "沈\u00a0砚秋\u200b", "phone": "+86 138-0013-8000"})
    by.user.refresh_from_db()
    assert (by.user.name, by.user.phone) == ("沈 砚秋", "13800138000")


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("figures_year", "3000"),
        ("figures_year", "1926"),
        ("revenue_wan", "七十"),
        ("revenue_wan", "1,00"),
        ("revenue_wan", "￥3,000,000"),
        ("revenue_wan", "-5"),
        ("employees", "²"),
        ("employees", "8.5"),
        ("employees", "9" * 40),
        ("contact_phone", "abc"),
        ("established", "9999-12-31"),
    ],
)
def test_a_figure_that_cannot_be_is_refused_beside_its_field(as_, name, typed):
    by = member("admin")
    given = {"name": by.organisation.name, "region_code": by.organisation.region_code, name: typed}
    answer = as_(by).post(reverse("organisation_data"), given)
    form = answer.context["form"]
    assert answer.status_code == 422 and list(form.errors) == [name]
    assert form[name].value() == typed


def test_figures_are_read_as_people_write_them(as_):
    by = member("admin")
    given = {"name": by.organisation.name, "region_code": by.organisation.region_code, "revenue_wan": "1,234.5 万元"}
    given |= {"employees": "１２０ 人", "assets_wan": "30,000,000元", "figures_year": "2025年", "tech_staff": "8.0"}
    assert as_(by).post(reverse("organisation_data"), given).status_code == 302
    by.organisation.refresh_from_db()
    found = by.organisation
    assert (found.revenue_wan, found.assets_wan, found.employees) == (1234.5, 3000, 120)
    assert (found.figures_year, found.tech_staff) == (2025, 8)


@pytest.mark.parametrize("uscc", ["spaces", "wide", "hyphens"])
def test_a_firm_registers_with_its_code_in_any_spelling(as_, uscc):
    code = credit_code(4711)
    typed = {"spaces": " ".join(code), "wide": code.translate(variants.WIDE).lower(), "hyphens": "-".join(code)}[uscc]
    given = {
        "kind": "sme",
        "name": "澜屿\u3000(沈阳)\u200b",
        "uscc": typed,
        "legal_representative": "周",
        "region_code": "210112",
    }
    answer = as_(member("admin")).post(reverse("organisation_register"), given)
    assert answer.status_code == 302, answer.context["form"].errors
    assert Organisation.objects.get(uscc=code).name == "澜屿 (沈阳)"


def test_a_promise_with_its_unit_is_shown_in_plain_digits(draft):
    indicator = draft.challenge.indicators.first()
    client = writer(draft)
    form = opened(client, draft, "commitments") | {f"c.{indicator.pk}.value": "1e5"}
    client.post(f"/proposals/{draft.pk}/sections/commitments/", form)
    assert data_of(draft, "commitments")[str(indicator.pk)]["value"] == "1e5"
    type(draft).objects.filter(pk=draft.pk).update(state="internal_review")
    page = client.get(f"/proposals/{draft.pk}/").content.decode()
    assert "100000" in page and "1e5" not in page


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("曾砚", "zeng yan"),
        ("单闻", "shan wen"),
        ("解明", "xie ming"),
        ("仇和", "qiu he"),
        ("区大", "ou da"),
        ("查良", "zha liang"),
        ("盖叫", "ge jiao"),
        ("朴正", "piao zheng"),
        ("尉迟恭", "yu chi gong"),
        ("万俟雅言", "mo qi ya yan"),
        ("长孙无忌", "zhang sun wu ji"),
        ("曾 砚", "zeng yan"),
    ],
)
def test_a_surname_has_a_reading_of_its_own(name, spelled):
    assert person_spelled(name).syllables == spelled


def test_a_firm_keeps_the_common_reading():
    assert pinyin_of("曾单").syllables == OrganisationFactory(name="曾单").pinyin == "ceng dan"


def test_people_are_sorted_and_found_by_their_surnames():
    for name in ("曾砚", "单闻", "周舟", "陈辰"):
        expert(user=UserFactory(name=name))
    by, today = operator(), clock.day_of(clock.now())
    rows, _following = pool.page(by, pool.Filters(), on=today)
    assert [row.profile.user.name for row in rows] == ["陈辰", "单闻", "曾砚", "周舟"]
    for typed in ("zengyan", "ZY", "zeng yan", "曾 砚", "“曾砚”", "曾\u200b砚", "ｚｅｎｇ"):
        found, _following = pool.page(by, pool.Filters(q=typed), on=today)
        assert [row.profile.user.name for row in found] == ["曾砚"], typed
    assert ExpertProfile.objects.get(user__name="曾砚").spelled == "zengyan zy"


@pytest.mark.parametrize("typed", ["“粉末”", "粉末\u200b", "\u3000粉末\u00a0", "「粉末」"])
def test_the_hall_looks_for_what_is_seen(typed):
    assert str(hall.found(typed, Q())) == str(hall.found("粉末", Q()))
