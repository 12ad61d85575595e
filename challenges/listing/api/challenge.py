"""Challenges over the API: the list, the detail by what the reader is to it, and every verb as a resource."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, NotRequired, TypedDict

from challenges.core.api import filters
from challenges.core.api.filters import Filter
from challenges.core.api.resource import DetailEndpoint, ListEndpoint, described
from challenges.core.api.shapes import AMOUNT, IN_WAN, Act, Named, Wan, row_of
from challenges.core.noun import lent
from challenges.core.queries.amount import CENT, band, split
from challenges.core.queries.provisional import provisional
from challenges.files.api.attachment import attachments_view
from challenges.listing.access import challenge as access
from challenges.listing.api.ip import IpTerm, IpWarning, terms_in_words, warnings_in_words
from challenges.listing.models import (
    Challenge,
    ChallengeType,
    Comparator,
    Condition,
    Confidentiality,
    Deliverable,
    Indicator,
    IpResult,
    Mode,
    PaymentPart,
    PlannedMilestone,
)
from challenges.listing.models.ip import IP_FIELDS, IP_OUTLINE
from challenges.listing.states import ChallengeState

COLUMNS = (
    "id",
    "number",
    "title",
    "title_en",
    "state",
    "mode",
    "type",
    "field_code",
    "region_code",
    "confidentiality",
    "total_wan",
    "negotiable",
    "race_slots",
    "opens_at",
    "closes_at",
    "published_at",
    "updated_at",
    "lead_id",
    "lead__name",
    "batch_id",
    "organiser_id",
)

FILTERS = {
    "state": Filter("state__in", filters.one_of(ChallengeState), "One or several states, joined by commas."),
    "mode": Filter("mode__in", filters.one_of(Mode)),
    "type": Filter("type__in", filters.one_of(ChallengeType)),
    "field_code": Filter("field_code__startswith", filters.text, "Technology field code or its beginning."),
    "region_code": Filter("region_code__startswith", filters.text, "Region code or its beginning."),
    "batch_id": Filter("batch_id", filters.whole),
    "lead_id": Filter("lead_id", filters.whole),
    "min_total_wan": Filter("total_wan__gte", filters.money, IN_WAN),
    "max_total_wan": Filter("total_wan__lte", filters.money, IN_WAN),
    "closes_after": Filter("closes_at__gte", filters.moment),
    "closes_before": Filter("closes_at__lte", filters.moment),
    "published_after": Filter("published_at__gte", filters.moment),
    "number": Filter("number", filters.text, "The number under which it was published."),
    "q": Filter(filters.any_of("title", "title_en"), filters.text, "Words of the title, Chinese or English."),
}

# What a filter must not reveal to those who read only the outline of a restricted challenge.
AMOUNT_FILTERS = {"min_total_wan", "max_total_wan"}
WHOLE_ROWS = ("lead_id", "organiser_id")


def money_of(values: dict, inner: bool) -> dict:
    """Return the amount as this reader may know it: exact, or its band."""
    if inner:
        return {"total_wan": to_the_cent(values["total_wan"])}
    return {"total_wan": None, "total_band_wan": [to_the_cent(end) for end in band(values["total_wan"])]}


def to_the_cent(amount: Decimal | None) -> Decimal | None:
    """Return an amount in the one spelling of all amounts, whether it was just typed, stored or reckoned."""
    return None if amount is None else amount.quantize(CENT)


# What a draft may leave open.
OPEN = {"type": ChallengeType | Literal[""]}


def money(**more) -> dict:
    """Return how an amount is shown: exact, or as null with its band (from, up to; null without an upper end)."""
    return {"total_wan": Wan | None, "total_band_wan": NotRequired[list[Wan | None]], **more}


class LeadFirm(Named):
    """The lead firm."""

    name_en: str


class ResultRow(TypedDict):
    """Who is publicised for a slot, or was awarded it; proposal, receipt and rank for those who may read them."""

    slot: int
    organisation: Named
    partners: list[Named]
    notice_id: int
    awarded_at: datetime | None
    sign_by: datetime | None
    proposal_id: int | None
    receipt_number: str | None
    rank: int | None


class BatchName(Named):
    """The batch."""

    code: str


@described("challenge", "challenge_list", "Challenges the caller may know of")
class ChallengeList(ListEndpoint):
    columns = COLUMNS
    filters = FILTERS
    shape = row_of(
        "ChallengeRow", Challenge, COLUMNS, without=("lead_id", "lead__name", "total_wan"), **money(lead=Named, **OPEN)
    )

    def rows(self):
        """Return the challenges the caller may see; a filter by amount passes over those whose amount is hidden."""
        rows = access.visible_to(self.viewer)
        if AMOUNT_FILTERS & set(self.request.query_params):
            rows = rows.exclude(confidentiality=Confidentiality.RESTRICTED)
        return rows

    def alike(self):
        """Return what of the caller `visible_to` looks at."""
        return access.seen_as(self.viewer)

    def row(self, values):
        """Return one row: codes, dates, money, and the lead firm by id and name."""
        inner = values["confidentiality"] != Confidentiality.RESTRICTED or self.viewer.organisation_id in (
            values["lead_id"],
            values["organiser_id"],
        )
        values |= money_of(values, inner)
        values["lead"] = {"id": values.pop("lead_id"), "name": values.pop("lead__name")}
        return values


OUTLINE = (
    "id",
    "number",
    "title",
    "title_en",
    "state",
    "mode",
    "type",
    "field_code",
    "region_code",
    "industry_code",
    "confidentiality",
    "race_slots",
    "duration_months",
    "opens_at",
    "closes_at",
    "published_at",
    "publicity_ends_at",
    "edition",
    "updated_at",
    "version",
    *IP_OUTLINE,
)
IP_INNER = (*(name for name in IP_FIELDS if name not in IP_OUTLINE), "ip_details")
TERMS = (
    *OUTLINE,
    *IP_INNER,
    "summary_en",
    "background",
    "state_of_art",
    "trl_now",
    "trl_target",
    "conditions_text",
    "negotiable",
)
INDICATOR = ("id", "position", "name", "name_en", "unit", "mandatory", "test_method")
INDICATOR_INNER = ("comparator", "baseline", "target", "target_max", "options", "condition", "measured_by", "weight")
FULL = (*TERMS, "content", "enterprise_wan", "fiscal_wan", "other_wan")
OWN = (
    *FULL,
    "due_at",
    "budget_number",
    "window_days",
    "race_milestone",
    "contact_name",
    "contact_phone",
    "repair_rounds",
)


IndicatorRow = row_of(
    "IndicatorRow",
    Indicator,
    INDICATOR + INDICATOR_INNER,
    maybe=INDICATOR_INNER,
    without=("options",),
    options=NotRequired[list[str]],
    comparator=NotRequired[Comparator | Literal[""]],
)
PaymentRow = row_of("PaymentRow", PaymentPart, ("node", "percent", "race"), amount_wan=Wan)
DeliverableRow = row_of("DeliverableRow", Deliverable, ("text",), kind=Deliverable.Kind | Literal[""])
MilestoneRow = row_of("MilestoneRow", PlannedMilestone, ("id", "position", "name", "due_month", "check_text"))
IpResultRow = row_of("IpResultRow", IpResult, ("name", "owner", "use"))
ConditionRow = row_of("ConditionRow", Condition, ("kind",), params=dict[str, Any])


def show_challenge(viewer, challenge) -> dict:
    """Return a challenge with exactly the fields that the reader's relation to it allows."""
    names = access.relations(viewer, challenge)
    depth = access.layer(viewer, challenge)
    inside = bool(names & {"lead", "organiser"})
    fields = OWN if inside else {"full": FULL, "terms": TERMS, "outline": OUTLINE}[depth]
    body = {name: getattr(challenge, name) for name in fields}
    body |= {name: to_the_cent(value) for name, value in body.items() if name.endswith(AMOUNT)}
    body |= money_of({"total_wan": challenge.total_wan}, depth != "outline")
    body["lead"] = {"id": challenge.lead_id, "name": challenge.lead.name, "name_en": challenge.lead.name_en}
    body["organiser"] = {"id": challenge.organiser_id, "name": challenge.organiser.name}
    body["batch"] = {"id": challenge.batch_id, "code": challenge.batch.code, "name": challenge.batch.name}
    body["layer"] = depth
    body["provisional"] = provisional(body)
    body["ip_in_words"] = terms_in_words(challenge, outline=depth == "outline")
    if inside:
        body["ip_warnings"] = warnings_in_words(challenge)
    if depth != "outline":
        body |= terms_of(challenge, inner=depth == "full")
    for more in lent("challenge", "shown"):
        body |= more(viewer, challenge)
    return body


