"""A client made from the document by a public generator carries a need to its award, with nothing learnt elsewhere.

The generator is `openapi-python-client` in an environment of its own: `.ci/run` makes it and names it in
OPENAPI_PYTHON_CLIENT. What it cannot make something of is an error.
"""

import importlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from accounts.acting import acting_as
from accounts.actions import token as tokens
from accounts.models import User
from challenges.core.actions import sandbox
from challenges.management.commands.seed_demo import DATA, json
from challenges.proposals.queries.declaration import TEXTS
from challenges.site.demo.accounts import address
from challenges.site.demo.needs import Needs
from challenges.site.demo.people import People
from notifications import clock
from notifications.clock import day_of, now
from tests.documented import AS_BYTES
from tests.factories.proposals import answered

GENERATOR = shutil.which(os.environ.get("OPENAPI_PYTHON_CLIENT", "openapi-python-client")) or ""
pytestmark = [
    pytest.mark.drill,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    # Where everything is promised to run, a missing generator is an error and not a silence.
    pytest.mark.skipif(
        not GENERATOR and os.environ.get("CI") != "true", reason="no openapi-python-client on this machine"
    ),
]
PACKAGE = "jiebang_client"
CONFIG = "content_type_overrides:\n" + "".join(f"  {kind}: application/octet-stream\n" for kind in AS_BYTES)
PANEL = ("exp-03", "exp-06", "exp-04", "exp-02", "exp-07")
COMMENT = "技术路线清楚，指标响应完整，团队有相关基础，经费与任务对应，建议补充批次一致性数据与第三方检测安排。" * 2
DECLARATIONS = ("integrity", "no_control_relation", "truth", "publicity_consent", "data_consent", "secrecy")


@pytest.fixture
def town(settings):
    """The demo's people, one batch, and a sandbox clock."""
    settings.SANDBOX = True
    data = json.loads(DATA.read_text(encoding="utf-8"))
    at = clock.now()
    people = People(data, at, day_of(at))
    people.make()
    Needs(people, data, at).open_batches()
    return people


@pytest.fixture
def made(live_server, tmp_path, monkeypatch):
    """The client: its operations by name, and its module of shapes."""
    config = tmp_path / "config.yml"
    config.write_text(CONFIG, encoding="utf-8")
    where = tmp_path / PACKAGE
    # The generator itself waits five seconds for a document.
    document = tmp_path / "schema.yml"
    with urlopen(f"{live_server.url}/api/v1/schema/", timeout=300) as answer:
        document.write_bytes(answer.read())
    command = [GENERATOR, "generate", "--path", document, "--output-path", where]
    environ = os.environ | {"PATH": f"{Path(GENERATOR).parent}:{os.environ['PATH']}"}
    subprocess.run(
        [*command, "--meta", "none", "--config", config, "--fail-on-warning"], env=environ, check=True, timeout=900
    )
    told = [Path(GENERATOR).parent / "python", "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])"]
    libraries = subprocess.run(told, check=True, capture_output=True, text=True).stdout.strip()
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path), libraries])
    yield Made(where)
    for name in [one for one in sys.modules if one.split(".")[0] == PACKAGE]:
        del sys.modules[name]


class Made:
    """What was generated."""

    def __init__(self, where: Path):
        self.models = importlib.import_module(f"{PACKAGE}.models")
        self.client = importlib.import_module(f"{PACKAGE}.client").AuthenticatedClient
        found = {path.stem: path.parent.name for path in where.glob("api/*/*.py") if path.stem != "__init__"}
        self.operations = {
            name: importlib.import_module(f"{PACKAGE}.api.{tag}.{name}").sync_detailed for name, tag in found.items()
        }


class Caller:
    """Somebody with a token of their own, calling by the names of operations."""

    def __init__(self, made: Made, url: str, user: User, organisation):
        by = acting_as(user, organisation.pk if organisation else None, at=now())
        given = {"name": "对接", "scopes": ["read", "write", "submit"], "expires_at": now() + 300 * sandbox.HOP}
        _row, secret = tokens.create(by=by, at=now(), **given)
        self.operations = made.operations
        self.client = made.client(base_url=url, token=secret, raise_on_unexpected_status=True, timeout=120)

    def __getattr__(self, name):
        """Return an operation; what it answers is typed, and a refusal ends the walk."""

        def call(*where, **given):
            answer = self.operations[name](*where, client=self.client, **given)
            assert answer.status_code < 300, (name, answer.content.decode())
            return answer.parsed

        return call


