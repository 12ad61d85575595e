"""What binds, in a real browser: texts set by two, a secret kept, a consortium's and a team's consent, a receipt that
anybody can check, an objection with its review, and one's own data taken along and deleted."""

import hashlib
import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import Agreement, BindingText, User
from accounts.queries.text import in_force
from challenges.award.models import Objection
from challenges.core.models import Motion
from challenges.desk.actions import erasure
from challenges.files.models import Attachment
from challenges.listing.models import Challenge, Undertaking
from challenges.listing.models import Confidentiality as C
from challenges.proposals.actions import team_mail
from challenges.proposals.models import TeamAnswer, TeamRequest
from challenges.tasks import take_due_steps
from frontend.kit.verb_fields import typed_moment
from notifications import clock
from notifications.models import SandboxClock
from tests.demo.test_english_pages import CHINESE, chrome, own_words
from tests.factories.accounts import OrganisationFactory, UserFactory, acting
from tests.factories.challenges import IndicatorFactory, in_state
from tests.factories.proposals import complete_proposal
from tests.factories.review import OBJECTION, Review5, known, stranger
from tests.frontend import chromium
from tests.world import stored

from .walker import Walker

pytestmark = [
    pytest.mark.drill,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(not chromium.path_once(), reason="no Chromium on this machine"),
]
DAY = timedelta(days=1)
TITLE = "本单位的保密承诺书"
SECRET = "真空熔炼炉的氧含量曲线"
REASON = "结论没有核对检测机构官网的查询记录，JC-2026-118 在官网为另一份报告。"


@pytest.fixture(autouse=True)
def platform(settings, monkeypatch):
    """A platform with a clock that the test sets forward."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    settings.SANDBOX = True
    settings.STATICFILES_STORAGE = "django.contrib.staticfiles.storage.StaticFilesStorage"


def later(days: int) -> None:
    """Let days pass, and the platform's clock do what is due."""
    row, _made = SandboxClock.objects.get_or_create(pk=1, defaults={"offset": timedelta()})
    row.offset += days * DAY
    row.save()
    take_due_steps()


def sit(walker, by):
    walker.sit_down(by.user, by.organisation)


def test_what_binds_is_read_signed_kept_and_checked(live_server):
    walk = Review5(at=clock.now()).publicised()
    organiser = walk.challenge.organiser
    firm, partner = (OrganisationFactory(kind="sme") for _n in range(2))
    with chromium.browser() as browser:
        walker = Walker(browser, live_server.url, "zh-hans")
        set_text(walker, walk.admin, walk.notice_officer)
        challenge = publish(walker, in_state(walk.challenge.batch, "pending_publish", **restricted()), walk.admin)
        signer = acting(firm, "signer")
        undertake(walker, challenge, signer)
        proposal = complete_proposal(challenge, organisation=firm, consents=False)
        handler = acting(firm, "handler")
        gather(walker, proposal, handler, acting(partner, "signer"))
        consent(walker, proposal, handler)
        sign(walker, proposal, handler, signer)
        objection = dispute(walker, walk, stranger())
        leave(walker, known(UserFactory(), "闻人清越"))
        in_english(walker, signer, proposal, challenge, objection)
        assert organiser.pk == challenge.organiser_id and walker.faults == []


def restricted() -> dict:
    """What a challenge has that waits to be published and is read in full after a promise of secrecy."""
    return {"confidentiality": C.RESTRICTED, "funds_confirmed_at": clock.now(), "content": SECRET}


def set_text(walker, first, second) -> None:
    """One of the organiser writes its promise of secrecy for tomorrow, looks at it, and asks; another agrees."""
    sit(walker, first)
    walker.go(f"/texts/secrecy/edit/?of={first.organisation_id}")
    form = walker.page.locator("form[data-guard]")
    walker.fill(form, "title_zh", TITLE)
    walker.fill(form, "title_en", "Our promise of secrecy")
    # Yesterday is refused beside its field, and what was typed stays.
    walker.fill(form, "effective_from", typed_moment(clock.now() - DAY))
    walker.send(form.locator("button[name=approve]"))
    assert "生效时间不能早于现在" in walker.text()
    form = walker.page.locator("form[data-guard]")
    assert form.locator("[name=title_zh]").input_value() == TITLE
    walker.fill(form, "effective_from", typed_moment(clock.now() + DAY / 2))
    form.locator("button[name=preview]").click()
    walker.page.locator("article.doc").first.wait_for()
    assert TITLE in walker.text() and "Our promise of secrecy" in walker.text()
    walker.send(walker.page.locator("form[data-guard] button[name=approve]"))
    motion = Motion.objects.get(act="text.approve")
    sit(walker, second)
    walker.go(f"/motions/{motion.pk}/")
    assert TITLE in walker.text()
    walker.press("confirm")
    row = BindingText.objects.get(kind="secrecy", owner=first.organisation)
    assert row.approved and (row.prepared_by, row.approved_by) == (first.user, second.user)
    later(1)
    assert in_force("secrecy", first.organisation_id, clock.now()) == row


