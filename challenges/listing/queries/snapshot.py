"""The whole text of a challenge at one moment, as plain data."""

from decimal import Decimal
from typing import Any

from challenges.core.noun import lends
from challenges.listing.models import Challenge
from challenges.listing.models.ip import IP_FIELDS
from challenges.listing.queries.editions import ROWS

# How a term reads that is not agreed.
NOTHING = (None, "", "0")


def snapshot(challenge: Challenge) -> dict:
    """Return everything a reader of the full text reads, as plain data: the words of an edition."""
    fields = (
        "title",
        "title_en",
        "summary_en",
        "mode",
        "type",
        "field_code",
        "industry_code",
        "region_code",
        "background",
        "content",
        "state_of_art",
        "trl_now",
        "trl_target",
        "duration_months",
        "total_wan",
        "enterprise_wan",
        "fiscal_wan",
        "other_wan",
        "negotiable",
        "race_slots",
        "race_milestone",
        "ip_clause",
        "ip_terms",
        "ip_details",
        "conditions_text",
        "confidentiality",
    )
    body = {name: plain(getattr(challenge, name)) for name in fields}
    # What is not agreed stands in no edition, so that editions from before a term could be agreed read as they did.
    agreed = {name: plain(getattr(challenge, name)) for name in IP_FIELDS if name not in body}
    body |= {name: value for name, value in agreed.items() if value not in NOTHING}
    body |= parts_of(challenge)
    if not body["ip_results"]:
        del body["ip_results"]
    return body


def parts_of(challenge: Challenge) -> dict[str, list[dict]]:
    """Return its lists of terms as plain data; a query for each list that was not read before, with those of others."""
    found = {}
    for name, (model, _key) in ROWS.items():
        columns = [c for c in model._meta.concrete_fields if c.name not in ("id", "challenge")]
        rows = getattr(challenge, name).all()
        found[name] = [{c.name: plain(getattr(row, c.attname)) for c in columns} for row in rows]
    return found


def plain(value: Any) -> Any:
    """Return a value as JSON keeps it: decimals as text without trailing zeros."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value


@lends("challenge", "signed")
def signed_challenge(challenge: Challenge) -> dict:
    """Return what whoever signs for the lead firm binds it to: the text of the challenge with its money."""
    return {"challenge": snapshot(challenge), "edition": challenge.edition}
