"""What every installation begins with, and how codes are put into words."""

import datetime
import json

import pytest
from django.apps import apps
from django.utils import translation

from accounts import dictionaries
from accounts.models import Industry, Region, SizeThreshold, TechField
from accounts.queries import dictionary
from accounts.rules.pinyin import pinyin_of
from tests.factories.accounts import OrganisationFactory

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 11, 23)


def test_the_dictionaries_are_complete_and_hang_together():
    assert Region.objects.filter(parent=None).count() == 34
    assert Industry.objects.filter(parent=None).count() == 20
    assert Industry.objects.extra(where=["length(code) = 2"]).count() == 97
    assert (TechField.objects.filter(parent=None).count(), TechField.objects.exclude(parent=None).count()) == (8, 52)
    assert SizeThreshold.objects.count() == 48
    for region in Region.objects.exclude(parent=None):
        assert region.code.startswith(region.parent_id.rstrip("0"))
    for model in (Region, Industry, TechField):
        assert not model.objects.filter(name_en="").exists()


def test_loading_again_changes_nothing():
    Region.objects.filter(code="320500").update(name="苏州")
    dictionaries.load(apps)
    assert Region.objects.get(code="320500").name == "苏州"
    assert (Region.objects.count(), SizeThreshold.objects.count()) == (len(dictionaries._read("regions")), 48)


@pytest.mark.parametrize(
    ("code", "chinese", "english"),
    [
        ("320505", "江苏省苏州市虎丘区", "Huqiu District, Suzhou, Jiangsu"),
        ("310115", "上海市浦东新区", "Pudong New Area, Shanghai"),
        ("320599", "江苏省苏州市", "Suzhou, Jiangsu"),
        ("320000", "江苏省", "Jiangsu"),
        ("", "", ""),
    ],
)
def test_a_region_is_named_from_the_province_down(code, chinese, english):
    assert dictionary.region_path(code) == chinese
    with translation.override("en"):
        assert dictionary.region_path(code) == english


@pytest.mark.parametrize(("code", "known"), [("210112", True), ("320599", True), ("991234", False)])
def test_a_region_is_known_by_its_city(code, known):
    assert dictionary.is_known_region(code) is known


@pytest.mark.parametrize(
    ("code", "name"),
    [("3972", "半导体分立器件制造"), ("3975", "电子器件制造"), ("3999", "计算机、通信和其他电子设备制造业"), ("", "")],
)
def test_an_industry_has_the_name_of_the_nearest_entry(code, name):
    assert dictionary.industry_name(code) == name


def test_fields_and_choices():
    assert (dictionary.tech_field_name("401"), dictionary.tech_field_name("999")) == ("金属材料", "")
    offered = dictionary.grouped_choices(TechField, blank="未选择")
    assert offered[0] == ("", "未选择")
    assert (offered[1][0], offered[1][1][:2]) == ("电子信息", [("10", "10 电子信息"), ("101", "101 软件")])
    assert len(dictionary.grouped_choices(TechField)) == 8
    assert str(TechField.objects.get(code="10")) == "电子信息"


def test_sections_of_industries_are_headings_and_codes_at_any_depth_stand_under_them():
    by_section = dict(dictionary.grouped_choices(Industry))
    assert by_section["制造业"][0] == ("13", "13 农副食品加工业")
    assert ("3972", "3972 半导体分立器件制造") in by_section["制造业"]
    assert sum(map(len, by_section.values())) == Industry.objects.exclude(parent=None).count()


def test_a_code_that_a_row_carries_stays_on_offer():
    assert dictionary.grouped_choices(Region, keep="320999")[0] == ("320999", "320999")
    offered = dict(dictionary.grouped_choices(Region, keep="320505"))
    assert next(iter(offered)) == "北京市"
    places = [word for _code, word in offered["江苏省"]]
    assert "南京市 江宁区" in places and not any(sign.isdigit() for word in places for sign in word)


def test_a_new_rule_holds_from_its_day_and_the_old_one_before():
    new = {"rule": "新标准", "group": "industry", "group_name": "工业", "codes": ["39"], "size_class": "large"}
    SizeThreshold.objects.create(effective_from=datetime.date(2027, 1, 1), employees=2000, **new)
    assert {bound.rule for bound in dictionary.bounds_on(DAY)} == {"国统字〔2017〕213号"}
    assert dictionary.bounds_on(DAY)[0] in dictionaries.fixture_bounds()
    assert [bound.employees for bound in dictionary.bounds_on(datetime.date(2027, 1, 1))] == [2000]


def test_the_fixtures_are_json():
    for path in dictionaries.FIXTURES.glob("*.json"):
        json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "syllables", "initials"),
    [
        ("重庆六安", "chong qing lu an", "cqla"),
        ("澜屿SiC科技（沈阳）有限公司", "lan yu sic ke ji shen yang you xian gong si", "lyskjsyyxgs"),
    ],
)
def test_names_are_spelled(name, syllables, initials):
    spelled = pinyin_of(name)
    assert (spelled.syllables, spelled.initials, spelled.joined) == (syllables, initials, syllables.replace(" ", ""))


@pytest.mark.parametrize("words", ["澜屿", "lanyu", "lan yu", "lyjs", "LYJS", "Lanyu Metal", "{uscc}"])
def test_an_organisation_is_found_by_name_pinyin_initials_and_code(words):
    from accounts.models import Organisation

    found = OrganisationFactory(name="澜屿金属粉体科技（沈阳）有限公司", name_en="Lanyu Metal Powder")
    OrganisationFactory(name="苍渊动力装备股份有限公司")
    assert list(Organisation.objects.named_like(words.format(uscc=found.uscc.lower()))) == [found]


def test_renaming_spells_again():
    organisation = OrganisationFactory(name="苍渊")
    organisation.name = "重庆"
    organisation.save(update_fields=["name"])
    organisation.refresh_from_db()
    assert (organisation.pinyin, organisation.initials) == ("chong qing", "cq")
    organisation.intro = "简介"
    organisation.save(update_fields=["intro"])
