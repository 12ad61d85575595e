"""The ledgers of an organiser: what stands in them, for whom, in which order, as which file, and at what cost."""

import csv
import io
import re

import pytest
from openpyxl import load_workbook

from challenges.award.models import Award
from challenges.core.models import SavedView
from challenges.desk.queries import ledger, ledger_proposals
from challenges.listing.actions.challenge_check import pass_check
from challenges.listing.models import Opinion
from challenges.listing.states import ChallengeState as S
from challenges.proposals.states import ProposalState as P
from notifications import clock
from notifications.models import Event
from tests.factories.accounts import OrganisationFactory, UserFactory, acting
from tests.factories.challenges import DAY, BatchFactory, in_state
from tests.factories.proposals import complete_proposal
from tests.factories.review import Review5, stranger

pytestmark = pytest.mark.django_db
SEEN = [state for state in S if state not in (S.DRAFT, S.INTERNAL_REVIEW)]
CHALLENGES, PROPOSALS = "/ledger/challenges/", "/ledger/proposals/"


def enter(client, viewer):
    client.force_login(viewer.user)
    session = client.session
    session["acting_for"] = viewer.organisation_id
    session.save()
    return client


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode()))


@pytest.fixture
def batch():
    return BatchFactory()


@pytest.fixture
def admin(batch):
    return acting(batch.organiser, "batch_admin")


def shown(client, address):
    """Return the ids of the rows a page of a ledger shows."""
    return [row.line.row.id for row in client.get(address).context["rows"]]


def handed_in(challenge, state="opened", **fields):
    """A proposal of a firm of its own to a challenge, in a state after its opening."""
    number = f"R-{challenge.pk}-{challenge.proposals.count()}"
    at = clock.now() - 5 * DAY
    fields = {"submitted_at": at, "receipt_number": number, **fields}
    return complete_proposal(challenge, organisation=OrganisationFactory(kind="sme"), state=state, **fields)


def sheet(answer):
    """Return the rows of a CSV that was handed out."""
    return list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


# What stands in them


def test_every_state_that_an_organiser_sees_stands_in_the_ledger_in_both_languages(client, batch, admin):
    for state in S:
        in_state(batch, state)
    in_state(BatchFactory(), S.ACCEPTING)
    for language in ("zh-hans", "en"):
        admin.user.language = language
        admin.user.save()
        answer = enter(client, admin).get(CHALLENGES)
        rows = answer.context["rows"]
        assert sorted(row.line.row.state for row in rows) == sorted(SEEN)
        assert all(row.word and row.next and "%(" not in row.next for row in rows)
    assert sum(answer.context["tabs"][n].count for n in range(1, 10)) == answer.context["tabs"][0].count == len(SEEN)


def test_every_state_of_an_opened_proposal_stands_in_the_ledger(client, batch, admin):
    challenge = in_state(batch, S.QUALIFICATION)
    for state in P:
        handed_in(challenge, state, withdrawal_reason="撤回" if state == P.WITHDRAWN else "")
    rows = enter(client, admin).get(PROPOSALS).context["rows"]
    never = {P.DRAFT, P.INTERNAL_REVIEW, P.SUBMITTED, P.EXPIRED}
    assert sorted(row.line.row.state for row in rows) == sorted(set(P) - never)


def test_what_lies_sealed_is_not_in_the_ledgers_not_even_as_a_number(client, batch, admin):
    challenge = in_state(batch, S.ACCEPTING)
    closed = in_state(batch, S.CLOSED)
    enter(client, admin)
    pages = (CHALLENGES, PROPOSALS, "/api/v1/ledger/challenges/", "/api/v1/ledger/proposals/")
    before = [text(client.get(page)) for page in pages]
    for one in (challenge, closed):
        for state in ("draft", "internal_review", "submitted", "withdrawn"):
            handed_in(one, state)
    assert [text(client.get(page)) for page in pages] == before
    given = {"format": "csv", "reason": "存档"}
    assert len(sheet(client.post(f"{PROPOSALS}export/", given))) == 1
    assert all(row[16] == "" for row in sheet(client.post(f"{CHALLENGES}export/", given))[1:])
    assert client.get(f"{PROPOSALS}?challenge={challenge.pk}").context["number"] == 0


