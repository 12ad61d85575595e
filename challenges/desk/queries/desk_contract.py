"""The contracts that wait on a firm's desk: what its side does next, and until when."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Subquery

from challenges.contracts.access import contract as access
from challenges.contracts.models import Acceptance, Contract, ContractVersion, Party, Signature
from challenges.contracts.states.contract import UNSIGNED, ContractState
from challenges.desk.queries.desk_task import MOST, Task

WRITERS = frozenset({"handler", "tech_lead", "project_lead", "admin", "signer"})


class Place(NamedTuple):
    """What a side does next with a contract; `mine` when the reader may do it. The other side's move is `signing`."""

    contract: Contract
    what: str
    due: datetime | None
    ours: bool
    mine: bool


def places(viewer) -> list[Place]:
    """Return where the unsigned contracts stand of which the viewer's firm is a side, the earliest first; one query."""
    latest = ContractVersion.objects.filter(contract=OuterRef("pk")).order_by("-number")
    inner = ContractVersion.objects.filter(contract=OuterRef("version__contract")).order_by("-number").values("pk")[:1]
    accepted = Acceptance.objects.filter(
        version__contract=OuterRef("pk"), version=Subquery(inner), party__organisation_id=viewer.organisation_id
    )
    signed = Signature.objects.filter(party=OuterRef("pk"), voided_at=None)
    unsigned = Party.objects.filter(contract=OuterRef("pk"), turn__isnull=False).exclude(Exists(signed))
    own = Party.objects.filter(organisation_id=viewer.organisation_id, turn__isnull=False)
    rows = (
        access.visible_to(viewer)
        .filter(state__in=UNSIGNED, pk__in=own.values("contract"))
        .select_related("challenge__lead")
        .annotate(
            number_of_text=Subquery(latest.values("number")[:1]),
            accepted=Exists(accepted),
            next=Subquery(unsigned.order_by("turn").values("organisation_id")[:1]),
        )
        .order_by("due_at", "id")[:MOST]
    )
    return [place(viewer, row) for row in rows]


def place(viewer, row) -> Place:
    """Return what the viewer's side does next with one contract."""
    if row.state == ContractState.SIGNING:
        ours = row.next == viewer.organisation_id
        return Place(row, "contract_sign" if ours else "signing", row.due_at, ours, ours and viewer.has("signer"))
    if row.accepted:
        return Place(row, "signing", row.sign_by, False, False)
    what = "contract_text" if row.number_of_text == 1 else "contract_accept"
    return Place(row, what, row.due_at, True, bool(WRITERS & viewer.roles))


def contract_tasks(viewer) -> list[Task]:
    """Return the contracts of a lead firm that wait for its move as matters on its desk."""
    return [
        Task(
            group="mine" if found.mine else "others",
            what=found.what,
            noun="contract",
            pk=found.contract.pk,
            title=found.contract.challenge.title,
            number=found.contract.number,
            firm=found.contract.challenge.lead.short_name or found.contract.challenge.lead.name,
            state=found.contract.state,
            state_word=found.contract.get_state_display(),
            due=found.due,
            amount=None,
            mine=found.mine,
        )
        for found in places(viewer)
        if found.ours
    ]