def publish(walker, challenge, officer) -> Challenge:
    """What was prepared is published from the organiser's page; strangers read its outline."""
    IndicatorFactory(challenge=challenge)
    sit(walker, officer)
    walker.go(f"/challenges/{challenge.pk}/work/")
    walker.press("publish")
    later(1)
    challenge.refresh_from_db()
    assert challenge.state == "accepting"
    return challenge


def undertake(walker, challenge, signer) -> None:
    """A handler finds the promise and may not give it; the signer reads it whole, gives it, and then reads all."""
    listing, promise = f"/challenges/{challenge.pk}/", f"/challenges/{challenge.pk}/undertaking/"
    sit(walker, acting(signer.organisation, "handler"))
    walker.go(listing)
    assert SECRET not in walker.text()
    walker.go(promise)
    assert "没有签字权" in walker.text() and not walker.page.locator("main form button").count()
    sit(walker, signer)
    walker.go(listing)
    walker.page.locator(f'a[href="{promise}"]').first.click()
    assert TITLE in walker.text()
    walker.send(walker.page.locator("main form button").first)
    assert Undertaking.objects.get().agreement.capacity == "signer" and SECRET in walker.text()
    copy = Agreement.objects.get(person=signer.user)
    walker.go(reverse("agreement", args=[copy.pk]))
    assert TITLE in walker.text() and copy.sha256 in walker.text()


def gather(walker, proposal, handler, partner) -> None:
    """The writer asks a partner for its share; the partner's signer reads what it is to do, and confirms."""
    sit(walker, handler)
    page = f"/proposals/{proposal.pk}/"
    walker.go(page)
    walker.page.locator('details:has(form[action$="/members/"]) > summary').first.click()
    form = walker.page.locator('form[action$="/members/"]')
    for name, value in {"organisation": partner.organisation.name, "share": "30", "task": "检测"}.items():
        walker.fill(form, name, value)
    walker.send(form.locator("button").last)
    walker.press("change_share", share="70", task="总体")
    sit(walker, partner)
    walker.go(page)
    walker.press("confirm")
    assert set(proposal.members.values_list("state", flat=True)) == {"confirmed"}
    agreement = b"%PDF-1.7 agreement of the consortium"
    Attachment.objects.create(
        proposal=proposal,
        kind="agreement",
        name="联合体协议.pdf",
        content_type="application/pdf",
        size=len(agreement),
        sha256=stored(agreement),
        uploaded_by=handler.user,
        uploaded_at=clock.now(),
        scan_state="clean",
        organisation=handler.organisation,
    )


def consent(walker, proposal, handler) -> None:
    """The person of the team is asked by mail, reads the text at their link, and agrees without an account."""
    sit(walker, handler)
    walker.go(f"/proposals/{proposal.pk}/")
    walker.press("ask_team")
    mail.outbox.clear()
    assert team_mail.mail_requests(at=clock.now()) == 1
    (link,) = re.findall(r"https?://[^/\s]+(/team-consent/\S+/)", mail.outbox[0].body)
    walker.context.clear_cookies()
    walker.go(link)
    asked = TeamRequest.objects.get()
    assert asked.sha256 in walker.text() and asked.name in walker.text()
    walker.send(walker.page.locator('form:has(input[value="agreed"]) button'))
    assert TeamAnswer.objects.get().kind == "agreed"


