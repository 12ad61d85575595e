"""A blind panel: whatever tells who applies is planted everywhere, and its expert meets none of it."""

import json
import re
import zipfile
from html import unescape
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from accounts.acting import SESSION_KEY
from challenges.files.models import Attachment
from challenges.proposals.actions.proposal_reading import read
from challenges.proposals.models import Member, Proposal, ProposalVersion, SectionKey
from challenges.review.access import blinding
from challenges.review.access.traces import fold
from challenges.review.actions import panel as panels
from challenges.review.actions import rejoinder
from challenges.review.actions import review as reviews
from challenges.review.actions import statement as statements
from challenges.review.models import Panel
from challenges.review.queries.pack import KEYS
from frontend.kit.verbs import VERBS
from notifications import relay
from notifications.clock import now
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory, acting
from tests.factories.proposals import complete_proposal
from tests.factories.review import Review5, stage
from tests.frontend.crawl import by_client, crawl
from tests.world import stored

pytestmark = pytest.mark.django_db

FIRMS = (
    {
        "name": "雀鸣澜精密传感（沈阳）科技有限公司",
        "short_name": "雀鸣澜传感",
        "name_en": "Queminglan Sensing Co., Ltd.",
        "legal_representative": "宓檀溪",
        "contact_name": "逄砚舟",
        "contact_phone": "024-31557799",
        "website": "https://www.queming-canary.cn/about",
    },
    {"name": "燕芜渡材料（大连）股份有限公司", "short_name": "燕芜渡", "legal_representative": "亓墨桐"},
    {"name": "鹂栖壑大学"},
)
PEOPLE = ("佴清晏", "郗云岫", "逄砚舟", "宓檀溪", "亓墨桐", "缑听雪")
# How they are written, and every part of them that alone would be enough.
CANARIES = (
    *("雀鸣澜", "燕芜渡", "鹂栖壑", "queminglan", "queming-canary", "yanwudu", *PEOPLE, "erqingyan", "qingyaner"),
    *("13955550101", "31557799", "CANARYRECEIPT", "CANARYHASH", "CANARYFILE", "CANARYAUTHOR", "CANARYPATENT"),
)
PANEL_PAGES = ("draws", "doubt", "discussion", "pack", "conflicts", "changes", "rubric")
BATCH_PAGES = ("allotments", "staffings", "trials", "doubt", "reviews", "needs", "jobs")
NOUNS = (
    *("challenges", "proposals", "panels", "seats", "reviews", "draws", "notices", "batches", "me", "inbox"),
    *("allotments", "staffings", "trials", "trialists", "jobs", "decisions", "objections", "inquiries", "rubrics"),
)
SPELLINGS = (
    "{name}、{short}、{bare}、雀 鸣·澜、ＱＵＥＭＩＮＧＬＡＮ、雀鸣澜（沈阳）、{code}、{inner}、"
    "佴清晏、佴工、Er Qingyan、139 5555 0101、er@queming-canary.cn、"
    "www.queming-canary.cn、燕芜渡公司、雀鸣澜传感、鹂栖壑大学的郗云岫、逄砚舟（024-31557799）{people}"
)


