"""What is compared when conflicts are computed: experts with their posts, firms with their people; few queries."""

from collections import defaultdict
from datetime import date

from accounts.models import ExpertProfile, Membership
from challenges.access.challenge import JOINED
from challenges.access.conflicts import Person, Post, Unit, digits, domain
from challenges.models import Conflict, Member, Section, SectionKey
from challenges.states.proposal import IN_REVIEW


def years_before(day: date, years: int) -> date:
    """Return the same day so many years earlier; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def persons(expert_ids) -> list[Person]:
    """Return what is compared of these experts (user ids)."""
    profiles = (
        ExpertProfile.objects.filter(user_id__in=expert_ids)
        .select_related("user")
        .prefetch_related("employments__organisation")
    )
    acts = defaultdict(set)
    for user_id, organisation_id in Membership.objects.filter(user_id__in=expert_ids, ended_at=None).values_list(
        "user_id", "organisation_id"
    ):
        acts[user_id].add(organisation_id)
    return [
        Person(
            user_id=profile.user_id,
            name=profile.user.name,
            email=profile.user.email,
            phone=profile.user.phone,
            posts=tuple(
                Post(
                    unit=post.unit_name,
                    organisation_id=post.organisation_id,
                    uscc=post.organisation.uscc if post.organisation else "",
                    starts_on=post.starts_on,
                    ends_on=post.ends_on,
                )
                for post in profile.employments.all()
            ),
            organisation_ids=frozenset(acts[profile.user_id]),
        )
        for profile in profiles
    ]


def units(challenge) -> dict[int | None, list[Unit]]:
    """Return the firms an expert is compared with, by proposal in review; None holds the lead firm."""
    members = list(
        Member.objects.filter(proposal__challenge=challenge, proposal__state__in=IN_REVIEW, state__in=JOINED)
        .select_related("organisation")
        .order_by("proposal_id", "-leader", "id")
    )
    organisations = {member.organisation_id for member in members} | {challenge.lead_id}
    domains, phones = defaultdict(set), defaultdict(set)
    people = Membership.objects.filter(organisation_id__in=organisations, ended_at=None)
    for organisation_id, email, phone in people.values_list("organisation_id", "user__email", "user__phone"):
        domains[organisation_id] |= {domain(email)} - {""}
        phones[organisation_id] |= {digits(phone)} - {""}
    teams = dict(
        Section.objects.filter(
            key=SectionKey.TEAM, proposal_id__in={member.proposal_id for member in members}
        ).values_list("proposal_id", "data")
    )

    def unit(role, organisation, names=frozenset()):
        return Unit(
            role=role,
            organisation_id=organisation.pk,
            name=organisation.name,
            uscc=organisation.uscc,
            domains=frozenset(domains[organisation.pk]),
            phones=frozenset(phones[organisation.pk]),
            people=names,
        )

    found: dict[int | None, list[Unit]] = {None: [unit("lead", challenge.lead)]}
    for member in members:
        names = names_in(teams.get(member.proposal_id)) if member.leader else frozenset()
        role = "leader" if member.leader else "member"
        found.setdefault(member.proposal_id, []).append(unit(role, member.organisation, names))
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
