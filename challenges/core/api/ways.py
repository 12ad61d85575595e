"""By which address each act is taken: what stands in `can`, so that no caller has to know it from elsewhere."""

from dataclasses import dataclass
from typing import Literal

from challenges.core.api.shapes import Act
from challenges.core.queries.steps import steps_for

ROOT = "/api/v1/"


@dataclass(frozen=True)
class Way:
    """The method and address (with `{pk}` for the row) of an act, and the name of its body in the document."""

    method: Literal["POST", "PUT", "PATCH"]
    path: str
    body: str | None = None


WAYS: dict[tuple[str, str], Way] = {}


def leads(noun: str, verb: str, method: Literal["POST", "PUT", "PATCH"], path: str, body: type | None = None) -> None:
    """Say by which address an act of a noun is taken. Called where the address is given."""
    WAYS[noun, verb] = Way(method, path, body.__name__ if body else None)


def ways_of(viewer, row) -> list[Act]:
    """Return the acts this viewer may take with this row now, each with its address.

    What follows from another act alone, such as a stay from an objection, has no address and is no act of theirs.
    """
    found = [(verb, WAYS.get((row.noun, verb))) for verb in steps_for(viewer, row)]
    return [
        {"verb": verb, "method": way.method, "href": f"{ROOT}{way.path.format(pk=row.pk)}", "body": way.body}
        for verb, way in found
        if way is not None
    ]