class Blind(Review5):
    """A blind panel with two proposals of two firms and a university, full of canaries."""

    blind = True

    def make(self, **fields):
        super().make(proposals=0, at=now(), **fields)
        self.organisations = [OrganisationFactory(kind="sme", region_code="210100", **firm) for firm in FIRMS]
        writer = UserFactory(name="缑听雪", email="gou@queming-canary.cn", phone="13955550101")
        MembershipFactory(organisation=self.organisations[0], user=writer, roles=["handler"])
        for number, firm in enumerate(self.organisations[:2], start=1):
            self.proposals.append(self.plant(firm, number, writer))

    def plant(self, firm, number, writer) -> Proposal:
        proposal = complete_proposal(
            self.challenge,
            organisation=firm,
            state="qualified",
            receipt_number=f"CANARYRECEIPT{number}",
            receipt_hash="CANARYHASH".ljust(64, "0"),
        )
        Member.objects.create(
            proposal=proposal, organisation=self.organisations[2], state="confirmed", created_at=now(), updated_at=now()
        )
        words = SPELLINGS.format(
            name=firm.name,
            short=firm.short_name,
            bare=re.sub(r"（.*?）", "", firm.name),
            code=firm.uscc,
            inner=firm.uscc[8:17],
            people=f"、{firm.legal_representative}" + ("、缑听雪、缑工" if number == 1 else ""),
        )
        for section in proposal.sections.all():
            section.data = full(section.key, section.data, words)
            section.save()
        ProposalVersion.objects.create(
            proposal=proposal, number=1, snapshot={"route": words}, reason=words[:20], at=now(), by=writer
        )
        for kind in ("evidence", "agreement"):
            content = f"%PDF-1.4\n/Author (CANARYAUTHOR {number}) /Title ({words})\n%%EOF".encode()
            Attachment.objects.create(
                proposal=proposal,
                kind=kind,
                name=f"CANARYFILE 雀鸣澜 {kind}.pdf",
                content_type="application/pdf",
                size=len(content),
                sha256=stored(content),
                uploaded_by=writer,
                uploaded_at=now(),
                scan_state="clean",
            )
        read(proposal, by=acting(self.challenge.lead, "signer"), at=now())
        return proposal

    @stage
    def asked(self):
        """Names are written by the panel, the firms it asks, an expert in the discussion and the officer."""
        self.scoring()
        for proposal in self.proposals:
            row = rejoinder.ask(self.panel, by=self.officer, at=self.at, proposal=proposal, question="雀鸣澜如何测氧？")
            by = acting(proposal.organisation, "handler")
            rejoinder.answer(row, by=by, at=self.at, text="燕芜渡与雀鸣澜按国标，联系佴清晏 139-5555-0101")
        self.mark_each((80, 70))
        panels.discuss(self.panel, by=self.officer, at=self.at)
        for proposal in self.proposals:
            words = "雀鸣澜传感的佴工做过，燕芜渡（大连）和鹂栖壑大学也报了，郗云岫的专利不新"
            statements.say(self.panel, by=self.experts[1], at=self.at, proposal=proposal, text=words)
        first = self.review_of(self.experts[0], self.proposals[0])
        reviews.return_to_expert(first, by=self.officer, at=self.at, reason="请再看燕芜渡和雀鸣澜的路线")
        relay.dispatch(now())
        return self


def full(key, data, words) -> dict:
    """Return a section with the canaries in every text of it."""
    if key == SectionKey.BASICS:
        named = {"leader_name": "佴清晏", "leader_phone": "13955550101", "leader_email": "er@queming-canary.cn"}
        return {**data, "summary": words, "contact_name": "逄砚舟", "contact_phone": "024-31557799", **named}
    if key == SectionKey.TEAM:
        return {"people": [{"name": name, "unit": "雀鸣澜传感", "task": words, "months": "3"} for name in PEOPLE[:2]]}
    if key == SectionKey.IP:
        right = {"name": words, "kind": "发明专利", "number": "CANARYPATENT", "owner": "雀鸣澜传感", "status": "授权"}
        return {"freedom": words, "background": [right]}
    if key in (SectionKey.COMMITMENTS, SectionKey.SCHEDULE):
        return {pk: {**row, "evidence": words, "deviation": words, "output": words} for pk, row in data.items()}
    if key in (SectionKey.BUDGET, SectionKey.CONSORTIUM):
        return {**data, "note": words}
    if key == SectionKey.DECLARATIONS:
        return data
    return dict.fromkeys(("route", "innovation", "feasibility", "risk"), words)


def browser(person) -> Client:
    """Return a browser in which somebody has signed in and acts as they do here."""
    client = Client()
    client.force_login(person.user)
    if person.organisation_id:
        session = client.session
        session[SESSION_KEY] = person.organisation_id
        session.save()
    return client


