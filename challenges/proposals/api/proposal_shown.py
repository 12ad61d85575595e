"""A proposal as each reader is shown it over the API."""

from typing import Any

from challenges.core.noun import lent
from challenges.core.queries.provisional import provisional
from challenges.files.api.file_body import files_of
from challenges.proposals.access import proposal as access
from challenges.proposals.queries import qualification
from challenges.proposals.queries.proposal_snapshot import handed_in
from challenges.proposals.queries.team_shared import for_lead
from notifications.clock import now


def show_proposal(viewer, proposal) -> dict:
    """Return a proposal with exactly what the reader's relation to it allows."""
    depth = access.layer(viewer, proposal)
    if depth == "blind":
        (show_blind,) = lent("proposal", "shown_blind")
        return show_blind(proposal)
    if depth == "outline":
        return show_outline(viewer, proposal)
    body = {
        "id": proposal.pk,
        "state": proposal.state,
        "challenge_id": proposal.challenge_id,
        "layer": depth,
        "version": proposal.version,
        "updated_at": proposal.updated_at,
        "due_at": proposal.due_at,
        "organisation": {"id": proposal.organisation_id, "name": proposal.organisation.name},
        "submitted_at": proposal.submitted_at,
        "receipt": {"number": proposal.receipt_number, "sha256": proposal.receipt_hash},
    }
    body["provisional"] = provisional(body)
    documents = {row.key: row for row in proposal.sections.all()}
    if depth == "summary":
        basics = documents.get("basics")
        body["summary"] = basics.data.get("summary", "") if basics else ""
        return body
    body["edition"] = proposal.edition
    names = access.relations(viewer, proposal)
    own = bool({"leader", "member"} & names)
    if access.reads_as_lead(names):
        read = for_lead(proposal, {key: row.data for key, row in documents.items()})
        for key, row in documents.items():
            row.data = read[key]
    body["sections"] = {
        key: {"data": row.data if own else handed_in(row), "version": row.version} for key, row in documents.items()
    }
    rows = proposal.members.select_related("organisation").exclude(state="removed")
    body["members"] = [member_row(row) for row in rows]
    body["attachments"] = files_of(viewer, proposal)
    if (found := qualification.of(viewer, proposal, now())) is not None:
        body["qualification"] = qualification_body(found)
        body["complaint_until"] = proposal.complaint_until
        body["complaints"] = [complaint_body(row) for row in proposal.complaints.all()]
    for more in lent("proposal", "shown"):
        body |= more(viewer, proposal)
    return body


def show_outline(viewer, proposal) -> dict:
    """Return what a firm reads that was asked to join: who leads, its own task and share, until when."""
    place = proposal.members.select_related("organisation").get(organisation_id=viewer.organisation_id)
    return {
        "id": proposal.pk,
        "state": proposal.state,
        "challenge_id": proposal.challenge_id,
        "layer": "outline",
        "version": proposal.version,
        "updated_at": proposal.updated_at,
        "organisation": {"id": proposal.organisation_id, "name": proposal.organisation.name},
        "closes_at": proposal.challenge.closes_at,
        "members": [member_row(place)],
    }


def member_row(row) -> dict:
    """Return a place in the consortium."""
    return {
        "id": row.pk,
        "organisation": {"id": row.organisation_id, "name": row.organisation.name},
        "state": row.state,
        "share": row.share,
        "task": row.task,
        "leader": row.leader,
    }


def complaint_body(row) -> dict:
    """Return a complaint of the result, as the firm and the organiser read it."""
    body = {name: getattr(row, name) for name in ("text", "filed_at", "outcome", "decision", "decided_at")}
    return body | {"disputed": [held["key"] for held in row.disputed]}


def qualification_body(found: qualification.Qualification) -> dict:
    """Return the formal check as it is shown; who did it, to those who may know."""
    names = ("key", "requirement", "machine", "found", "result", "note")
    body: dict[str, Any] = {
        "result": found.result,
        "conditions": [{name: getattr(point, name) for name in names} for point in found.points],
    }
    if found.inside:
        body |= {
            "checked_by": found.checked_by,
            "checked_at": found.checked_at,
            "confirmed_by": found.confirmed_by,
            "confirmed_at": found.confirmed_at,
        }
    return body