@pytest.fixture
def by(town, made, live_server):
    """Whoever holds a post in a firm of the demo; experts act for nobody."""
    known = {}

    def find(post: str, key: str) -> Caller:
        if (post, key) not in known:
            user = User.objects.get(email=address(post, key))
            known[post, key] = Caller(made, live_server.url, user, town.organisations.get(key))
        return known[post, key]

    return find


def pass_time(read, state: str) -> None:
    """Move the sandbox's clock from step to step until the challenge stands there, as `read` tells."""
    for _step in range(12):
        if read().state == state:
            return
        at = now()
        sandbox.advance(sandbox.until_next(at), at=at)
    raise AssertionError(f"{read().state}, not {state}")


def test_a_need_becomes_an_award(by, made):
    shapes = made.models
    number = need(by, shapes)
    handler = by("handler", "L01")

    def read():
        return handler.challenge_detail(number)

    vet(by, shapes, number)
    pass_time(read, "accepting")
    proposal = apply(by, shapes, read())
    assert handler.challenge_detail(number).sealed == 1
    pass_time(read, "qualification")
    checker = by("check", "O01")
    asked = checker.proposal_detail(proposal).qualification.conditions
    found = [shapes.ConditionResult(key=one.key, result="ok", note="证书原件") for one in asked]
    checker.proposal_check(proposal, body=shapes.Check(qualified=True, results=found))
    by("second", "O01").proposal_confirm_check(proposal)
    review(by, shapes, number)
    decide(by, shapes, number)
    pass_time(read, "awarded")
    (won,) = read().results
    assert (won.proposal_id, won.rank, won.slot) == (proposal, 1, 1)
    assert won.awarded_at
    assert by("handler", "S01").proposal_detail(proposal).state == "selected"


def need(by, shapes) -> int:
    """The lead firm writes the need and hands it in."""
    handler, office, signer = (by(post, "L01") for post in ("handler", "office", "signer"))
    batch = next(row for row in handler.batch_list().items if row.code.endswith("B2"))
    indicator = shapes.IndicatorDraft(
        name="孔径测量误差",
        unit="μm",
        comparator=shapes.Comparator.LE,
        target="5",
        mandatory=True,
        test_method="标准孔板比对",
    )
    body = shapes.NewChallenge(
        batch_id=batch.id,
        title="叶片气膜孔在线测量装置",
        title_en="In-line measuring of film-cooling holes",
        type_=shapes.ChallengeType.KEY_TECHNOLOGY,
        field_code="804",
        mode=shapes.Mode.BOUNTY,
        confidentiality=shapes.Confidentiality.PUBLIC,
        background="气膜孔依靠抽检。",
        content="研制随机床在线测量装置。",
        total_wan="360",
        enterprise_wan="300",
        fiscal_wan="60",
        ip_clause=shapes.IpClause.JOINT,
        indicators=[indicator],
        payment_parts=[shapes.PaymentDraft(node="验收通过", percent="100")],
        deliverables=[shapes.DeliverableDraft(kind=shapes.DeliverableKind.PROTOTYPE, text="样机 2 台")],
        milestones=[shapes.MilestoneDraft(name="中试", due_month=10, check_text="样机")],
    )
    number = handler.challenge_create(body=body).id
    office.challenge_clear_secrecy(number)
    handler.challenge_submit_inside(number)
    signer.challenge_approve(number)
    return number


def vet(by, shapes, number: int) -> None:
    """The organiser checks, three experts whom it looked up answer, the money is confirmed, the list is posted."""
    checker = by("check", "O01")
    checker.challenge_pass_check(number)
    asked = PANEL[:3]
    checker.challenge_ask_opinion(number, body=shapes.Experts(expert_ids=[look_up(by, checker, key) for key in asked]))
    for key in asked:
        yes = shapes.Opinion(necessity=True, measurability=True, amount=True, comment="需求真实。")
        by("expert", key).challenge_give_opinion(number, body=yes)
    assert [row.necessity for row in checker.opinion_list(number).items] == [True] * 3
    checker.challenge_conclude_argumentation(number)
    by("office", "L01").challenge_confirm_funds(number, body=shapes.Funds(budget_number="YS-1"))
    by("batch", "O01").challenge_publish(number, body=shapes.Window())


def look_up(by, officer, key: str) -> int:
    """Return the id of an expert, as an officer finds it by their name."""
    name = by("expert", key).me().name
    return next(row.id for row in officer.pool_list(q=name).items if row.name == name)


