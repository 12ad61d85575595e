"""What the platform could not do by itself, over the API: for operators alone."""

from datetime import timedelta

import pytest

from notifications import sweeps
from notifications.clock import now
from notifications.models import SweepFault
from tests.core.test_api_journey import send
from tests.factories.accounts import OrganisationFactory, acting, expert, member, operator
from tests.listing.test_challenge_api import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def faults():
    """A file that cannot be checked, and a scanner that does not answer."""
    at = now()
    row = sweeps.note("scans", sweeps.Row("attachment", 12), OSError(5, "Input/output error"), at=at)
    down = sweeps.note("scanner", sweeps.Row("scanner"), ConnectionRefusedError(111, "refused"), at=at)
    SweepFault.objects.update(due_at=at + timedelta(hours=1))
    return row, down


def test_an_operator_reads_them_and_has_one_tried_again(faults):
    row, down = faults
    client = client_of(operator(), "read", "write")
    read = client.get("/api/v1/faults/").json()
    assert read["total"] == 2
    assert client.get("/api/v1/faults/?sweep=scans").json()["code"] == "unknown_filter"
    first, second = read["items"]
    assert (first["id"], first["task"], first["what"], first["row_id"], first["count"]) == (
        row.pk,
        "scans",
        "attachment",
        12,
        1,
    )
    assert first["problem"].startswith("OSError: Input/output error")
    assert (second["task"], second["row_id"]) == ("scanner", None)
    again = send(client, "post", f"faults/{row.pk}/retry/")
    assert again.status_code == 200 and again.json()["due_at"] < first["due_at"]
    assert SweepFault.objects.get(pk=row.pk).due_at <= now() < SweepFault.objects.get(pk=down.pk).due_at
    assert send(client, "post", "faults/999/retry/").status_code == 404


def test_a_token_that_only_reads_has_nothing_tried_again(faults):
    client = client_of(operator(), "read")
    assert client.get("/api/v1/faults/").status_code == 200
    assert send(client, "post", f"faults/{faults[0].pk}/retry/").status_code == 403


@pytest.mark.parametrize(
    "who",
    [
        lambda: member("admin"),
        lambda: acting(OrganisationFactory(kind="organiser"), "batch_admin"),
        lambda: acting(OrganisationFactory(kind="organiser"), "supervisor"),
        expert,
    ],
)
def test_to_everybody_else_they_do_not_exist(faults, who, client):
    signed_in = client_of(who(), "read", "write")
    before = SweepFault.objects.get(pk=faults[0].pk).due_at
    assert signed_in.get("/api/v1/faults/").status_code == 404
    assert send(signed_in, "post", f"faults/{faults[0].pk}/retry/").status_code == 404
    assert client.get("/api/v1/faults/").status_code == 404
    assert client.post(f"/api/v1/faults/{faults[0].pk}/retry/").status_code in (401, 404)
    assert SweepFault.objects.get(pk=faults[0].pk).due_at == before