def sign(walker, proposal, handler, signer) -> None:
    """The signer reads every declaration, hands in, and checks the receipt with what every computer has."""
    page = f"/proposals/{proposal.pk}/"
    sit(walker, handler)
    walker.go(page)
    assert walker.page.locator("#submit .miss").all_inner_texts() == []
    walker.press("send_for_review")
    sit(walker, signer)
    walker.go(page)
    texts = [row.text for row in proposal.declarations.select_related("text")]
    assert len(texts) == 6 and all(text.sha256 in walker.text() for text in texts)
    walker.press("submit")
    proposal.refresh_from_db()
    walker.go(f"{page}receipt/")
    paper = walker.text()
    for said in (proposal.receipt_number, signer.user.name, signer.organisation.uscc, "以单位签署人身份签署"):
        assert said in paper
    text = downloaded(walker, f"{page}receipt/text/")
    found = hashlib.sha256(text.read_bytes()).hexdigest()
    assert found == proposal.receipt_hash and found in re.sub(r"\s", "", paper)
    if tool := shutil.which("sha256sum"):
        said = subprocess.run([tool, text], capture_output=True, text=True, check=True).stdout
        assert said.split()[0] == proposal.receipt_hash
    kept = downloaded(walker, f"{page}receipt/file/").read_text("utf-8")
    assert proposal.receipt_hash in re.sub(r"<wbr>|\s", "", kept)
    assert "sha256sum" in explained(walker)


def downloaded(walker, path: str) -> Path:
    """Press a link of the page that hands out a file, and return the file."""
    with walker.page.expect_download() as waiting:
        walker.page.locator(f'a[href="{path}"]').first.click()
    return Path(waiting.value.path())


def explained(walker) -> str:
    """Follow the receipt to how it is checked, and return what is said there."""
    walker.page.locator('a[href="/receipts/check/"]').first.click()
    walker.page.wait_for_url("**/receipts/check/")
    return walker.text()


def dispute(walker, walk, by) -> Objection:
    """A firm objects to a result, two officers find against it, and a third decides on the review it asks for."""
    # The publicity was posted a few days ago by now, and still runs.
    sit(walker, by)
    walker.go(f"/challenges/{walk.challenge.pk}/objections/")
    form = walker.page.locator("main form[enctype]")
    for name, value in (OBJECTION | {"phone": "13800000003"}).items():
        walker.fill(form, name, value)
    walker.send(form.locator("button").last)
    objection = Objection.objects.get()
    page = f"/objections/{objection.pk}/"
    conclusion = {"decision": "评审记录第 3 页与异议所述不符，评分依据在案。"}
    for officer, verb, given in ((walk.notice_officer, "register", {}), (walk.admin, "dismiss", conclusion)):
        sit(walker, officer)
        walker.go(page)
        walker.press(verb, **given)
    sit(walker, by)
    walker.go(page)
    assert conclusion["decision"] in walker.text()
    walker.press("ask_review", reason=REASON)
    sit(walker, walk.admin)
    walker.go(page)
    assert not walker.form_of("affirm").count()
    sit(walker, acting(walk.challenge.organiser, "notice_officer"))
    walker.go(page)
    assert REASON in walker.text()
    walker.press("affirm", decision="已查询检测机构官网，报告编号与公示一致，维持原结论。")
    sit(walker, by)
    walker.go(page)
    assert "维持原结论" in walker.text()
    objection.refresh_from_db()
    assert objection.review_decision and objection.reviewed_at
    return objection


def leave(walker, person: User) -> None:
    """A person takes their data along, asks to be deleted, and is, once the days to think it over are past."""
    walker.sit_down(person)
    walker.go("/settings/data/")
    with walker.page.expect_download() as waiting:
        walker.page.locator('form[action="/settings/data/export/"] button').click()
    assert Path(waiting.value.path()).stat().st_size > 0
    walker.send(walker.page.locator('form[action="/settings/data/erasure/"] button'))
    assert "撤回删除" in walker.text()
    assert erasure.erase_due(at=clock.now() + 60 * DAY) == 1
    gone = User.objects.get(pk=person.pk)
    assert not gone.is_active and "闻人清越" not in gone.name and not gone.phone


def in_english(walker, signer, proposal, challenge, objection) -> None:
    """The same papers in English: nothing of the platform's own words stays Chinese."""
    walker.language = "en"
    own, copy = own_words(), Agreement.objects.filter(person=signer.user).latest("pk")
    for path in (
        f"/challenges/{challenge.pk}/",
        f"/proposals/{proposal.pk}/",
        f"/proposals/{proposal.pk}/receipt/",
        "/receipts/check/",
        reverse("agreement", args=[copy.pk]),
        "/settings/data/",
    ):
        sit(walker, signer)
        walker.go(path)
        left = [text for text in chrome(walker.page.content()) if CHINESE.search(own.sub("", text))]
        assert left == [], path
    walker.sit_down(objection.filed_by, objection.organisation)
    walker.go(f"/objections/{objection.pk}/")
    assert "Objection" in walker.text()
