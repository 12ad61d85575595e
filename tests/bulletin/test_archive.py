"""The board of notices as an archive: by year and kind with counts, and what corrects what, with links both ways."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from challenges.bulletin.models import Notice, NoticeItem
from tests.factories.accounts import OrganisationFactory
from tests.factories.challenges import accepting_challenge

pytestmark = pytest.mark.django_db
# Half past midnight on New Year's Day in China is still the old year by UTC.
NEW_YEAR = datetime.datetime(2025, 12, 31, 16, 30, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def issuer():
    return OrganisationFactory(kind="organiser")


def post(issuer, at=NEW_YEAR, kind="publication", challenge=None, **more):
    stamps = {"posted_at": at, "created_at": at, "updated_at": at}
    given = {"kind": kind, "state": "posted", "title": f"{kind} {at.isoformat()}", "body": "正文", "issuer": issuer}
    row = Notice.objects.create(**given | stamps | more)
    if challenge is not None:
        NoticeItem.objects.create(notice=row, challenge=challenge)
    return row


def read(client, address):
    return client.get(address).content.decode()


def test_the_board_goes_by_year_in_china_and_counts(client, issuer):
    old = post(issuer, NEW_YEAR - HOUR, title="旧年的公告")
    new = post(issuer, title="新年的公告")
    lapse = post(issuer, NEW_YEAR + HOUR, "lapse", title="新年的流榜")
    page = read(client, "/notices/?year=2026")
    assert new.title in page and lapse.title in page and old.title not in page
    assert "2025<sup>1</sup>" in page and "2026<sup>2</sup>" in page
    both = read(client, "/notices/?kind=publication&year=2026")
    assert new.title in both and lapse.title not in both
    assert "2025<sup>1</sup>" in both and "2026<sup>1</sup>" in both
    for wrong in ("year=many", "year=99999", "year=-1"):
        assert client.get(f"/notices/?{wrong}").status_code == 400


def test_a_later_notice_stands_on_the_earlier_one_and_the_reverse(client, issuer):
    challenge = accepting_challenge()
    first = post(issuer, challenge=challenge)
    correction = post(issuer, NEW_YEAR + HOUR, "correction", challenge=challenge)
    other = post(issuer, NEW_YEAR + HOUR, "correction", challenge=accepting_challenge())
    publicity = post(issuer, NEW_YEAR + HOUR, "publicity", challenge=challenge)
    anew = post(issuer, NEW_YEAR + 2 * HOUR, "publicity", challenge=challenge, replaces=publicity)
    for one, beside in ((first, {correction}), (correction, {first}), (publicity, {anew}), (anew, {publicity})):
        page = read(client, f"/notices/{one.pk}/")
        linked = {row for row in (first, correction, other, publicity, anew) if f'"/notices/{row.pk}/"' in page} - {one}
        assert linked == beside


def test_an_unposted_correction_is_not_betrayed(client, issuer):
    challenge = accepting_challenge()
    first = post(issuer, challenge=challenge)
    draft = post(issuer, NEW_YEAR + HOUR, "correction", challenge=challenge, state="draft", posted_at=None)
    assert f'"/notices/{draft.pk}/"' not in read(client, f"/notices/{first.pk}/")


def test_english_titles_are_read_where_they_exist(client, issuer):
    challenge = accepting_challenge(title="退役锂电池再生", title_en="Recovery of spent lithium cells")
    notice = post(issuer, challenge=challenge)
    client.cookies["django_language"] = "en"
    for address in ("/notices/", f"/notices/{notice.pk}/"):
        assert challenge.title_en in client.get(address, headers={"accept-language": "en"}).content.decode()
        client.cookies.clear()
        assert challenge.title_en not in client.get(address, headers={"accept-language": "zh-hans"}).content.decode()
        client.cookies["django_language"] = "en"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_board_reads_thirty_in_the_queries_of_three(client, issuer, language):
    spent = []
    for more in (3, 27):
        for n in range(more):
            at = NEW_YEAR + n * HOUR
            post(issuer, at, challenge=accepting_challenge(title_en="A title"))
        client.get("/notices/", headers={"accept-language": language})
        with CaptureQueriesContext(connection) as caught:
            client.get("/notices/?year=2026", headers={"accept-language": language})
        spent.append(len(caught))
    assert spent[0] == spent[1]
