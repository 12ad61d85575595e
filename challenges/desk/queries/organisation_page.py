"""The public page of an organisation: its facts, what it holds, what it posted and what it won."""

from dataclasses import dataclass

from challenges.award.models import Award
from challenges.listing.models import Challenge
from challenges.listing.states import PUBLIC

POSTED = 50


@dataclass(frozen=True)
class Posted:
    """What an organisation has on the record for everybody."""

    challenges: list
    awards: list


def record_of(organisation):
    """Return the published challenges of an organisation and the awards it won, newest first; two queries."""
    columns = ("id", "number", "title", "title_en", "state", "closes_at", "mode")
    rows = Challenge.objects.filter(lead=organisation, state__in=PUBLIC).order_by("-published_at", "-id")
    awards = Award.objects.filter(proposal__organisation=organisation).select_related("challenge__lead")
    return Posted(list(rows.only(*columns)[:POSTED]), list(awards.order_by("-awarded_at", "-id")[:POSTED]))
