"""The opened proposals of a challenge and its batch as plain data to be compared, and what everybody may repeat."""

from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.crypto import salted_hmac

from accounts.models import User
from challenges.collusion.access import OPENED as OPENED_CHALLENGES
from challenges.collusion.comparison.paper import File, Limits, Paper, Use
from challenges.files.models import Attachment
from challenges.proposals.models import Member, Proposal, ProposalVersion, Section
from challenges.proposals.queries.budget import amount_of
from challenges.proposals.queries.proposal_sections import mapping, rows
from challenges.proposals.states import OPENED, MemberState

Read = Callable[[str, str], dict[str, str]]

TEXTS = {
    "basics": ("summary",),
    "route": ("route", "innovation", "feasibility", "risk"),
    "ip": ("freedom",),
    "consortium": ("note",),
}
ROWS = {"commitments": ("deviation", "evidence"), "schedule": ("output",)}
NO_HOLDER = frozenset({"无", "没有", "否", "不适用", "-", "/", "none", "n/a"})


def limits_on(challenge, on) -> Limits:
    """Return the numbers of the rule book for a challenge on a date."""
    rules = challenge.rules_on(on)
    return Limits(rules["signal_passage"], rules["signal_share"], rules["signal_common"], rules["signal_hours"])


def opened_with(challenge) -> list[Proposal]:
    """Return the opened proposals of a challenge and of its batch; what is still sealed anywhere is not touched."""
    return list(
        Proposal.objects.filter(
            challenge__batch_id=challenge.batch_id, challenge__state__in=OPENED_CHALLENGES, state__in=OPENED
        )
        .select_related("challenge", "organisation", "prepared_by", "submitted_by")
        .order_by("pk")
    )


def papers_of(proposals, limits: Limits, read: Read) -> tuple[list[Paper], list[str]]:
    """Return the proposals as papers, and the texts that everybody may repeat.

    `read(sha256, name)` returns the metadata of a stored file. Files and metadata that the lead firm itself gave out
    are nobody's.
    """
    ids = [proposal.pk for proposal in proposals]
    challenges = {proposal.challenge_id: proposal.challenge for proposal in proposals}
    prefetch_related_objects(list(challenges.values()), "indicators", "milestones", "deliverables")
    given, stamped = given_out(challenges, read)
    sections: dict[Any, dict] = defaultdict(dict)
    files: dict[Any, list[File]] = defaultdict(list)
    members: dict[Any, list] = defaultdict(list)
    writers: dict[Any, set] = defaultdict(set)
    for key, data, pk, saved_by in Section.objects.filter(proposal__in=ids).values_list(
        "key", "data", "proposal_id", "saved_by_id"
    ):
        sections[pk][key] = data
        writers[pk].add(saved_by)
    for file in Attachment.objects.filter(proposal__in=ids, removed_at=None):
        writers[file.proposal_id].add(file.uploaded_by_id)
        if file.sha256 not in given:
            meta = {key: value for key, value in read(file.sha256, file.name).items() if (key, value) not in stamped}
            files[file.proposal_id].append(File(file.sha256, file.name, file.kind, meta))
    for member in Member.objects.filter(proposal__in=ids, state=MemberState.CONFIRMED).select_related("organisation"):
        members[member.proposal_id].append(member.organisation)
    for pk, by in ProposalVersion.objects.filter(proposal__in=ids).values_list("proposal_id", "by_id").distinct():
        writers[pk].add(by)
    for proposal in proposals:
        writers[proposal.pk] = (writers[proposal.pk] | {proposal.prepared_by_id, proposal.submitted_by_id}) - {None}
    names = dict(User.objects.filter(pk__in=set().union(*writers.values())).values_list("pk", "name"))
    uses = uses_of(proposals, writers, names, limits)
    papers = [
        paper(
            proposal,
            sections[proposal.pk],
            members[proposal.pk],
            files=tuple(files[proposal.pk]),
            writers={pk: names.get(pk, "") for pk in sorted(writers[proposal.pk])},
            uses=tuple(uses[proposal.pk]),
        )
        for proposal in proposals
    ]
    return papers, [text for challenge in challenges.values() for text in said_by(challenge)]