def terms_of(challenge, *, inner: bool) -> dict:
    """Return the listed terms: indicators (with targets only for inner readers), money parts, deliverables, dates."""
    parts = list(challenge.payment_parts.all())
    amounts = split(challenge.total_wan, [part.percent for part in parts])
    indicator_fields = INDICATOR + INDICATOR_INNER if inner else INDICATOR
    return {
        "indicators": list(challenge.indicators.values(*indicator_fields)),
        "payment_parts": [
            {"node": part.node, "percent": part.percent, "amount_wan": to_the_cent(amount), "race": part.race}
            for part, amount in zip(parts, amounts, strict=True)
        ],
        "deliverables": list(challenge.deliverables.values("kind", "text")),
        "milestones": list(challenge.milestones.values("id", "position", "name", "due_month", "check_text")),
        "ip_results": list(challenge.ip_results.values("name", "owner", "use")),
        "conditions": list(challenge.conditions.values("kind", "params")),
    }


class ChallengeRows(DetailEndpoint):
    """What all endpoints of one challenge share."""

    shape = row_of(
        "ChallengeDetail",
        Challenge,
        OWN,
        maybe=set(OWN) - set(OUTLINE),
        lead=LeadFirm,
        organiser=Named,
        batch=BatchName,
        layer=Literal["full", "terms", "outline"],
        provisional=list[str],
        indicators=NotRequired[list[IndicatorRow]],
        payment_parts=NotRequired[list[PaymentRow]],
        deliverables=NotRequired[list[DeliverableRow]],
        milestones=NotRequired[list[MilestoneRow]],
        conditions=NotRequired[list[ConditionRow]],
        ip_in_words=list[IpTerm],
        ip_warnings=NotRequired[list[IpWarning]],
        ip_results=NotRequired[list[IpResultRow]],
        results=list[ResultRow],
        sealed=NotRequired[int],
        can=list[Act],
        **money(**OPEN),
    )

    def visible(self):
        """Return the challenges the caller may see."""
        return access.visible_to(self.viewer).select_related("lead", "organiser", "batch")

    def show(self, row: Challenge):
        """Return the challenge as this caller reads it."""
        return show_challenge(self.viewer, row)


ChallengeFiles = attachments_view(ChallengeRows, "challenge")