def apply(by, shapes, challenge) -> int:
    """A firm writes its proposal section by section; its signer hands it in."""
    handler = by("handler", "S01")
    proposal = handler.proposal_create(challenge.id).id
    promises, schedule = shapes.Commitments(), shapes.Schedule()
    for row in challenge.indicators:
        promises[str(row.id)] = shapes.Commitment(value="4", unit=row.unit)
    for row in challenge.milestones:
        schedule[str(row.id)] = shapes.Stage(month="10", output="样机")
    money = shapes.Amounts(fiscal="60", lead="300", self_="0")
    person = shapes.TeamPerson(name="宋怀瑾", unit="澜屿", task="总体", months="10", email="team@firm.example.com")
    for key, data in {
        "basics": shapes.Basics(
            summary="在线测量与闭环",
            leader_name="宋怀瑾",
            leader_phone="13800000001",
            leader_email="leader@firm.example.com",
            contact_name="许清越",
            contact_phone="13800000002",
        ),
        "route": shapes.Route(route="共焦测量", innovation="逐孔闭环", feasibility="已有样机", risk="油雾干扰"),
        "commitments": promises,
        "schedule": schedule,
        "budget": shapes.Budget(cells=shapes.Cells(equipment=money), sources=money),
        "ip": shapes.Ip(freedom="未发现侵权风险"),
        "team": shapes.Team(people=[person]),
        "declarations": shapes.DeclaredKinds(**dict.fromkeys(DECLARATIONS, True)),
    }.items():
        handler.proposal_section_save(proposal, key, body=shapes.Section(data=data, version=0))
    handler.proposal_ask_team(proposal)
    answered(proposal)
    problems = handler.proposal_problems(proposal).additional_properties
    assert not any(problems.values()), problems
    handler.proposal_send_for_review(proposal)
    signer = by("signer", "S01")
    read = [text.sha256 for text in signer.text_list().items if text.kind.value in set(TEXTS.values())]
    assert signer.proposal_submit(proposal, body=shapes.ReadTexts(texts=read)).receipt.number
    return proposal


def review(by, shapes, number: int) -> None:
    """The panel is formed and invited; five experts accept, mark and hand in; the leader locks."""
    officer = by("review", "O01")
    officer.challenge_begin_review(number)
    panel = officer.panel_create(number, body=shapes.PanelPlan()).id
    picks = [shapes.SeatPick(expert_id=look_up(by, officer, key), leader=not order) for order, key in enumerate(PANEL)]
    officer.panel_compose(panel, body=shapes.SeatPicks(picks=picks))
    officer.panel_invite(panel)
    for key in PANEL:
        expert = by("expert", key)
        (seat,) = expert.seat_list(panel_id=str(panel)).items
        (promise,) = [text.sha256 for text in expert.text_list().items if text.kind.value == "expert"]
        expert.seat_accept(seat.id, body=shapes.ReadText(sha256=promise))
    ties = [tie.id for tie in officer.conflict_list(panel, status="potential").items]
    if ties:
        aside = shapes.SetAside(conflict_ids=ties, basis="asked", reason="已向本人和单位核对，不影响公正评审")
        prepared = officer.panel_set_aside(panel, body=aside)
        by("batch", "O01").motion_confirm(prepared.motion_id)
    officer.panel_begin_scoring(panel)
    criteria = officer.panel_detail(panel).criteria
    for key in PANEL:
        expert = by("expert", key)
        (row,) = expert.review_list(panel_id=str(panel)).items
        expert.review_declare_clear(row.id)
        marks = shapes.MarksSent()
        for criterion in criteria:
            marks[str(criterion.id)] = shapes.MarkSent(value="84")
        expert.review_score(row.id, body=shapes.Marks(marks=marks, comment=COMMENT))
        expert.review_submit(row.id)
    by("expert", PANEL[0]).panel_lock(panel)
    officer.challenge_propose(number)


def decide(by, shapes, number: int) -> None:
    """The lead firm chooses by the ranking, two approve, one person drafts the publicity, another posts it."""
    signer = by("signer", "L01")
    rows = [signer.proposal_detail(row.id) for row in signer.proposal_list(challenge_id=str(number)).items]
    first = min(rows, key=lambda row: row.result.rank)
    signer.challenge_choose(number, body=shapes.ChoicePicks(picks=[shapes.ChoicePick(proposal_id=first.id)]))
    for post in ("review", "approver"):
        approver = by(post, "O01")
        (waiting,) = approver.decision_list(challenge_id=str(number), state="pending").items
        approver.decision_approve(waiting.id, body=shapes.Agreement(digest=waiting.digest, opinion="同意。"))
    assert signer.challenge_detail(number).results == []
    notice = by("notice", "O01").publicity_draft(number).id
    by("batch", "O01").notice_post(notice)
