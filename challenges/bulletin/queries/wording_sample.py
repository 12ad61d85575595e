"""What words of a notice look like when they are printed, before anybody approves them."""

from collections.abc import Mapping
from typing import Any

from challenges.bulletin.queries.letterhead import letterhead_of
from challenges.bulletin.queries.notice_values import headed
from challenges.bulletin.queries.wording import PARTS, Words, fields_of, filled, put


def sample(
    kind: str, title: str, parts: Mapping[str, str], *, organisation: Any
) -> tuple[str, list[str], list[tuple[str, str]]]:
    """Return the title and the lines of a notice in these words, and every field with what stands for it here.

    The platform's own words are of no organisation. What only a real notice knows is shown by its name in 〔〕, so that
    nothing is left out of the sample.
    """
    head = letterhead_of(organisation.pk) if organisation else None
    known = {"附件": "无"} | ({"发布单位": organisation.name} if organisation else {}) | (headed(head) if head else {})
    values = {name: known.get(name) or f"〔{name}〕" for name in fields_of(kind)}
    lines = put(Words(kind, title, parts), PARTS, values).splitlines()
    return filled(title, values), lines, list(values.items())
