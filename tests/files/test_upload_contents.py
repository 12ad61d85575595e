"""One door for every upload: what acts, what is mislabelled and what is empty is refused in words, on every route."""

from dataclasses import dataclass, field

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pikepdf import Array, Dictionary, Name, String

from accounts.acting import CLOCK
from accounts.models import Certificate, Delegation, ExpertProfile, Organisation
from challenges.award.models import Objection
from challenges.contracts.models import BankRow
from challenges.files.access import loadable_by
from challenges.files.actions import scan_waiting
from challenges.files.models import Attachment
from challenges.review.actions import pack as packs
from challenges.review.actions import review as reviews
from challenges.review.models import Score
from tests.accounts.test_expert_import import GOOD, xlsx
from tests.contracts.test_money_statement import book
from tests.factories.accounts import OrganisationFactory, acting, credit_code, member
from tests.factories.challenges import NOW
from tests.factories.files import PDF, office, pdf
from tests.factories.review import OBJECTION, Review5, stranger
from tests.factories.texts import read_on_page
from tests.files.test_clamd import EICAR, tcp
from tests.files.test_file_contents import carried
from tests.files.test_file_owners import OWNERS, signed_in
from tests.files.test_uploads import on_disk, routes, takes
from tests.review.test_scoring_pages import walk_with

__all__ = ["tcp"]
pytestmark = pytest.mark.django_db
TABLES = (Attachment, BankRow, Certificate, Delegation, ExpertProfile, Objection, Organisation, Score)


@dataclass
class Route:
    """One way in: whose browser, where to, what else the form holds, the field of the file, and a good one."""

    by: object
    address: str
    fields: dict = field(default_factory=dict)
    file: str = "file"
    good: tuple[str, bytes] = ("扫描件.pdf", PDF)
    done: int = 302

    def send(self, name: str, data: bytes):
        sent = {**self.fields, self.file: SimpleUploadedFile(name, data)}
        return signed_in(self.by).post(self.address, sent)


def owned(noun, prefix=""):
    def made(_patch):
        owner, by = OWNERS[noun]()
        address = reverse(f"{prefix}{noun}_attachments", args=[owner.pk])
        return Route(by, address, {"kind": "evidence"}, done=201 if prefix else 302)

    return made


def certificate(_patch):
    typed = {"type": "little_giant", "number": "X-1", "issued_on": "2023-07-01", "expires_on": "2026-06-30"}
    return Route(member("admin"), reverse("organisation_certificate"), typed)


def delegation(_patch):
    by = member("signer")
    grantee = acting(by.organisation, "handler").user
    typed = {"grantee": grantee.pk, "roles": ["signer"], "starts_at": "2026-01-01T08:00", "ends_at": "2030-01-01T08:00"}
    return Route(by, reverse("organisation_delegate"), typed, file="document")


def registration(_patch):
    typed = {"kind": "organiser", "name": "示例科技局", "uscc": credit_code(7, kind="11"), "region_code": "210112"}
    return Route(
        stranger(), reverse("organisation_register"), typed | {"legal_representative": "沈某"}, file="document"
    )


def founding(_patch):
    house = OrganisationFactory(kind="organiser", verification="pending")
    return Route(acting(house, "batch_admin"), reverse("organisation_hand_in"), file="document")


def objection(patch):
    walk = Review5().publicised()
    patch.setattr("frontend.award.views.objection.now", lambda: walk.at)
    typed = OBJECTION | {"phone": "13800000001"} | read_on_page("objection")
    return Route(stranger(), reverse("objection_file", args=[walk.challenge.pk]), typed, file="evidence")


def experts(_patch):
    by = acting(OrganisationFactory(kind="organiser"), "review_officer")
    return Route(by, reverse("expert_import"), {"apply": "1"}, good=("专家.xlsx", xlsx(GOOD)))


def statement(_patch):
    by = acting(OrganisationFactory(kind="sme"), "finance")
    return Route(
        by,
        reverse("statements"),
        {"apply": "1"},
        good=("流水.xlsx", book(["交易日期", "收入", "支出"], ["2026-11-30", 1, None])),
    )


def pack(name):
    def made(patch):
        walk = walk_with()
        one = walk.experts[1]
        patch.setattr("frontend.review.views.pack.now", lambda: walk.at)
        patch.setattr("challenges.review.api.pack.now", lambda: walk.at)
        reviews.declare_clear(walk.review_of(one, walk.proposals[0]), by=one, at=walk.at)
        content = packs.take(walk.seat_of(one), by=one, at=walk.at, watermark="仅供评审")
        return Route(one, reverse(name, args=[walk.panel.pk]), good=("表.xlsx", content), done=200)

    return made


ROUTES = {
    "/proposals/1/attachments/": owned("proposal"),
    "/challenges/1/attachments/": owned("challenge"),
    "/objections/1/attachments/": owned("objection"),
    "/inquiries/1/attachments/": owned("inquiry"),
    "/notices/1/attachments/": owned("notice"),
    "/milestones/1/attachments/": owned("milestone"),
    "/api/v1/proposals/1/attachments/": owned("proposal", "api:"),
    "/api/v1/challenges/1/attachments/": owned("challenge", "api:"),
    "/api/v1/objections/1/attachments/": owned("objection", "api:"),
    "/api/v1/inquiries/1/attachments/": owned("inquiry", "api:"),
    "/api/v1/notices/1/attachments/": owned("notice", "api:"),
    "/api/v1/milestones/1/attachments/": owned("milestone", "api:"),
    "/organisation/certificates/new/": certificate,
    "/organisation/delegations/": delegation,
    "/organisations/register/": registration,
    "/organisation/document/": founding,
    "/challenges/1/objections/": objection,
    "/experts/import/": experts,
    "/statements/": statement,
    "/panels/1/pack/": pack("pack"),
    "/api/v1/panels/1/pack/": pack("api:pack"),
    "/api/v1/panels/1/pack/writing/": pack("api:pack_writing"),
}
# Routes whose files are kept and looked through a moment later, with their state beside them.
LATER = {address for address in ROUTES if "attachments" in address or address == "/challenges/1/objections/"}
XLSX = "xl/workbook.xml"


