"""The talks on a contract 磋商: every saved text is a version; a text that both sides accept goes to be signed."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.actions.checking import fitting, reason_given
from challenges.contracts.access.contract import side_of
from challenges.contracts.actions.drafting import keep_version
from challenges.contracts.models import Acceptance, Contract, ContractVersion, Party, Promise
from challenges.contracts.queries.changes import Read, Wording, read
from challenges.contracts.queries.standing import on_the_table, shortfalls, sides
from challenges.contracts.states.contract import ContractState
from challenges.core.gate import Invalid, LostUpdate, Moment, Move, NotAllowed, Refused, moving, overdue
from challenges.core.periods import day_of, days_later

LONGEST_NOTE = 1000


def propose_text(
    contract: Contract, wording: Wording, *, by: Acting, at: Moment, read_version: int, expected: int | None = None
) -> Contract:
    """A side puts a new text on the table: the next version, which it thereby accepts and the other has to.

    `read_version` is the number of the text it was written from: another one means that somebody was quicker.
    Raises Invalid with everything that cannot stand, each fault beside its field: above all what is weaker than the
    challenge and the proposal fixed. Refused for a text that changes nothing.
    """
    note = fitting(wording.note, field="note", longest=LONGEST_NOTE)
    with moving(contract, "propose_text", by=by, at=at, expected=expected) as move:
        require_in_time(contract, move.at)
        party = own_side(contract, by)
        last = on_the_table(contract)
        require_read(last, read_version)
        found = read(contract, wording)
        if found.problems:
            raise Invalid(found.problems)
        write(contract, found)
        sections = last.content["sections"] | found.sections
        version = keep_version(contract, sections=sections, at=move.at, by=by.user, party=party, note=note)
        if version.sha256 == last.sha256:
            raise Refused(_("与桌面上的文本没有区别，没有保存新的一稿。"), code="unchanged")
        Acceptance.objects.create(version=version, party=party, by=by.user, at=move.at)
        move.facts |= {"number": contract.number, "version": version.number, "firm": party.organisation.name}
    return contract


def accept_text(contract: Contract, *, by: Acting, at: Moment, read: str, expected: int | None = None) -> Contract:
    """A side accepts the text on the table; when both have, it goes to be signed within the days of the rules.

    `read` is the SHA-256 of what was read; LostUpdate when another text lies there by now. Nobody accepts what could
    not be signed: Invalid names what it lacks, and too small a share of the SMEs.
    """
    with moving(contract, "accept_text", by=by, at=at, expected=expected) as move:
        require_in_time(contract, move.at)
        party = own_side(contract, by)
        version = on_the_table(contract)
        require_hash(version, read)
        if version.acceptances.filter(party=party).exists():
            raise Refused(_("贵方已经接受这一稿，等对方接受。"), code="accepted")
        if problems := shortfalls(contract, move.at):
            raise Invalid(problems)
        Acceptance.objects.create(version=version, party=party, by=by.user, at=move.at)
        accepted = set(version.acceptances.values_list("party_id", flat=True))
        move.to(ContractState.NEGOTIATING)
        if accepted >= {row.pk for row in sides(contract)}:
            to_be_signed(contract, move)
        move.facts |= {"number": contract.number, "version": version.number, "firm": party.organisation.name}
    return contract


def to_be_signed(contract: Contract, move: Move) -> None:
    """Let the text be signed: the signing has its own days, and never more than the award leaves."""
    move.to(ContractState.SIGNING)
    rules = contract.proposal.challenge.rules_on(day_of(move.at))
    contract.due_at = min(days_later(move.at, rules["signature_days"], rules), contract.sign_by)


def reopen_text(contract: Contract, *, by: Acting, at: Moment, reason: str, expected: int | None = None) -> Contract:
    """A side takes the text back from the signing to the talks, with what is to be changed; signatures come to nothing.

    Refused for a firm that has signed: it is bound by its word until the time for the signing has run out.
    """
    reason = reason_given(reason, longest=LONGEST_NOTE)
    with moving(contract, "reopen_text", by=by, at=at, expected=expected) as move:
        require_in_time(contract, move.at)
        party = own_side(contract, by)
        if contract.signatures.filter(party=party, voided_at=None).exists():
            raise Refused(_("贵方已经签署，不能退回磋商。"), code="signed")
        move.facts |= {"number": contract.number, "reason": reason, "firm": party.organisation.name}
        back_to_talks(contract, move.at)
    return contract


def back_to_talks(contract: Contract, at: datetime) -> None:
    """Void the signatures and the acceptances of the text on the table, and give the talks their days anew."""
    contract.signatures.filter(voided_at=None).update(voided_at=at)
    Acceptance.objects.filter(version__contract=contract).delete()
    rules = contract.proposal.challenge.rules_on(day_of(at))
    contract.due_at = min(days_later(at, rules["negotiation_days"], rules), contract.sign_by)


def require_in_time(contract: Contract, at: datetime) -> None:
    """Refuse to go on when the last moment of the award has passed, whether or not the clock has drawn the consequence.

    The days of the talks themselves are a limit to be reminded of: talks that take longer go on.
    """
    if overdue(contract.sign_by, at):
        raise Refused(_("签约期限已过，不能再办理。"), code="signing_late")


def own_side(contract: Contract, by: Acting) -> Party:
    """Return the side that somebody acts for. Raises NotAllowed for who acts for none."""
    party = side_of(by, sides(contract))
    if party is None:
        raise NotAllowed()
    return party


def require_read(version: ContractVersion, number: int) -> None:
    """Refuse a text that was written from another version than the one on the table."""
    if version.number != number:
        said = _("您修改期间对方提出了第 %(n)s 稿，没有保存。请看过新的一稿再改。") % {"n": version.number}
        raise LostUpdate(said, current=version.number)


def require_hash(version: ContractVersion, read: str) -> None:
    """Refuse to accept or sign another text than the one that was read."""
    if version.sha256 != read:
        said = _("您读过之后，桌面上换了第 %(n)s 稿，没有办理。请先阅读现在的文本。") % {"n": version.number}
        raise LostUpdate(said, current=version.sha256)


def write(contract: Contract, found: Read) -> None:
    """Write what was read into the rows that hold the terms."""
    for row in found.indicators:
        row.save(update_fields=["value", "value_max", "value_choice"])
    for part in found.parts:
        part.save(update_fields=["percent", "enterprise", "fiscal", "other"])
    contract.ip = found.ip
    if found.promises is not None:
        rewrite_promises(contract, found.promises)


def rewrite_promises(contract: Contract, rows: list[dict]) -> None:
    """Put these promises in the place of those before."""
    by_position = {row.position: row for row in contract.indicators.all()}
    contract.promises.all().delete()
    Promise.objects.bulk_create(
        Promise(
            contract=contract,
            position=position,
            **{name: row[name] for name in ("text", "milestone", "due_month", "consequence")},
            indicator=by_position.get(row["indicator"]),
        )
        for position, row in enumerate(rows, 1)
    )
