"""What is compared when conflicts are computed: experts with their posts, firms with their people; few queries."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch

from accounts.models import ExpertProfile, Interest, Membership
from accounts.typed.phone import key
from challenges.core.noun import lends
from challenges.experts.access.conflict_facts import Joint, Person, Post, Tie, Unit, domain
from challenges.experts.access.conflicts import HOLDING, PRESENT, compare_all, reason
from challenges.experts.models import Conflict
from challenges.proposals.models import Member, Section, SectionKey
from challenges.proposals.states import IN_REVIEW, JOINED, OPENED
from notifications.clock import day_of, midnight


def years_before(day: date, years: int) -> date:
    """Return the same day so many years earlier; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def persons(expert_ids, *, since: date) -> list[Person]:
    """Return what is compared of these experts (user ids). `since` is the day from which former posts count."""
    profiles = list(
        ExpertProfile.objects.filter(user_id__in=expert_ids)
        .select_related("user")
        .prefetch_related("employments__organisation", Prefetch("interests", Interest.objects.standing()))
    )
    acts = defaultdict(set)
    for user_id, organisation_id in Membership.objects.filter(user_id__in=expert_ids, ended_at=None).values_list(
        "user_id", "organisation_id"
    ):
        acts[user_id].add(organisation_id)
    posts = {profile.pk: posts_of(profile) for profile in profiles}
    employers = {
        post.organisation_id
        for held in posts.values()
        for post in held
        if post.organisation_id and (post.ends_on is None or post.ends_on >= since)
    }
    stood = joints(employers, since)
    return [
        Person(
            user_id=profile.user_id,
            name=profile.user.name,
            email=profile.user.email,
            phone=profile.user.phone,
            posts=posts[profile.pk],
            organisation_ids=frozenset(acts[profile.user_id]),
            ties=tuple(
                Tie(tie.kind, tie.unit_name, tie.organisation_id, tie.uscc, tie.ends_on)
                for tie in profile.interests.all()
            ),
            joints=tuple(
                joint
                for post in posts[profile.pk]
                if post.ends_on is None or post.ends_on >= since
                for joint in stood.get(post.organisation_id or 0, ())
            ),
        )
        for profile in profiles
    ]


def posts_of(profile) -> tuple[Post, ...]:
    """Return the posts of an expert as they are compared."""
    return tuple(
        Post(
            unit=post.unit_name,
            organisation_id=post.organisation_id,
            uscc=post.organisation.uscc if post.organisation else post.uscc,
            starts_on=post.starts_on,
            ends_on=post.ends_on,
        )
        for post in profile.employments.all()
    )


def joints(employers: set[int], since: date) -> dict[int, list[Joint]]:
    """Return with whom these organisations stood in a consortium, by employer.

    Only proposals that were handed in since that day and are open: who stands in a sealed one, nobody may learn.
    """
    own = Member.objects.filter(
        organisation_id__in=employers,
        state__in=JOINED,
        proposal__state__in=OPENED,
        proposal__submitted_at__gte=midnight(since),
    )
    rows = list(
        Member.objects.filter(proposal__in=own.values("proposal"), state__in=JOINED).values_list(
            "proposal_id", "organisation_id", "organisation__name", "proposal__submitted_at"
        )
    )
    by_proposal = defaultdict(list)
    for proposal_id, organisation_id, name, at in rows:
        by_proposal[proposal_id].append((organisation_id, name, at))
    found: dict[int, list[Joint]] = defaultdict(list)
    for proposal_id, those in by_proposal.items():
        for employer_id, employer, _at in those:
            if employer_id in employers:
                found[employer_id] += [
                    Joint(other_id, proposal_id, employer, day_of(at))
                    for other_id, _name, at in those
                    if other_id != employer_id and at is not None
                ]
    return found