def test_a_row_says_since_when_what_next_how_many_and_who_won(client, batch, admin):
    at = clock.now()
    checked = in_state(batch, S.FORMAL_CHECK)
    pass_check(checked, by=acting(batch.organiser, "checker"), at=at)
    Opinion.objects.create(challenge=checked, expert=UserFactory(), asked_at=at)
    won = in_state(batch, S.AWARDED)
    first = handed_in(won, P.SELECTED)
    Award.objects.create(challenge=won, proposal=first, slot=1, awarded_at=at, sign_by=at + 30 * DAY)
    handed_in(won, P.NOT_SELECTED)
    late = in_state(batch, S.QUALIFICATION, due_at=at - DAY)
    rows = {row.line.row.id: row for row in enter(client, admin).get(CHALLENGES).context["rows"]}
    assert rows[checked.pk].line.since == at and "已有 0 / 1" in rows[checked.pk].next
    assert (rows[won.pk].line.proposals, [one.awarded_at for one in rows[won.pk].line.winners]) == (2, [at])
    assert rows[late.pk].line.late and rows[late.pk].line.proposals == 0
    cells = {row[1]: row for row in sheet(client.post(f"{CHALLENGES}export/", {"format": "csv", "reason": "存档"}))}
    assert cells[won.title][16:18] == ["2", first.organisation.name]


def test_scores_stand_there_after_the_lock_and_for_those_who_watch_reviews(client):
    scoring = Review5(proposals=2, at=clock.now() - 2 * DAY, load=99).scoring()
    scoring.mark_all((one, proposal, 80) for one in scoring.experts for proposal in scoring.proposals)
    rows = enter(client, scoring.officer).get(PROPOSALS).context["rows"]
    assert [(row.line.row.score, row.line.row.rank) for row in rows] == [(None, None)] * 2
    locked = Review5(proposals=2, load=99).locked((85, 70))
    rows = enter(client, locked.officer).get(f"{PROPOSALS}?challenge={locked.challenge.pk}").context["rows"]
    assert sorted(row.line.row.rank for row in rows) == [1, 2]
    clerk = acting(locked.challenge.organiser, "checker")
    rows = enter(client, clerk).get(PROPOSALS).context["rows"]
    assert len(rows) == 2 and all(row.line.row.rank is None for row in rows)


def test_the_check_is_told_as_far_as_it_has_come(client, batch, admin):
    challenge, checker = in_state(batch, S.QUALIFICATION), UserFactory(name="初核员")
    handed_in(challenge)
    handed_in(challenge, P.OPENED, checked_by=checker, check_result=P.QUALIFIED)
    handed_in(challenge, P.QUALIFIED, checked_by=checker, check_result=P.QUALIFIED)
    handed_in(challenge, P.SUPPLEMENT, due_at=clock.now() - DAY)
    rows = enter(client, admin).get(PROPOSALS).context["rows"]
    found = sorted(row.check for row in rows)
    assert found == sorted(["", "初核资格合格，待复核", "资格合格", "补正中"])
    assert [row.line.late for row in rows].count(True) == 1
    assert shown(client, f"{PROPOSALS}?due=late") == [row.line.row.id for row in rows if row.line.late]


# Finding


def test_each_filter_keeps_what_it_names(client, batch, admin):
    at = clock.now()
    other = BatchFactory(organiser=batch.organiser)
    race = in_state(batch, S.ACCEPTING, race_slots=2, field_code="205", region_code="320505", closes_at=at + 3 * DAY)
    small = in_state(other, S.FORMAL_CHECK, total_wan=100, enterprise_wan=100, fiscal_wan=0, due_at=at - DAY)
    lead = OrganisationFactory(kind="lead", name="雀鸣澜精密有限公司")
    ended = in_state(batch, S.REJECTED, lead=lead, region_code="210100")
    enter(client, admin)
    expected = {
        f"batch={other.pk}": [small],
        "state=open": [race],
        "state=rejected": [ended],
        "field=20": [race],
        "region=21": [ended],
        "mode=race": [race],
        "amount=small": [small],
        "due=late": [small],
        "due=week": [race],
        "q=雀鸣澜": [ended],
        f"q={race.number}": [race],
        "q=没有这个词": [],
    }
    for words, found in expected.items():
        assert shown(client, f"{CHALLENGES}?{words}") == [one.pk for one in found], words
    assert "没有符合这些条件的榜单" in text(client.get(f"{CHALLENGES}?q=没有这个词"))
    handed = [handed_in(in_state(each, S.QUALIFICATION)) for each in (batch, other)]
    for words in (f"batch={other.pk}", f"challenge={handed[1].challenge_id}", f"q={handed[1].receipt_number}"):
        assert shown(client, f"{PROPOSALS}?{words}") == [handed[1].pk], words
    assert shown(client, f"{PROPOSALS}?state=won") == []
    assert len(shown(client, f"{PROPOSALS}?state=check")) == len(shown(client, f"{PROPOSALS}?state=opened")) == 2
    assert "没有符合这些条件的申报书" in text(client.get(f"{PROPOSALS}?state=won"))