def paper(proposal, sections: dict, members: list, **given) -> Paper:
    """Return one proposal as a paper; `given` are its files, its writers and their devices."""
    firms = [proposal.organisation, *(one for one in members if one.pk != proposal.organisation_id)]
    basics = mapping(sections.get("basics"))
    team = [row for _n, row in rows(sections.get("team"), "people") if isinstance(row, dict)]
    return Paper(
        id=proposal.pk,
        challenge=proposal.challenge_id,
        firms=tuple(one.pk for one in firms),
        texts=dict(texts_of(sections)),
        people=tuple((word(row, "name"), word(row, "unit")) for row in team),
        leader=word(basics, "leader_name"),
        phones=(word(basics, "leader_phone"), word(basics, "contact_phone"), proposal.organisation.contact_phone),
        mails=(word(basics, "leader_email"), word(basics, "contact_email")),
        budget=budget_of(sections.get("budget")),
        codes=tuple(one.uscc for one in firms),
        representatives=tuple(one.legal_representative.strip() for one in firms),
        holders=tuple(held for one in firms if (held := one.controlled_by.strip()).lower() not in NO_HOLDER),
        names=tuple(one.name for one in firms),
        **given,
    )


def word(row: dict, name: str) -> str:
    """Return a short thing that was typed, without blanks around it."""
    return str(row.get(name) or "").strip()


def texts_of(sections: dict):
    """Yield (place, text) of everything in a proposal that people wrote in sentences."""
    for key, fields in TEXTS.items():
        for name in fields:
            text = mapping(sections.get(key)).get(name)
            if isinstance(text, str) and text.strip():
                yield f"{key}.{name}", text
    for key, fields in ROWS.items():
        for row, values in sorted(mapping(sections.get(key)).items()):
            for name in fields:
                text = mapping(values).get(name)
                if isinstance(text, str) and text.strip():
                    yield f"{key}.{row}.{name}", text


def budget_of(data) -> dict[tuple[str, str], float]:
    """Return the cells of a budget as (category, source) to 万元; what is no number is left out."""
    return {
        (category, source): float(amount)
        for category, row in mapping(data, "cells").items()
        for source, typed in mapping(row).items()
        if (amount := amount_of(typed))
    }


def uses_of(proposals, writers, names, limits: Limits) -> dict[int, list[Use]]:
    """Return for each proposal the devices its writers signed in with before it was handed in.

    Address and browser leave this function only as a keyed hash; the hash itself is stored nowhere.
    """
    from allauth.usersessions.models import UserSession

    everybody = set().union(*writers.values())
    sessions = defaultdict(list)
    for row in UserSession.objects.filter(user__in=everybody):
        sessions[row.user_id].append(row)
    found: dict[int, list] = defaultdict(list)
    for proposal in proposals:
        if proposal.submitted_at is None:
            continue
        since = proposal.submitted_at - timedelta(hours=limits.hours)
        for user_id in sorted(writers[proposal.pk]):
            found[proposal.pk] += [
                Use(device_of(row), user_id, names.get(user_id, ""), row.created_at, row.last_seen_at)
                for row in sessions[user_id]
                if row.created_at <= proposal.submitted_at and row.last_seen_at >= since
            ]
    return found


def device_of(session) -> str:
    """Return the keyed hash of a session's network address and browser."""
    said = f"{session.ip}\n{session.user_agent}"
    return salted_hmac("challenges.signal.device", said, algorithm="sha256").hexdigest()


def given_out(challenges, read: Read) -> tuple[set[str], set[tuple[str, str]]]:
    """Return the hashes of the files that came with the challenges, and what their metadata say."""
    rows = Attachment.objects.filter(challenge__in=challenges, removed_at=None).values_list("sha256", "name")
    stamped = {pair for sha256, name in rows for pair in read(sha256, name).items()}
    return {sha256 for sha256, _name in rows}, stamped


def said_by(challenge) -> list[str]:
    """Return everything a challenge says itself, which its proposals may repeat."""
    return [
        challenge.title,
        challenge.background,
        challenge.content,
        challenge.state_of_art,
        challenge.ip_terms,
        challenge.conditions_text,
        *(f"{row.name}\n{row.test_method}" for row in challenge.indicators.all()),
        *(f"{row.name}\n{row.check_text}" for row in challenge.milestones.all()),
        *(row.text for row in challenge.deliverables.all()),
    ]