def met(walk, text: str) -> set[str]:
    """Return what in a text tells who applies: a canary however it is typed, a code, or a link to a firm."""
    plain = fold(text)
    found = {word for word in CANARIES if fold(word) in plain}
    for firm in walk.organisations:
        found |= {code for code in (firm.uscc, firm.uscc[8:17]) if fold(code) in plain}
        found |= {link for link in (f"/organisations/{firm.pk}/",) if link in text}
    return found


def everywhere(walk, person) -> dict[str, str]:
    """Return {address: text} of every page and endpoint within reach, and behind every address one may guess."""
    client = browser(person)
    fetch = by_client(client)
    starts = ("/", "/desk/", "/inbox/", "/notices/", "/batches/")
    seen = dict(crawl(fetch, starts, most=200).values())
    panel, challenge, batch = walk.panel.pk, walk.challenge.pk, walk.challenge.batch_id
    paths = [f"/panels/{panel}/", f"/challenges/{challenge}/", f"/challenges/{challenge}/work/"]
    paths += [f"/panels/{panel}/{tail}/" for tail in PANEL_PAGES]
    paths += [f"/api/v1/panels/{panel}/{tail}/" for tail in ("conflicts", "discussion", "pack", "rubric")]
    paths += [f"{api}/batches/{batch}/{tail}/" for api in ("", "/api/v1") for tail in BATCH_PAGES]
    paths += [f"/challenges/{challenge}/signals/", "/expert/", "/expert/service/", "/api/v1/expert/service/"]
    for proposal in walk.proposals:
        paths += [f"/proposals/{proposal.pk}/{tail}" for tail in ("", "versions/", "feedback/")]
        paths += [f"/attachments/{file.pk}/" for file in proposal.attachments.all()]
        paths += [f"/rejoinders/{row.pk}/" for row in proposal.rejoinders.all()]
        paths += [f"/reviews/{row.pk}/" for row in proposal.reviews.filter(seat__expert_id=person.user_id)]
        api = f"/api/v1/proposals/{proposal.pk}/"
        paths += [api, f"{api}problems/", f"{api}feedback/", *(f"{api}sections/{key}/" for key in SectionKey.values)]
        paths += [f"/api/v1/attachments/{file.pk}/" for file in proposal.attachments.all()]
    for noun in NOUNS:
        paths.append(f"/api/v1/{noun}/")
        answer = client.get(f"/api/v1/{noun}/")
        if answer.status_code == 200:
            paths += [f"/api/v1/{noun}/{row['id']}/" for row in json.loads(answer.content).get("items", [])]
    paths += [f"/api/v1/challenges/{challenge}/{tail}/" for tail in ("events", "questions", "editions")]
    for path in paths:
        answer = client.get(path, follow=True)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        told = " ".join(f"{name}: {value}" for name, value in answer.headers.items())
        seen[path] = unpacked(body) + told
    return seen


def unpacked(body: bytes) -> str:
    """Return what is written in an answer, and in every part of one that is an office file."""
    if not zipfile.is_zipfile(BytesIO(body)):
        return body.decode(errors="replace")
    with zipfile.ZipFile(BytesIO(body)) as held:
        parts = {part: held.read(part).decode(errors="replace") for part in held.namelist()}
    # Such files may hold a sign as a reference to its number.
    return " ".join(f"{part}: {unescape(text)}" for part, text in parts.items())


def sightings(walk, person) -> set:
    """Return (address, canary) for everything met."""
    return {(path, word) for path, text in everywhere(walk, person).items() for word in met(walk, text or "")}


@pytest.fixture
def walk():
    return Blind().asked()


def test_the_expert_of_a_blind_panel_meets_nothing_of_who_applies(walk):
    for one in (walk.experts[0], walk.experts[1]):
        assert sightings(walk, one) == set()