@pytest.mark.parametrize("module", [ledger, ledger_proposals])
def test_every_order_shows_each_row_once_page_by_page(module, batch, admin):
    at = clock.now()
    for n, state in enumerate(SEEN):
        sums = {"total_wan": n % 3 * 100, "enterprise_wan": n % 3 * 100, "fiscal_wan": 0}
        handed_in(in_state(batch, state, **sums), P.OPENED, submitted_at=at - n % 4 * DAY if n % 5 else None)
    for sort in module.KEYS:
        seen, filters = [], module.Filters(sort=sort)
        while True:
            page = module.page(admin, filters, at, 3)
            seen += [line.row.id for line in page.lines]
            if not page.following:
                break
            filters = filters.having(after=page.following)
        assert len(set(seen)) == len(seen) == len(SEEN)
        assert seen == module.ids(admin, module.Filters(sort=sort), at)


def test_what_falls_due_first_stands_first_whatever_it_waits_for(client, batch, admin):
    at = clock.now()
    waits = [
        in_state(batch, S.PUBLICITY, publicity_ends_at=at + 1 * DAY),
        in_state(batch, S.ACCEPTING, closes_at=at + 2 * DAY),
        in_state(batch, S.QUALIFICATION, due_at=at + 3 * DAY),
        in_state(batch, S.LAPSED, due_at=None),
    ]
    assert shown(enter(client, admin), f"{CHALLENGES}?sort=due") == [one.pk for one in waits]


def test_strangers_and_unknown_words_meet_nothing(client, admin):
    for viewer in (stranger("lead"), stranger("sme")):
        enter(client, viewer)
        for page in (CHALLENGES, PROPOSALS, "/api/v1/ledger/challenges/", "/api/v1/ledger/proposals/"):
            assert client.get(page).status_code == 404
        assert client.post(f"{CHALLENGES}export/", {"format": "csv", "reason": "看"}).status_code == 404
    enter(client, admin)
    assert client.get("/ledger/")["Location"] == CHALLENGES
    for address in ("/ledger/firms/", f"{CHALLENGES}?state=draft", f"{CHALLENGES}?after=x", f"{PROPOSALS}?batch=x"):
        assert client.get(address).status_code == 404
    assert "台账里还没有榜单" in text(client.get(CHALLENGES))
    assert "台账里还没有申报书" in text(client.get(PROPOSALS))
    assert "台账" in text(client.get("/desk/"))


def test_the_headline_says_how_many(client, batch, admin):
    in_state(batch, S.ACCEPTING)
    handed_in(in_state(batch, S.LAPSED), P.SELECTED)
    enter(client, admin)
    assert client.get(CHALLENGES).context["headline"] == "2 项榜单，在办 1 项"
    assert client.get(f"{CHALLENGES}?state=ended").context["headline"] == "1 项榜单"
    assert client.get(PROPOSALS).context["headline"] == "1 份申报书，中榜 1 份"
    assert client.get(f"{PROPOSALS}?state=won").context["headline"] == "1 份申报书"


# Files


def test_a_file_is_what_the_filter_finds_and_why_it_was_taken_is_kept(client, batch, admin):
    risky = in_state(batch, S.ACCEPTING, title="=HYPERLINK(1)")
    in_state(batch, S.REJECTED)
    enter(client, admin)
    address = f"{CHALLENGES}export/"
    answer = client.post(address, {"format": "csv", "reason": "年终\n存档", "state": "open", "sort": "due"})
    assert [row[:2] for row in sheet(answer)[1:]] == [[risky.number, "'=HYPERLINK(1)"]]
    assert answer["Content-Disposition"].endswith(".csv")
    book = load_workbook(io.BytesIO(client.post(address, {"format": "xlsx", "reason": "存档"}).getvalue()))
    assert book.active.max_row == 5 and "'=HYPERLINK(1)" in [cell.value for cell in book.active["B"]]
    kept = Event.objects.filter(name="ledger.exported").order_by("id")
    assert [(one.facts["rows"], one.facts["words"], one.facts["format"]) for one in kept] == [
        (1, {"state": "open", "sort": "due"}, "csv"),
        (2, {}, "xlsx"),
    ]
    assert {one.chain for one in kept} == {f"ledger:{batch.organiser_id}"}


def test_a_file_needs_a_reason_a_form_and_known_filters(client, batch, admin, monkeypatch):
    for state in (S.ACCEPTING, S.REJECTED):
        in_state(batch, state)
    enter(client, admin)
    wrong = ({"reason": " "}, {"format": "pdf"}, {"state": "none"})
    for words in wrong:
        answer = client.post(f"{CHALLENGES}export/", {"format": "csv", "reason": "存档", **words}, follow=True)
        assert answer.status_code == 200 and "text/html" in answer["Content-Type"]
    monkeypatch.setattr("challenges.desk.actions.ledger.MOST", 1)
    answer = client.post(f"{CHALLENGES}export/", {"format": "xlsx", "reason": "存档"}, follow=True)
    assert "请改用 CSV" in text(answer)
    assert not Event.objects.filter(name="ledger.exported").exists()
    assert len(sheet(client.post(f"{CHALLENGES}export/", {"format": "csv", "reason": "存档"}))) == 3