def units(challenge) -> dict[int | None, list[Unit]]:
    """Return the firms an expert is compared with, by proposal in review; None holds the lead firm."""
    members = list(
        Member.objects.filter(proposal__challenge=challenge, proposal__state__in=IN_REVIEW, state__in=JOINED)
        .select_related("organisation")
        .order_by("proposal_id", "-leader", "id")
    )
    organisations = {member.organisation_id for member in members} | {challenge.lead_id}
    domains: dict[int, set[str]] = defaultdict(set)
    phones: dict[int, set[str]] = defaultdict(set)
    people = Membership.objects.filter(organisation_id__in=organisations, ended_at=None)
    for organisation_id, email, phone in people.values_list("organisation_id", "user__email", "user__phone"):
        domains[organisation_id] |= {domain(email)} - {""}
        phones[organisation_id] |= key(phone)
    teams = dict(
        Section.objects.filter(
            key=SectionKey.TEAM, proposal_id__in={member.proposal_id for member in members}
        ).values_list("proposal_id", "data")
    )

    contacts = defaultdict(str, {challenge.lead_id: challenge.contact_phone})

    def unit(role, organisation, names=frozenset(), proposal_id=None):
        own = key(organisation.contact_phone) | key(contacts[organisation.pk])
        return Unit(
            role=role,
            organisation_id=organisation.pk,
            name=organisation.name,
            uscc=organisation.uscc,
            domains=frozenset(domains[organisation.pk]),
            phones=frozenset(phones[organisation.pk] | own),
            people=names,
            proposal_id=proposal_id,
        )

    found: dict[int | None, list[Unit]] = {None: [unit("lead", challenge.lead)]}
    for member in members:
        names = names_in(teams.get(member.proposal_id)) if member.leader else frozenset()
        role = "leader" if member.leader else "member"
        found.setdefault(member.proposal_id, []).append(unit(role, member.organisation, names, member.proposal_id))
    return found


def names_in(team) -> frozenset[str]:
    """Return the names that stand in a team section, however deep its lists are."""
    if isinstance(team, dict):
        own = {team["name"]} if isinstance(team.get("name"), str) else set()
        return frozenset(own.union(*(names_in(part) for part in team.values())))
    if isinstance(team, list):
        return frozenset().union(*(names_in(part) for part in team))
    return frozenset()


def excluded_pairs(challenge) -> set[tuple[int, int | None]]:
    """Return the confirmed exclusions as (expert, proposal); proposal None excludes from the whole challenge."""
    return set(
        Conflict.objects.filter(challenge=challenge, status=Conflict.Status.CONFIRMED).values_list(
            "expert_id", "proposal_id"
        )
    )


def comparison(challenge, expert_ids, *, today: date, years: int) -> dict[tuple[int, int | None, str], dict]:
    """Return everything that is found between these experts and the firms of a challenge, on this day.

    `years` is how far former posts, ties and consortia count back: the rule `recusal_years`.
    """
    since = years_before(today, years)
    return compare_all(persons(expert_ids, since=since), units(challenge), since=since, today=today)


def barred(challenge, expert_ids, *, today: date) -> dict[int, str]:
    """Return who of these experts belongs to the lead firm or an applicant today, with the tie in words."""
    return barred_in(comparison(challenge, expert_ids, today=today, years=challenge.rules_on(today)["recusal_years"]))


def barred_in(found: dict[tuple[int, int | None, str], dict]) -> dict[int, str]:
    """Return who is barred by what `comparison` found, with the tie in words."""
    return {expert_id: reason(code, facts) for (expert_id, _proposal, code), facts in found.items() if code in PRESENT}


def declared_in(found: Iterable[tuple[int, int | None, str]]) -> set[tuple[int, int | None]]:
    """Return the pairs that the experts' own profiles exclude, whether written down for this challenge or not."""
    return {(expert_id, proposal_id) for expert_id, proposal_id, code in found if code in HOLDING}


@lends("challenge", "ties")
def ties_to_all(challenge, expert_ids, *, today: date) -> dict[int, str]:
    """Return who of these experts is tied to the whole challenge, today or within the years of the rules, in words.

    What the organiser has set aside does not count.
    """
    whole = Conflict.objects.filter(challenge=challenge, proposal=None, expert_id__in=expert_ids)
    aside = {(row.expert_id, row.code) for row in whole.filter(status=Conflict.Status.REJECTED)}
    years = challenge.rules_on(today)["recusal_years"]
    found = comparison(challenge, expert_ids, today=today, years=years)
    tied = {row.expert_id: reason(row.code, row.facts) for row in whole.exclude(status=Conflict.Status.REJECTED)}
    for (expert_id, proposal_id, code), facts in found.items():
        if proposal_id is None and (expert_id, code) not in aside:
            tied.setdefault(expert_id, reason(code, facts))
    return tied
