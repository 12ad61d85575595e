"""Experts from a table: the dry run names each bad row, and only a clean table brings anybody in."""

import datetime
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from accounts.actions import expert_import as imports
from accounts.actions import expert_rows
from accounts.errors import Invalid, NotAllowed
from accounts.models import Employment, ExpertProfile, User
from notifications import relay
from notifications.models import Event, InboxItem
from tests.factories.accounts import OrganisationFactory, acting, credit_code, expert, operator

pytestmark = pytest.mark.django_db
AT = datetime.datetime(2026, 11, 24, 2, tzinfo=datetime.UTC)
FILES = Path(__file__).parents[1] / "typed" / "files"
HEAD = ["姓名", "邮箱", "类别", "任职单位", "统一社会信用代码", "任职开始", "领域代码", "承担上限", "关键词"]
HEAD += ["语言", "任职结束", "手机"]
GOOD = ["沈砚秋", "shen@uni.edu.cn", "技术专家", "示例大学", "", "2015-07-01", "", "6", "碳化硅；晶体"]
GOOD += ["中文、英语", "", "138 0000 0001"]


def csv(*rows, encoding="utf-8-sig"):
    """Return a table as CSV, headings first."""
    return "\n".join(",".join(row) for row in [HEAD, *rows]).encode(encoding)


def xlsx(*rows, before=0):
    """Return a table as XLSX, with a title above it when asked for."""
    book = Workbook()
    for _number in range(before):
        book.active.append(["专家名单"])
    for row in [HEAD, *rows]:
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def changed(**cells):
    """Return the good row with some cells changed, by heading."""
    return [cells.get(heading, value) for heading, value in zip(HEAD, GOOD, strict=True)]


@pytest.fixture
def officer():
    return acting(OrganisationFactory(kind="organiser"), "review_officer")


@pytest.mark.parametrize(
    "content",
    [csv(GOOD), csv(GOOD, encoding="gb18030"), xlsx(GOOD), xlsx(GOOD, before=2)],
    ids=["csv", "csv of an old Excel", "xlsx", "xlsx under a title"],
)
def test_a_clean_table_brings_everybody_in(content, officer):
    rows = imports.dry_run(content, by=officer)
    assert [(row.problems, row.known) for row in rows] == [([], False)]
    assert not User.objects.filter(email="shen@uni.edu.cn").exists()
    assert imports.bring_in(content, by=officer, at=AT) == 1
    profile = ExpertProfile.objects.get()
    assert (profile.user.email, profile.category, profile.max_load) == ("shen@uni.edu.cn", "technical", 6)
    assert profile.languages == ["zh-hans", "en"]
    assert (profile.keywords, profile.verification, profile.user.has_usable_password()) == (
        ["碳化硅", "晶体"],
        "pending",
        False,
    )
    post = Employment.objects.get()
    assert (post.unit_name, post.starts_on) == ("示例大学", datetime.date(2015, 7, 1))
    assert imports.bring_in(content, by=officer, at=AT) == 0
    relay.dispatch(AT)
    assert InboxItem.objects.get().person == profile.user
    assert Event.objects.filter(name="expert.imported").count() == 1


def test_every_bad_row_is_named_and_nobody_comes(officer):
    code = credit_code(1)
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    content = csv(
        GOOD,
        changed(姓名="", 邮箱="not-an-address"),
        changed(邮箱="a@uni.edu.cn", 类别="外星", 统一社会信用代码=wrong),
        changed(邮箱="b@uni.edu.cn", 任职开始="去年", 领域代码="999999", 承担上限="0"),
        GOOD,
        changed(邮箱="c@uni.edu.cn", 任职结束="2014-06-30", 语言="中文、火星文", 手机="123"),
        changed(邮箱="d@uni.edu.cn", 任职结束="2014-13-01"),
        changed(姓名="别人", 任职单位="另一所大学"),
    )
    with pytest.raises(Invalid) as caught:
        imports.bring_in(content, by=officer, at=AT)
    assert [(problem.field, problem.code) for problem in caught.value.problems] == [
        ("rows.3.姓名", "required"),
        ("rows.3.邮箱", "bad_email"),
        ("rows.4.类别", "unknown_category"),
        ("rows.4.统一社会信用代码", "uscc_check_digit"),
        ("rows.5.领域代码", "unknown_code"),
        ("rows.5.任职开始", "bad_date"),
        ("rows.5.承担上限", "out_of_range"),
        ("rows.6.邮箱", "twice"),
        ("rows.7.任职结束", "order"),
        ("rows.7.手机", "bad_phone"),
        ("rows.7.语言", "unknown_language"),
        ("rows.8.任职结束", "bad_date"),
        ("rows.9.姓名", "other_person"),
    ]
    assert (ExpertProfile.objects.count(), Event.objects.count()) == (0, 0)


def test_a_known_firm_and_a_known_person_are_found(officer):
    firm = OrganisationFactory(name="登记名称", uscc=credit_code(7))
    person = User.objects.create_user("shen@uni.edu.cn", "secret", name="沈")
    known = expert()
    content = xlsx(changed(统一社会信用代码=firm.uscc.lower()), changed(邮箱=known.user.email.upper()))
    assert [row.known for row in imports.dry_run(content, by=officer)] == [False, True]
    assert imports.bring_in(content, by=officer, at=AT) == 1
    post = Employment.objects.get(expert__user=person)
    assert (post.organisation, post.unit_name) == (firm, "登记名称")


