"""Intellectual property: one list of terms for form, page, interface and editions; complete, the right way round."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.errors import Invalid
from challenges.bulletin.models import Notice
from challenges.listing.actions.challenge_change import correct, relist
from challenges.listing.api.ip import IpDraft
from challenges.listing.models import Challenge, IpClause
from challenges.listing.models.ip import IP_CHOICES, IP_FIELDS, IP_OUTLINE, Publication
from challenges.listing.queries import ip
from challenges.listing.queries.editions import differences
from challenges.listing.queries.snapshot import snapshot
from frontend.listing.forms.need_layout import FIELDS, HELP
from tests.factories.accounts import OrganisationFactory, acting
from tests.factories.challenges import NOW, ChallengeFactory, accepting_challenge

pytestmark = pytest.mark.django_db
PAID = [{"node": "验收", "percent": "100"}]
LICENCE = {
    "ip_clause": "OWNER_DEV_LICENSE",
    "ip_licence_kind": "sole",
    "ip_licence_field": "工程机械整机",
    "ip_licence_territory": "中国境内",
    "ip_licence_term": "years",
    "ip_licence_years": 8,
    "ip_licence_fee": "royalty",
    "ip_royalty_percent": Decimal("2.50"),
    "ip_sublicence": "affiliates",
}


def words(challenge, **more):
    return {str(term.label): str(term.words) for term in ip.terms(challenge, **more)}


def lacking(**fields):
    return {problem.field for problem in ip.ip_problems(ChallengeFactory(**fields))}


def test_every_term_stands_in_form_interface_and_editions():
    assert [name for name, _kind in FIELDS if name.startswith("ip_")] == list(IP_FIELDS)
    assert set(IpDraft().fields) == {*IP_FIELDS, "ip_details"}
    assert set(HELP) <= set(IP_FIELDS) and set(IP_OUTLINE) < set(IP_FIELDS)
    filled = {name: next(iter(choices)) for name, choices in IP_CHOICES.items()}
    texts = {"ip_background": "专利甲", "ip_licence_field": "整机", "ip_licence_territory": "全球", "ip_terms": "另约"}
    numbers = {"ip_licence_years": 1, "ip_publication_days": 1, "ip_secrecy_years": 1}
    money = {"ip_licence_fee_wan": Decimal(3), "ip_royalty_percent": Decimal(1)}
    challenge = ChallengeFactory(**filled, **texts, **numbers, **money)
    assert set(IP_FIELDS) <= set(snapshot(challenge))


def test_what_is_not_agreed_leaves_an_edition_as_it_was():
    kept = snapshot(ChallengeFactory())
    assert {name for name in kept if name.startswith("ip_")} == {"ip_clause", "ip_terms", "ip_details"}


def test_the_lead_firm_is_the_licensee_of_what_the_solver_owns():
    assert IpClause.OWNER_DEV_LICENSE.label == "归揭榜方，发榜方获得许可"
    said = words(ChallengeFactory(**LICENCE))
    assert said["许可"].startswith("许可方：揭榜方；被许可方：发榜方；排他许可")
    assert (said["许可期限"], said["许可费"]) == ("8 年", "按实施收入提成 2.5%")
    assert said["再许可"] == "只可再许可给关联企业" and said["许可的地域"] == "中国境内"
    turned = words(ChallengeFactory(ip_clause="OWNER_LEAD", ip_licence_kind="non_exclusive"))
    assert turned["许可"].startswith("许可方：发榜方；被许可方：揭榜方")
    with translation.override("en"):
        assert "licence" in str(IpClause.OWNER_DEV_LICENSE.label)
        assert "Licensor: Solver; licensee: Lead firm" in words(ChallengeFactory(**LICENCE))["Licence"]


@pytest.mark.parametrize(
    ("clause", "articles"),
    [
        ("", ("859", "860", "861", "875", "501")),
        ("OWNER_DEV_LICENSE", ("859", "875")),
        ("JOINT", ("860", "875")),
    ],
)
def test_what_is_left_open_is_told_with_the_article_that_fills_it(clause, articles):
    challenge = ChallengeFactory(ip_clause=clause, total_wan=0, enterprise_wan=0, fiscal_wan=0, other_wan=0)
    open_terms = [term for term in ip.terms(challenge) if not term.agreed]
    said = " ".join(str(term.words) for term in open_terms)
    assert all(article in said for article in articles)
    assert all(str(term.words).startswith(("没有约定", "各自所有")) for term in open_terms)


def test_fiscal_money_brings_its_own_rule():
    assert "财政资金形成的成果" in words(ChallengeFactory(total_wan=10, enterprise_wan=5, fiscal_wan=5))
    none = ChallengeFactory(total_wan=10, enterprise_wan=10, fiscal_wan=0)
    assert "财政资金形成的成果" not in words(none)


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        (
            {"ip_clause": "OWNER_DEV_LICENSE"},
            {"ip_licence_kind", "ip_licence_term", "ip_licence_territory", "ip_licence_fee"},
        ),
        (LICENCE, set()),
        (LICENCE | {"ip_licence_years": None}, {"ip_licence_years"}),
        (LICENCE | {"ip_royalty_percent": None}, {"ip_royalty_percent"}),
        (LICENCE | {"ip_licence_fee": "fixed"}, {"ip_licence_fee_wan"}),
        ({"ip_publication": Publication.NOTICE}, {"ip_publication_days"}),
        ({"ip_clause": "SPLIT_BY_RESULT", "ip_terms": "另行约定"}, {"ip_results"}),
        ({"ip_clause": "JOINT"}, set()),
    ],
)
def test_what_a_choice_needs_is_asked_beside_its_field(fields, missing):
    assert lacking(**fields) == missing


def test_results_are_named_with_their_owner_and_contradict_no_clause():
    challenge = ChallengeFactory(ip_clause="SPLIT_BY_RESULT")
    challenge.ip_results.create(position=1, name="", owner="")
    assert [problem.field for problem in ip.ip_problems(challenge)] == ["ip_results.0.name", "ip_results.0.owner"]
    challenge.ip_results.update(name="专用设计", owner="lead")
    assert ip.ip_problems(challenge) == []
    challenge.ip_clause = "JOINT"
    assert [problem.field for problem in ip.ip_problems(challenge)] == ["ip_clause"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"ip_clause": "OWNER_LEAD"}, "没有许可"),
        ({"ip_clause": "OWNER_LEAD", "ip_background_use": "free"}, "偏向一方"),
        ({"ip_clause": "OWNER_LEAD", "total_wan": 5, "enterprise_wan": 0, "fiscal_wan": 5}, "第 32 条"),
        ({"ip_improvements": "lead"}, "第 850 条"),
        (LICENCE | {"ip_licence_kind": "exclusive"}, "独占"),
        ({"confidentiality": "restricted"}, "保密年限"),
    ],
)
def test_one_sided_terms_are_told_and_not_refused(fields, said):
    challenge = ChallengeFactory(**fields)
    assert any(said in str(warning) for warning in ip.warnings(challenge))


def test_a_change_of_terms_is_material_and_told_as_a_correction():
    challenge = accepting_challenge(ip_clause="JOINT")
    admin = acting(challenge.organiser, "batch_admin")
    before, given = snapshot(challenge), {"ip_transfer": "consent", "ip_secrecy_years": "5"}
    correct(challenge, by=admin, at=NOW, reason="许可条款漏写", payment_parts=PAID, **given)
    notice = Notice.objects.get(kind="correction")
    assert {row["after"] for row in notice.facts["changes"]} >= {"须对方书面同意"}
    kept = challenge.editions.get(number=challenge.edition)
    assert kept.material and kept.snapshot["ip_transfer"] == "consent"
    before["payment_parts"] = kept.snapshot["payment_parts"]
    told = {(change.field, change.before, change.after) for change in differences(before, kept.snapshot)}
    assert told == {("权利转让", "—", "须对方书面同意"), ("保密年限", "—", "5 年")}
    taken_out = {(change.before, change.after) for change in differences(kept.snapshot, before)}
    assert ("须对方书面同意", "—") in taken_out
    with pytest.raises(Invalid) as caught:
        correct(challenge, by=admin, at=NOW, reason="归属约定有误", payment_parts=PAID, ip_clause="SPLIT_BY_RESULT")
    assert [problem.field for problem in caught.value.problems] == ["ip_results"]


def test_a_challenge_listed_anew_keeps_its_terms():
    challenge = ChallengeFactory(state="lapsed", ip_clause="SPLIT_BY_RESULT", ip_secrecy_years=3)
    challenge.ip_results.create(position=1, name="专用设计", owner="lead")
    fresh = relist(challenge, by=acting(challenge.lead, "handler"), at=NOW)
    assert (fresh.ip_secrecy_years, fresh.ip_results.get().owner) == (3, "lead")


@pytest.mark.parametrize("confidentiality", ["public", "internal", "restricted"])
def test_whoever_decides_whether_to_apply_reads_the_terms(client, confidentiality):
    challenge = accepting_challenge(
        confidentiality=confidentiality, ip_terms="机密条款", ip_licence_fee_wan=77, **LICENCE
    )
    page = client.get(reverse("listing", args=[challenge.pk])).content.decode()
    assert "被许可方：发榜方" in page and "8 年" in page
    body = client.get(reverse("api:challenge_detail", args=[challenge.pk])).json()
    assert {row["label"] for row in body["ip_in_words"]} >= {"前景知识产权", "许可", "后续改进"}
    assert body["ip_licence_kind"] == "sole"
    written = confidentiality != "restricted"
    assert ("机密条款" in page, "ip_terms" in body, "ip_licence_fee_wan" in body) == (written,) * 3
    assert "ip_warnings" not in body


def test_the_interface_takes_and_gives_them_typed(client):
    lead = OrganisationFactory(kind="lead")
    challenge = ChallengeFactory(lead=lead, state="draft")
    client.force_login(acting(lead, "handler").user)
    sent = {
        **{name: str(value) if isinstance(value, Decimal) else value for name, value in LICENCE.items()},
        "ip_results": [{"name": "专用设计", "owner": "lead", "use": ""}],
    }
    where = reverse("api:challenge_detail", args=[challenge.pk])
    answer = client.patch(where, sent, content_type="application/json", headers={"If-Match": client.get(where)["ETag"]})
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert {name: body[name] for name in sent} == sent
    wrong = client.patch(
        where, {"ip_licence_kind": "exklusiv"}, content_type="application/json", headers={"If-Match": answer["ETag"]}
    )
    assert wrong.status_code == 422 and "ip_licence_kind" in wrong.content.decode()
    assert Challenge.objects.get(pk=challenge.pk).ip_licence_years == 8


def test_needs_of_before_keep_what_programs_wrote_in_columns_of_their_own():
    """Terms that were plain data move into their columns; what has no column stays, and so does what was published."""
    from importlib import import_module

    from django.apps import apps

    details = {"kind": "普通许可", "field": "整机", "confidentiality_years": 5, "other": "另议"}
    need = ChallengeFactory(state="draft", ip_details=details)
    public = accepting_challenge(ip_details=details, published_at=NOW)
    import_module("challenges.migrations.0017_papers").give_columns(apps, None)
    need.refresh_from_db()
    public.refresh_from_db()
    assert (need.ip_licence_kind, need.ip_licence_field, need.ip_secrecy_years) == ("non_exclusive", "整机", 5)
    assert need.ip_details == {"other": "另议"} and public.ip_details == details and not public.ip_licence_kind
