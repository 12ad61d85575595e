"""The page of one challenge: everything the viewer's layer of it shows, in at most twelve queries for a visitor."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import OuterRef, Value
from django.db.models.functions import Concat, Substr
from django.shortcuts import get_object_or_404

from accounts.models import Region, TechField
from challenges.bulletin.access import POSTED
from challenges.bulletin.models import Notice
from challenges.core.models import Holiday
from challenges.core.queries.amount import split
from challenges.core.queries.steps import steps_for
from challenges.files.access import visible_to as attachments_visible_to
from challenges.listing.access.challenge import layer, questions_visible_to, relations, visible_to
from challenges.listing.models import Follow, IpClause
from challenges.listing.queries import rail
from challenges.listing.queries.hall_rows import named
from challenges.listing.states import OPEN
from notifications.clock import day_of


@dataclass(frozen=True)
class Part:
    """A payment with its share in percent and in 万元; the last part takes the remainder, so the sum is exact."""

    node: str
    percent: Decimal
    amount: Decimal
    race: bool


@dataclass
class Listing:
    """One challenge for one viewer. `depth` is "outline", "terms" or "full"; lists that are not shown stay empty."""

    challenge: object
    depth: str
    relations: frozenset
    stages: list
    rules: dict
    can: list
    accepting: bool
    indicators: list = field(default_factory=list)
    parts: list = field(default_factory=list)
    deliverables: list = field(default_factory=list)
    milestones: list = field(default_factory=list)
    conditions: list = field(default_factory=list)
    ip_results: list = field(default_factory=list)
    questions: list = field(default_factory=list)
    editions: list = field(default_factory=list)
    attachments: list = field(default_factory=list)
    notices: list = field(default_factory=list)
    followed: bool = False
    mine: object = None


def fetch(viewer, pk):
    """Return the challenge with its names, or raise Http404 when it is not there for this viewer."""
    province = Concat(Substr(OuterRef("region_code"), 1, 2), Value("0000"))
    city = Concat(Substr(OuterRef("region_code"), 1, 4), Value("00"))
    rows = visible_to(viewer).select_related("batch", "lead", "organiser")
    rows = rows.annotate(
        province=named(Region, province, "name"),
        province_en=named(Region, province, "name_en"),
        city=named(Region, city, "name"),
        city_en=named(Region, city, "name_en"),
        district=named(Region, OuterRef("region_code"), "name"),
        field_first=named(TechField, Substr(OuterRef("field_code"), 1, 2), "name"),
        field_first_en=named(TechField, Substr(OuterRef("field_code"), 1, 2), "name_en"),
        field_second=named(TechField, OuterRef("field_code"), "name"),
        field_second_en=named(TechField, OuterRef("field_code"), "name_en"),
    )
    return get_object_or_404(rows, pk=pk)


def listing(viewer, pk, at):
    """Return everything the viewer may read of a challenge at this moment. Raises Http404 where there is nothing."""
    challenge = fetch(viewer, pk)
    rules = challenge.rules_on(day_of(at))
    depth = layer(viewer, challenge)
    shown = Listing(
        challenge,
        depth,
        relations(viewer, challenge),
        rail.stages(challenge, at, rules, Holiday.objects.calendar()),
        rules,
        steps_for(viewer, challenge),
        challenge.accepts_at(at),
    )
    if depth != "outline":
        shown.parts = parts_of(challenge)
        shown.deliverables = list(challenge.deliverables.all())
        shown.milestones = list(challenge.milestones.all())
        if challenge.ip_clause == IpClause.SPLIT_BY_RESULT:
            shown.ip_results = list(challenge.ip_results.all())
        shown.editions = list(challenge.editions.defer("snapshot").order_by("-number"))
        questions = questions_visible_to(viewer).filter(challenge=challenge)
        shown.questions = list(questions.order_by("id"))
        shown.indicators = list(challenge.indicators.all())
    if depth == "full":
        shown.attachments = list(attachments_visible_to(viewer).filter(challenge=challenge))
    shown.conditions = list(challenge.conditions.all())
    shown.notices = list(
        Notice.objects.filter(items__challenge=challenge, state__in=POSTED)
        .order_by("-posted_at", "-id")
        .distinct()[:12]
    )
    if viewer.user_id:
        shown.followed = Follow.objects.filter(challenge=challenge, user_id=viewer.user_id).exists()
    if viewer.organisation_id and "applicant" in shown.relations:
        shown.mine = challenge.proposals.filter(members__organisation=viewer.organisation_id).first()
    return shown


def parts_of(challenge):
    """The payments in percent and 万元."""
    rows = list(challenge.payment_parts.all())
    amounts = split(challenge.total_wan, [row.percent for row in rows])
    return [Part(row.node, row.percent, amount, row.race) for row, amount in zip(rows, amounts, strict=True)]


def open_for_questions(shown, at):
    """Whether questions may be asked now."""
    return shown.challenge.state in OPEN and at <= shown.challenge.closes_at