def bomb():
    """Return a small archive that says it holds more than may be unpacked."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (51 * 1024 * 1024))
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04 broken", "zip"),
        (b"\xff\xfe\xff\xff\xff", "unreadable"),
        (b"", "empty"),
        ("姓名,邮箱\n甲,a@b.cn".encode(), "no_headings"),
        (csv(*[GOOD] * 2001), "too_many_rows"),
        (bomb(), "zip_bomb"),
    ],
    ids=["broken", "not text", "empty", "headings", "rows", "bomb"],
)
def test_a_file_that_is_no_table(content, code, officer):
    with pytest.raises(Invalid) as caught:
        imports.dry_run(content, by=officer)
    assert [(problem.field, problem.code) for problem in caught.value.problems] == [("file", code)]


def test_who_may_bring_experts_in():
    organiser = OrganisationFactory(kind="organiser")
    assert imports.may_import(operator())
    assert imports.may_import(acting(organiser, "batch_admin"))
    others = [
        acting(organiser, "supervisor"),
        acting(OrganisationFactory(kind="organiser", verification="pending"), "batch_admin"),
        acting(OrganisationFactory(), "admin"),
        expert(),
    ]
    for viewer in others:
        with pytest.raises(NotAllowed):
            imports.dry_run(csv(GOOD), by=viewer)


def test_a_second_line_of_the_same_person_is_a_second_post(officer):
    firm = OrganisationFactory(name="登记名称（上海）")
    second = changed(任职单位="登记名称(上海)", 任职开始="2020/7/1", 任职结束="2024.06")
    third = changed(任职单位="没有登记的单位", 统一社会信用代码=credit_code(9))
    content = csv(GOOD, second, third)
    assert [(row.problems, row.further) for row in imports.dry_run(content, by=officer)] == [
        ([], False),
        ([], True),
        ([], True),
    ]
    assert imports.bring_in(content, by=officer, at=AT) == 1
    posts = Employment.objects.order_by("pk").values_list("unit_name", "organisation", "uscc", "starts_on", "ends_on")
    start = datetime.date(2015, 7, 1)
    assert list(posts) == [
        ("示例大学", None, "", start, None),
        ("登记名称（上海）", firm.pk, "", datetime.date(2020, 7, 1), datetime.date(2024, 6, 1)),
        ("没有登记的单位", None, credit_code(9), start, None),
    ]
    assert Event.objects.filter(name="expert.imported").count() == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020-07-01", datetime.date(2020, 7, 1)),
        ("2020/7/1", datetime.date(2020, 7, 1)),
        ("2020.07", datetime.date(2020, 7, 1)),
        ("2020年7月1日", datetime.date(2020, 7, 1)),
        ("2020年7月", datetime.date(2020, 7, 1)),
        ("2020-07-01 00:00:00", datetime.date(2020, 7, 1)),
        ("2020-02-30", None),
        ("2020", None),
        ("44013", None),
        ("去年", None),
    ],
)
def test_dates_are_read_as_people_and_spreadsheets_write_them(text, expected):
    assert expert_rows.day(text) == expected


def test_the_tables_that_people_really_send(officer):
    """GBK from an old Excel and UTF-16 with tabs: each wrong cell named, each other one read, nothing cut."""
    for name in ("experts-gbk.csv", "experts-utf16-tabs.txt"):
        rows = imports.dry_run((FILES / name).read_bytes(), by=officer)
        assert [[(one.field, one.code) for one in row.problems] for row in rows] == [
            # The .0 of the spreadsheet is gone; that the dictionary has no such field is another matter, and named.
            [("rows.2.领域代码", "unknown_code"), ("rows.2.手机", "lost_digits")],
            [],
            [],
        ]
        (_field, unknown), (heading, words) = rows[0].told
        assert "80501。" in unknown and heading == "手机" and "1.38001E+10" in words
        values = [row.values for row in rows]
        assert [one["phone"] for one in values[1:]] == ["13800138000", "010-88888888转8012、13800138000"]
        assert [one["max_load"] for one in values] == [8, 8, 8]
        assert [one["field_codes"] for one in values] == [["80501"], ["805"], ["805"]]
        assert [one["email"] for one in values][2] == "shen@expert.example"
        assert (values[2]["name"], values[0]["category"]) == ("沈 砚秋", "technical")
        with pytest.raises(Invalid):
            imports.bring_in((FILES / name).read_bytes(), by=officer, at=AT)
        assert not ExpertProfile.objects.exists()
    content = (
        (FILES / "experts-gbk.csv").read_bytes().replace(b"1.38001E+10", b"13800138001").replace(b"80501.0", b"805.0")
    )
    assert imports.bring_in(content, by=officer, at=AT, category="finance") == 3
    spelled = ExpertProfile.objects.order_by("spelled").values_list("spelled", "category")
    assert list(spelled) == [("shanwen sw", "finance"), ("shenyanqiu syq", "finance"), ("zengyan zy", "finance")]


def test_what_does_not_fit_or_is_ambiguous_is_named_and_never_cut(officer):
    rows = imports.dry_run(
        csv(
            changed(姓名="沈" * 61, 任职单位="大" * 121, 手机="13800138000；13900139000；13700137000；13600136000"),
            changed(邮箱="a@b.cn c@d.cn", 手机="abc", 承担上限="8.5", 任职开始="0020-01-01", 任职结束="9999-12-31"),
            changed(邮箱="b@b.cn", 手机="138", 承担上限="八"),
        ),
        by=officer,
    )
    assert [[(one.field.rpartition(".")[2], one.code) for one in row.problems] for row in rows] == [
        [("手机", "several"), ("姓名", "too_long"), ("任职单位", "too_long")],
        [
            ("邮箱", "several"),
            ("任职开始", "implausible_year"),
            ("任职结束", "implausible_year"),
            ("承担上限", "whole"),
            ("手机", "bad_phone"),
        ],
        [("承担上限", "chinese_digits"), ("手机", "bad_phone")],
    ]
    assert rows[0].values["name"] == "沈" * 61