def test_what_was_said_comes_through_without_the_names(walk):
    client = browser(walk.experts[0])
    text = client.get(f"/panels/{walk.panel.pk}/discussion/").text
    assert "申报单位的项目人员" in text and "的专利不新" in text
    assert met(walk, text) == set()
    found = client.get(f"/api/v1/panels/{walk.panel.pk}/discussion/").json()["items"]
    assert [row["label"] for row in found] == ["申报书 1", "申报书 2"]


def test_the_pack_that_they_take_is_read_to_its_last_part(walk):
    taken = everywhere(walk, walk.experts[0])[f"/api/v1/panels/{walk.panel.pk}/pack/"]
    assert "不要改页名" in taken and met(walk, taken) == set()
    Panel.objects.update(blind=False)
    taken = everywhere(walk, walk.experts[0])[f"/api/v1/panels/{walk.panel.pk}/pack/"]
    assert "雀鸣澜" in met(walk, taken)


def test_strip_pack_and_discussion_stand_in_the_panels_own_order(walk):
    """The key turns the order of the applications round, so that no other order can pass for it."""
    one, ids = walk.experts[0], [proposal.pk for proposal in walk.proposals]
    keys = (Panel(pk=walk.panel.pk, shuffle=str(n)) for n in range(200))
    turned = next(panel for panel in keys if blinding.in_order(panel, ids) == ids[::-1])
    Panel.objects.update(shuffle=turned.shuffle)
    second = walk.review_of(one, walk.proposals[1])
    reviews.return_to_expert(second, by=walk.officer, at=walk.at, reason="请再看第三项")
    own = [walk.review_of(one, proposal).pk for proposal in walk.proposals][::-1]
    client = browser(one)
    strip = client.get(f"/reviews/{own[0]}/").text.partition('<nav class="queue"')[2].partition("</nav>")[0]
    assert re.findall(r"/reviews/(\d+)/.*?第 (\d) 份", strip) == [(str(own[0]), "1"), (str(own[1]), "2")]
    desk = client.get("/desk/").text
    assert re.findall(r'href="/reviews/(\d+)/">第 (\d) 份', desk) == [(str(own[0]), "1"), (str(own[1]), "2")]
    book = load_workbook(BytesIO(client.post(f"/panels/{walk.panel.pk}/pack/taking/").content))
    sheets = [(sheet.title, sheet.cell(1, KEYS).value) for sheet in book.worksheets[1:3]]
    assert sheets == [("第 1 份", f"review:{own[0]}"), ("第 2 份", f"review:{own[1]}")]
    said = client.get(f"/panels/{walk.panel.pk}/discussion/").text
    heads = re.findall(r'id="p(\d+)".*?<h2>(.*?)</h2>', said, flags=re.DOTALL)
    assert heads == [(str(ids[1]), "申报书 1"), (str(ids[0]), "申报书 2")]


def test_neither_do_they_after_the_lock_the_report_and_another_round(walk):
    first = walk.review_of(walk.experts[0], walk.proposals[0])
    reviews.submit(first, by=walk.experts[0], at=walk.at)
    panels.lock(walk.panel, by=walk.experts[0], at=walk.at)
    panels.report(walk.panel, by=walk.officer, at=walk.at)
    assert sightings(walk, walk.experts[0]) == set()
    walk.challenge.refresh_from_db()
    panels.reopen(walk.panel, by=walk.officer, at=walk.at, reason="雀鸣澜与燕芜渡的佴清晏来信")
    relay.dispatch(now())
    assert sightings(walk, walk.experts[1]) == set()


def test_the_officer_meets_them_everywhere(walk):
    """The canaries sing: a crawl that finds nothing would prove nothing."""
    admin = acting(walk.challenge.organiser, "batch_admin", "review_officer", "checker")
    seen = sightings(walk, admin)
    pages = {path for path, _word in seen}
    first = walk.proposals[0]
    assert {f"/proposals/{first.pk}/", f"/panels/{walk.panel.pk}/", f"/api/v1/proposals/{first.pk}/"} <= pages
    assert {word for _path, word in seen} >= set(CANARIES) - {"erqingyan", "qingyaner", "yanwudu"}


