"""The public draw as an auditor checks it: what was promised, who was left out and why, and the file alone."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from accounts.models import ExpertProfile
from challenges.assignment.actions import draw as draws
from challenges.review.actions import panel as panels
from notifications.clock import day_of
from notifications.models import Event
from tests.assignment.test_draw_pages import enter
from tests.factories.accounts import EmploymentFactory
from tests.factories.review import Review5

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
# Replays a file where nothing numerical and no framework can be loaded.
BARE = """
import sys
for name in ("numpy", "scipy", "ortools", "django"):
    sys.modules[name] = None
from challenges.assignment.solver import replay
sys.exit(replay.main(sys.argv[1:]))
"""


@pytest.fixture
def walk():
    """A panel to be drawn from a pool in which four may not be drawn, each for a reason of their own."""
    walk = Review5(categories=("technical", "enterprise", "technical", "enterprise") * 4)
    firm = walk.proposals[0].organisation
    tied, suspended, away, other = (one.user_id for one in walk.experts[:4])
    EmploymentFactory(
        expert=ExpertProfile.objects.get(user_id=tied),
        organisation=firm,
        unit_name=firm.name,
        starts_on=day_of(walk.at),
    )
    ExpertProfile.objects.filter(user_id=suspended).update(integrity="suspended")
    ExpertProfile.objects.filter(user_id=away).update(available=False)
    ExpertProfile.objects.filter(user_id=other).update(verification="pending")
    walk.left_out = {tied: "conflict", suspended: "suspended", away: "unavailable", other: "unverified"}
    walk.panel = panels.plan(walk.challenge, by=walk.officer, at=walk.at)
    return walk


@pytest.fixture
def exported(walk, client, tmp_path):
    """The file that the supervisor downloads, of a draw with a public value, and the draw."""
    draw = draws.promise(walk.panel, by=walk.officer, at=walk.at, size=5, reserves=3, beacon_name="福彩双色球第 100 期")
    draws.make(draw, by=walk.officer, at=walk.at, beacon="03 07 12 21 30 33 + 09")
    enter(client, walk.supervisor)
    file = tmp_path / "draw.json"
    file.write_bytes(client.get(f"/draws/{draw.pk}/record/").content)
    return draw, file


def replayed(file, record=None):
    """Return the exit code and the words of a replay in a clean process; `record` is written into the file before."""
    if record is not None:
        file.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", BARE, str(file)],
        cwd=ROOT,
        env={"PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout


def test_the_hash_that_was_told_before_is_that_of_the_secret_in_the_file(walk, exported):
    _draw, file = exported
    told = Event.objects.get(name="draw.promised").facts
    record = json.loads(file.read_text(encoding="utf-8"))
    assert record["secret"] not in json.dumps(told)
    assert hashlib.sha256(record["secret"].encode()).hexdigest() == told["commitment"] == record["commitment"]
    seed = hashlib.sha256(f"{record['secret']}|{record['beacon']}".encode()).hexdigest()
    assert record["result"]["seed"] == seed


def test_everybody_left_out_stands_in_the_file_with_their_reason(walk, exported):
    _draw, file = exported
    record = json.loads(file.read_text(encoding="utf-8"))
    given = {row["id"]: [one["code"] for one in row["excluded"]] for row in record["call"]["candidates"]}
    assert {id: codes for id, codes in given.items() if codes} == {id: [code] for id, code in walk.left_out.items()}
    assert record["result"]["excluded"] == dict.fromkeys(sorted(walk.left_out.values()), 1)
    drawn = {row["id"] for row in (*record["result"]["panel"], *record["result"]["reserves"])}
    assert not drawn & set(walk.left_out)


def test_the_file_alone_gives_the_panel_that_sits(walk, exported):
    draw, file = exported
    code, words = replayed(file)
    assert (code, words.count("FAIL"), words.count("ok")) == (0, 0, 4)
    record = json.loads(file.read_text(encoding="utf-8"))
    drawn = [row["id"] for row in record["result"]["panel"]]
    draws.apply(draw, by=walk.officer, at=walk.at, leader=drawn[0])
    seats = walk.panel.seats.order_by("order")
    assert list(seats.filter(state="picked").values_list("expert_id", flat=True)) == drawn
    reserves = [row["id"] for row in record["result"]["reserves"]]
    assert list(seats.filter(state="reserve").values_list("expert_id", flat=True)) == reserves


def test_the_file_names_nobody(walk, exported):
    _draw, file = exported
    text = file.read_text(encoding="utf-8")
    names = ExpertProfile.objects.values_list("user__name", "user__email", "user__phone")
    assert not [part for row in names for part in row if part and part in text]
    assert walk.proposals[0].organisation.name not in text


TAMPERED = {
    "another secret": lambda record: record.update(secret="0" * 64),
    "another public value": lambda record: record.update(beacon="03 07 12 21 30 33 + 10"),
    "another promise": lambda record: record.update(commitment="0" * 64),
    "an exclusion struck out": lambda record: next(
        row for row in record["call"]["candidates"] if row["excluded"]
    ).update(excluded=[]),
    "a candidate taken out of the pool": lambda record: record["call"]["candidates"].pop(),
    "a smaller enterprise share": lambda record: record["call"].update(enterprise_share=0),
    "a member exchanged for a reserve": lambda record: record["result"]["panel"][0].update(
        id=record["result"]["reserves"][0]["id"]
    ),
    "the order of reserves": lambda record: record["result"]["reserves"].reverse(),
    "the number of those left out": lambda record: record["result"]["excluded"].update(conflict=0),
}


@pytest.mark.parametrize("change", TAMPERED.values(), ids=TAMPERED.keys())
def test_a_tampered_file_is_refused(exported, change):
    _draw, file = exported
    record = json.loads(file.read_text(encoding="utf-8"))
    change(record)
    code, words = replayed(file, record)
    assert code == 1 and "FAIL" in words


def test_changing_input_and_hash_together_does_not_help(exported):
    from challenges.assignment.solver.terms import digest

    _draw, file = exported
    record = json.loads(file.read_text(encoding="utf-8"))
    member = record["result"]["panel"][0]["id"]
    next(row for row in record["call"]["candidates"] if row["id"] == member)["excluded"] = [
        {"code": "unavailable", "fields": {}}
    ]
    record["input_hash"] = digest(record["call"])
    code, words = replayed(file, record)
    assert code == 1 and "FAIL" in words


def test_half_a_file_cannot_be_read(exported):
    _draw, file = exported
    file.write_bytes(file.read_bytes()[:-40])
    assert replayed(file)[0] == 2
