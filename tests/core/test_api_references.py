"""What a body names by id or code and does not exist, or may not be seen, is a fault of that field (422), never 404."""

import pytest

from challenges.assignment.actions import staffing as staffings
from challenges.review.actions import panel as panels
from challenges.review.models import Trial
from notifications import clock
from tests.core.test_api_document import operations
from tests.core.test_api_journey import send
from tests.core.test_api_names import followed
from tests.factories.accounts import OrganisationFactory, acting
from tests.factories.allotment import solved, two_panels
from tests.factories.challenges import DAY, BatchFactory, ChallengeFactory, accepting_challenge
from tests.factories.proposals import complete_proposal
from tests.factories.review import Review5
from tests.factories.trial import Round
from tests.listing.test_challenge_api import client_of

pytestmark = pytest.mark.django_db
NOWHERE = 987654
CODE = "999999"
WHY = {"reason": "已核对身份证明"}


# A code that somebody gives themselves leads nowhere: the mark of an authority 机关代字.
ITS_OWN = {"agency_code"}


def references(schema: dict, path: str = ""):
    """Yield the path of every member of a body that names something by id or code."""
    schema = followed(schema)
    if "items" in schema:
        yield from references(schema["items"], path)
    for one in (*schema.get("anyOf", ()), *schema.get("allOf", ())):
        yield from references(one, path)
    for name, member in schema.get("properties", {}).items():
        if name in ITS_OWN:
            continue
        if name in ("id", "ids") or name.endswith(("_id", "_ids", "_code", "_codes")):
            yield f"{path}{name}"
        else:
            yield from references(member, f"{path}{name}.")


def every_reference() -> set[tuple[str, str]]:
    """Return (operation, path) of every reference in a body of the interface."""
    return {
        (operation["operationId"], path)
        for _method, _path, operation in operations()
        for content in operation.get("requestBody", {}).get("content", {}).values()
        for path in references(content["schema"])
    }


def need(state="draft"):
    row = ChallengeFactory(state=state)
    client = client_of(acting(row.lead, "handler"))
    return row, client, {"If-Match": client.get(f"/api/v1/challenges/{row.pk}/")["ETag"]}


def edited(**body):
    row, client, tag = need()
    return send(client, "patch", f"challenges/{row.pk}/", body, **tag)


def begun(**body):
    client = client_of(acting(OrganisationFactory(kind="lead"), "handler"))
    return send(client, "post", "challenges/", {"title": "新", "batch_id": BatchFactory().pk, **body})


def corrected(**body):
    row = accepting_challenge()
    client = client_of(acting(row.organiser, "batch_admin", "notice_officer", "checker"), "submit")
    return send(client, "post", f"challenges/{row.pk}/correction/", {**WHY, **body})


def asked_for_opinions():
    row = ChallengeFactory(state="argumentation")
    client = client_of(acting(row.organiser, "checker"))
    return send(client, "post", f"challenges/{row.pk}/opinion-requests/", {"expert_ids": [NOWHERE]})


def at_panel(walk, by, path, body, scope="submit"):
    return send(client_of(by, scope), "post", f"panels/{walk.panel.pk}/{path}/", body)


def composed():
    walk = Review5()
    walk.panel = panels.plan(walk.challenge, by=walk.officer, at=walk.at)
    return at_panel(walk, walk.officer, "composition", {"picks": [{"expert_id": NOWHERE}]})


def pinned(**given):
    walk = Review5().composed()
    body = {"expert_id": walk.experts[0].user_id, **WHY, **given}
    return at_panel(walk, walk.officer, "conflicts", body)


def said():
    walk = Review5().marked()
    panels.discuss(walk.panel, by=walk.officer, at=walk.at)
    return at_panel(walk, walk.experts[0], "discussion", {"proposal_id": NOWHERE, "text": "批次太少。"})


def drawn():
    walk = Review5(categories=("technical", "enterprise", "technical", "enterprise") * 3)
    walk.panel = panels.plan(walk.challenge, by=walk.officer, at=walk.at)
    client = client_of(walk.officer)
    made = send(client, "post", f"panels/{walk.panel.pk}/draws/", {"size": 5, "reserves": 3})
    return client, f"draws/{made.json()['id']}/"


def made_of_a_draw():
    client, url = drawn()
    return send(client, "post", f"{url}drawing/", {"bans": [{"expert_id": NOWHERE, **WHY}]})


def taken_of_a_draw(**body):
    client, url = drawn()
    assert send(client, "post", f"{url}drawing/").status_code == 200
    return send(client, "post", f"{url}application/", body)


def allotted(name, key):
    walk, _second = two_panels()
    plan = solved(walk)
    pair = {"expert_id": walk.experts[0].user_id, "proposal_id": walk.proposals[0].pk, **WHY, key: NOWHERE}
    return send(client_of(walk.officer), "post", f"allotments/{plan.pk}/revision/", {name: [pair]})


def staffed(name, key):
    walk = Review5(categories=("technical", "enterprise", "technical", "enterprise") * 3)
    walk.panel = panels.plan(walk.challenge, by=walk.officer, at=walk.at)
    client = client_of(walk.officer)
    plan = send(client, "post", f"batches/{walk.challenge.batch_id}/staffings/").json()["id"]
    staffings.solve_waiting(at=walk.at)
    pair = {"expert_id": walk.experts[0].user_id, "panel_id": walk.panel.pk, **WHY, key: NOWHERE}
    return send(client, "post", f"staffings/{plan}/revision/", {name: [pair]})


def of_batch(path, **body):
    walk = Review5().scoring()
    return send(client_of(walk.officer), "post", f"batches/{walk.challenge.batch_id}/{path}/", body)