def acts(where):
    def change(document, page):
        launch = Dictionary(S=Name.Launch, F=String("cmd.exe"))
        if where == "names":
            script = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
            document.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("x"), script])))
        elif where == "open":
            document.Root.OpenAction = launch
        elif where == "annotation":
            note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 1, 1]), A=launch)
            page.Annots = document.make_indirect(Array([document.make_indirect(note)]))
        else:
            program = Array([carried("看.exe")(document)])
            document.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=program))

    return pdf(change)


# A table is known by its contents, and its name is not kept.
# A statement is a table too.
NO_TABLE = ("文件无法读取", "找不到表头")
# What is sent, and what is said of it: at once, or beside the file once it was looked through.
ACTIVE = {
    "JavaScript": (lambda: acts("names"), "会自动运行的脚本（JavaScript）"),
    "OpenAction": (lambda: acts("open"), "启动其他程序的动作"),
    "Launch": (lambda: acts("annotation"), "启动其他程序的动作"),
    "EmbeddedFile": (lambda: acts("embedded"), "内嵌的可执行文件"),
}
UNFIT = {
    "macros": ("文.xlsx", lambda: office(XLSX, parts={"xl/vbaProject.bin": b"0"}), ("宏", "不接受这种文件")),
    "mislabelled": ("扫描件.pdf", lambda: b"\x89PNG\r\n\x1a\n" + b"0" * 99, ("内容却是", *NO_TABLE)),
    "a page": ("扫描件.png", lambda: b"<html><script>alert(1)</script></html>", ("内容却是", *NO_TABLE)),
    "empty": ("扫描件.pdf", lambda: b"", ("文件是空的", "空文件", "提交的文件是空的")),
}


def test_every_route_that_takes_a_file_is_tried():
    assert {path for path, view in routes() if takes(view)} == set(ROUTES)


@pytest.fixture
def world(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    return lambda address: ROUTES[address](monkeypatch)


def standing():
    return [table.objects.count() for table in TABLES]


def beside(answer, route):
    """The words beside the field of the file, or those of a page whose form is nothing but the file."""
    if answer["Content-Type"].startswith("application/problem+json"):
        return " ".join(one["message"] for one in answer.json()["errors"])
    form = (answer.context or {}).get("form")
    return " ".join(form.errors.get(route.file, ())) if form is not None else answer.text


@pytest.mark.parametrize("kind", UNFIT)
@pytest.mark.parametrize("address", ROUTES)
def test_a_file_that_is_not_what_it_says_is_refused_beside_its_field_and_leaves_nothing(address, kind, world, tmp_path):
    route = world(address)
    name, data, words = UNFIT[kind]
    before, lying = standing(), on_disk(tmp_path)
    answer = route.send(name, data())
    assert answer.status_code == 422, answer.content.decode()[:2000]
    assert any(word in beside(answer, route) for word in words), beside(answer, route)[:2000]
    assert (standing(), on_disk(tmp_path)) == (before, lying)


@pytest.mark.parametrize("kind", ACTIVE)
@pytest.mark.parametrize("address", ROUTES)
def test_what_acts_when_it_is_opened_is_refused_by_what_it_is(address, kind, world, tmp_path):
    route = world(address)
    data, words = ACTIVE[kind]
    before, lying = standing(), on_disk(tmp_path)
    answer = route.send("扫描件.pdf", data())
    if address in LATER:
        assert answer.status_code == route.done
        row = Attachment.objects.get()
        assert not loadable_by(stranger()).exists()
        scan_waiting(by=CLOCK, at=NOW)
        row.refresh_from_db()
        assert row.scan_state == "blocked" and not loadable_by(route.by).exists()
        page = signed_in(route.by).get(answer["Location"] if answer.status_code == 302 else route.address)
        assert words in page.content.decode()
        return
    assert answer.status_code == 422
    told = beside(answer, route)
    assert any(word in told for word in (words, *NO_TABLE)), told[:2000]
    assert (standing(), on_disk(tmp_path)) == (before, lying)


@pytest.mark.parametrize("address", ROUTES)
def test_a_clean_one_is_taken(address, world):
    route = world(address)
    answer = route.send(*route.good)
    assert answer.status_code == route.done, answer.content.decode()[:2000]
    if route.address == reverse("organisation_delegate"):
        assert Delegation.objects.get().document.read() == PDF
    if route.address == reverse("organisation_certificate"):
        assert Certificate.objects.get().file.read() == PDF


@pytest.mark.parametrize("address", sorted(set(ROUTES) - LATER))
def test_the_virus_scanner_is_asked_too_and_its_silence_is_said(address, world, settings, tcp, monkeypatch):
    route = world(address)
    settings.CLAMD = "tcp://127.0.0.1:9"
    before = standing()
    answer = route.send(*route.good)
    assert answer.status_code == 422 and "病毒检查现在没有答复" in beside(answer, route)
    assert standing() == before
    settings.CLAMD = tcp
    if route.good[1] == PDF:
        answer = route.send("扫描件.pdf", PDF + EICAR)
        assert answer.status_code == 422 and "Eicar-Signature" in beside(answer, route)
    assert standing() == before
    assert route.send(*route.good).status_code == route.done