def test_the_same_panel_with_names_is_met_by_its_expert(walk):
    Panel.objects.update(blind=False)
    words = {word for _path, word in sightings(walk, walk.experts[0])}
    assert {"雀鸣澜", "燕芜渡", "佴清晏", "CANARYFILE", "CANARYAUTHOR"} <= words


def test_refused_acts_tell_them_nothing(walk):
    client, told = browser(walk.experts[0]), {}
    for proposal in walk.proposals:
        for verb in VERBS["proposal"]:
            path = f"/acts/proposal/{proposal.pk}/{verb}/"
            told[path] = client.post(path, {f"{verb}-reason": "x"}, follow=True)
        for member in proposal.members.all():
            for verb in VERBS["member"]:
                path = f"/acts/member/{member.pk}/{verb}/"
                told[path] = client.post(path)
                assert told[path].status_code == 404
        for tail in ("sections/route/", "members/", "attachments/", "versions/1/restoration/"):
            for path in (f"/proposals/{proposal.pk}/{tail}", f"/api/v1/proposals/{proposal.pk}/{tail}"):
                told[path] = client.post(path, {"organisation": "雀"}, follow=True)
        for tail in ("submission", "withdrawal", "check", "supplement", "edition-confirmation"):
            path = f"/api/v1/proposals/{proposal.pk}/{tail}/"
            told[path] = client.post(
                path, {"reason": "缺营业执照副本", "result": "qualified"}, content_type="application/json"
            )
    wrong = {(path, word) for path, answer in told.items() for word in met(walk, answer.content.decode())}
    assert wrong == set()
    assert Proposal.objects.filter(state="qualified").count() == 2


def test_lists_neither_filter_nor_order_nor_count_by_firm(walk):
    client = browser(walk.experts[0])
    firm = walk.organisations[0]
    for query in ("", f"?organisation_id={firm.pk}", "?state=qualified", "?updated_after=2020-01-01T00:00:00Z"):
        assert client.get(f"/api/v1/proposals/{query}").json() == {"items": [], "next": None}
    assert client.get("/api/v1/proposals/?ordering=receipt_number").status_code == 400
    for name in (firm.name, "雀鸣澜", "没有这家单位"):
        answer = client.get("/", {"q": name})
        assert f"/challenges/{walk.challenge.pk}/" not in answer.text
    officer = browser(walk.admin)
    assert len(officer.get(f"/api/v1/proposals/?organisation_id={firm.pk}").json()["items"]) == 1


def test_the_winner_looks_like_the_loser():
    walk = Blind().asked()
    reviews.submit(walk.review_of(walk.experts[0], walk.proposals[0]), by=walk.experts[0], at=walk.at)
    client = browser(walk.experts[0])
    addresses = [
        address
        for proposal in walk.proposals
        for address in (f"/proposals/{proposal.pk}/", f"/api/v1/proposals/{proposal.pk}/")
    ]

    def looks():
        answers = [client.get(address) for address in addresses]
        strip = re.compile(r'csrf\w*"? value="[^"]*"|nonce="[^"]*"|data-key="[^"]*"')
        return [(strip.sub("", answer.text), answer.headers.get("ETag")) for answer in answers]

    before = looks()
    Proposal.objects.filter(pk=walk.proposals[0].pk).update(state="selected", version=9, updated_at=now())
    Proposal.objects.filter(pk=walk.proposals[1].pk).update(state="not_selected", version=7)
    assert looks() == before
    # What follows the version is a digest of what he reads.
    told = [before[place][1].rsplit("-", 1)[0] for place in (1, 3)]
    assert told[0] == told[1].replace(str(walk.proposals[1].pk), str(walk.proposals[0].pk))