def for_many(kind):
    batch = ChallengeFactory().batch
    client = client_of(acting(batch.organiser, "notice_officer", "batch_admin"), "submit")
    return send(client, "post", f"batches/{batch.pk}/{kind}-draft/", {"challenge_ids": [NOWHERE]})


def of_needs():
    batch = ChallengeFactory().batch
    body = {"kind": "pass", "challenge_ids": [NOWHERE]}
    return send(client_of(acting(batch.organiser, "checker")), "post", f"batches/{batch.pk}/jobs/", body)


def marked_in_a_trial():
    walk = Round().begun()
    Trial.objects.update(due_at=clock.now() + DAY)
    client = client_of(walk.experts[0])
    (part,) = client.get("/api/v1/trialists/").json()["items"]
    return send(client, "post", f"trialists/{part['id']}/marks/", {"sample_id": NOWHERE, "marks": {}})


def chosen(walk, path):
    picks = {"picks": [{"proposal_id": NOWHERE}]}
    return send(client_of(walk.signer, "submit"), "post", f"challenges/{walk.challenge.pk}/{path}/", picks)


def invited():
    row = complete_proposal(accepting_challenge())
    body = {"organisation_id": NOWHERE, "share": "10", "task": "检测"}
    return send(client_of(acting(row.organisation, "handler")), "post", f"proposals/{row.pk}/members/", body)


def declared():
    walk = Review5().accepted()
    return at_panel(walk, walk.experts[0], "declarations", {"code": "family", "proposal_id": NOWHERE})


def set_aside():
    walk = Review5().composed()
    return at_panel(walk, walk.officer, "ties-set-aside", {"conflict_ids": [NOWHERE], "basis": "asked", **WHY})


def voted():
    walk = Review5().marked((75, 75))
    votes = {"votes": [{"proposal_id": NOWHERE, "votes": 2}]}
    return at_panel(walk, walk.experts[0], "vote", votes)


def read():
    client = client_of(acting(OrganisationFactory(), "handler"))
    return send(client, "post", "inbox/reading/", {"ids": [NOWHERE]})


PARTS = {"indicators.id": "indicators", "milestones.id": "milestones"}
CODES = ("field_code", "industry_code", "region_code")
WRITTEN = {"challenge_edit": edited, "challenge_create": begun, "challenge_correct": corrected}
CASES = {
    **{
        (name, code): (lambda act=act, code=code: act(**{code: CODE}))
        for name, act in WRITTEN.items()
        for code in CODES
    },
    **{
        (name, path): (lambda act=act, part=part: act(**{part: [{"id": NOWHERE, "name": "强度"}]}))
        for name, act in WRITTEN.items()
        for path, part in PARTS.items()
    },
    ("challenge_create", "batch_id"): lambda: begun(batch_id=NOWHERE),
    ("challenge_ask_opinion", "expert_ids"): asked_for_opinions,
    ("challenge_choose", "picks.proposal_id"): lambda: chosen(Review5().proposed(), "choice"),
    ("challenge_choose_anew", "picks.proposal_id"): lambda: chosen(Review5().chosen(), "other-choice"),
    ("proposal_member_invite", "organisation_id"): invited,
    ("panel_compose", "picks.expert_id"): composed,
    ("panel_set_aside", "conflict_ids"): set_aside,
    ("panel_vote", "votes.proposal_id"): voted,
    ("conflict_pin", "expert_id"): lambda: pinned(expert_id=NOWHERE),
    ("conflict_pin", "proposal_id"): lambda: pinned(proposal_id=NOWHERE),
    ("conflict_declare", "proposal_id"): declared,
    ("panel_say", "proposal_id"): said,
    ("draw_make", "bans.expert_id"): made_of_a_draw,
    ("draw_apply", "leader_expert_id"): lambda: taken_of_a_draw(leader_expert_id=NOWHERE),
    ("draw_apply", "without.expert_id"): lambda: taken_of_a_draw(without=[{"expert_id": NOWHERE, **WHY}]),
    **{
        ("allotment_revise", f"{name}.{key}"): (lambda name=name, key=key: allotted(name, key))
        for name in ("pins", "bans")
        for key in ("expert_id", "proposal_id")
    },
    **{
        ("staffing_revise", f"{name}.{key}"): (lambda name=name, key=key: staffed(name, key))
        for name in ("pins", "bans")
        for key in ("expert_id", "panel_id")
    },
    ("allotment_create", "panel_ids"): lambda: of_batch("allotments", panel_ids=[NOWHERE]),
    ("trial_create", "panel_ids"): lambda: of_batch("trials", panel_ids=[NOWHERE]),
    ("job_create", "proposal_ids"): lambda: of_batch("jobs", kind="remind", proposal_ids=[NOWHERE]),
    ("job_create", "challenge_ids"): lambda: of_needs(),
    ("trialist_score", "sample_id"): marked_in_a_trial,
    **{
        (f"call_{kind}_draft", "challenge_ids"): lambda kind=kind: for_many(kind)
        for kind in ("publication", "publicity", "result")
    },
    ("inbox_read", "ids"): read,
}


def test_every_reference_of_every_body_is_tried():
    assert every_reference() == CASES.keys()


@pytest.mark.parametrize("case", CASES, ids="-".join)
def test_a_reference_that_leads_nowhere_is_a_fault_of_its_field(case):
    answer = CASES[case]()
    assert answer.status_code == 422, answer.content.decode()
    named = {
        ".".join(part for part in one["field"].split(".") if not part.isdigit()) for one in answer.json()["errors"]
    }
    assert case[1] in named, named