def test_a_long_file_is_read_bit_by_bit(client, batch, admin, monkeypatch):
    monkeypatch.setattr("challenges.desk.actions.ledger.CHUNK", 2)
    for _n in range(5):
        handed_in(in_state(batch, S.QUALIFICATION))
    admin.user.language = "en"
    admin.user.save()
    rows = sheet(enter(client, admin).post(f"{PROPOSALS}export/", {"format": "csv", "reason": "存档"}))
    assert len(rows) == 6 and rows[0][0] == "Receipt number" and {row[6] for row in rows[1:]} == {"Opened"}


# Views, the interface, and what it costs


def test_each_ledger_has_views_of_its_own(client, batch, admin):
    in_state(batch, S.ACCEPTING)
    enter(client, admin)
    client.post(f"{CHALLENGES}views/", {"name": "申报中的", "state": "open", "default": "1"})
    client.post(f"{PROPOSALS}views/", {"name": "申报中的", "state": "won"})
    assert [(view.board, view.words) for view in SavedView.objects.order_by("id")] == [
        ("challenges", {"state": "open"}),
        ("proposals", {"state": "won"}),
    ]
    assert client.get(CHALLENGES)["Location"] == f"{CHALLENGES}?state=open"
    assert client.get(PROPOSALS).status_code == 200
    view = SavedView.objects.get(board="challenges")
    assert client.post(f"{PROPOSALS}views/{view.pk}/removal/").status_code == 404
    client.post(f"{CHALLENGES}views/{view.pk}/name/", {"name": "在报的"})
    client.post(f"{CHALLENGES}views/{view.pk}/default/")
    page = client.get(CHALLENGES)
    assert [one.name for one in page.context["views"]] == ["在报的"] and not page.context["views"][0].default
    client.post(f"{CHALLENGES}views/{view.pk}/removal/")
    assert SavedView.objects.count() == 1


def test_the_interface_tells_the_same_lists_and_hands_out_the_same_files(client, batch, admin):
    challenge = in_state(batch, S.QUALIFICATION)
    proposal = handed_in(challenge)
    in_state(batch, S.REJECTED)
    enter(client, admin)
    api = "/api/v1/ledger"
    first = client.get(f"{api}/challenges/?limit=1").json()
    second = client.get(first["next"]).json()
    assert {first["items"][0]["id"], second["items"][0]["id"]} == set(ledger.ids(admin, ledger.Filters(), clock.now()))
    found = client.get(f"{api}/challenges/?batch_id={batch.pk}&state=qualify").json()["items"]
    assert [(one["id"], one["proposal_count"], one["turn"]) for one in found] == [(challenge.pk, 1, "形式审查员")]
    found = client.get(f"{api}/proposals/?challenge_id={challenge.pk}").json()["items"]
    assert [(one["id"], one["organisation_name"]) for one in found] == [(proposal.pk, proposal.organisation.name)]
    for words in ("state=none", "cursor=x", "batch_id=x", "field=1"):
        assert client.get(f"{api}/challenges/?{words}").status_code == 400
    body = {"format": "csv", "reason": "对账", "filters": {"batch_id": str(batch.pk), "state": "qualify"}}
    for kind in ("challenges", "proposals"):
        body["filters"]["state"] = "check" if kind == "proposals" else "qualify"
        answer = client.post(f"{api}/{kind}/exports/", body, content_type="application/json")
        assert answer.status_code == 200 and len(sheet(answer)) == 2
    bare = client.post(f"{api}/challenges/exports/", {"format": "csv"}, content_type="application/json")
    assert bare.status_code == 422


@pytest.mark.parametrize("number", [3, 30])
@pytest.mark.parametrize(("address", "most"), [(CHALLENGES, 12), (PROPOSALS, 11)])
def test_a_ledger_asks_a_fixed_number_of_times(client, batch, admin, number, address, most, django_assert_num_queries):
    states = (S.EXPERT_REVIEW, S.AWARDED, S.QUALIFICATION)
    for n in range(number):
        challenge = in_state(batch, states[n % 3])
        handed_in(challenge, P.SELECTED if challenge.state == S.AWARDED else P.OPENED)
    enter(client, admin).get(address)
    with django_assert_num_queries(most):
        assert len(shown(client, address)) == number
