"""Strong ETags of what a caller reads, and the conditions of a request (RFC 9110, section 13)."""

import hashlib
import re
from collections.abc import Callable

from django.utils.translation import gettext as _

from challenges.core.api.problems import BadQuery, Precondition
from challenges.core.api.rendering import JSONRenderer
from notifications.typed import whole

# A list of entity tags, each with or without the sign of weakness.
TAG = re.compile(r'\s*(W/)?("[\x21\x23-\x7e\x80-\xff]*")\s*(?:,|$)')
ANY = "*"
# So many digits of the digest: 64 bits.
DIGITS = 16
# A version that no row ever has.
NOTHING = -1


def etag(row, body: dict) -> str:
    """Return the strong ETag of a row as this caller reads it.

    It changes with every move and edit of the row, and with whatever else stands in the body: parts and files that have
    versions of their own, what the caller may do, the language. Callers who read different things have different ones.
    """
    digest = hashlib.sha256(JSONRenderer().render(body)).hexdigest()[:DIGITS]
    return f'"{row.noun}-{row.pk}-{row.version}-{digest}"'


def tags(header: str, name: str) -> list[tuple[bool, str]]:
    """Return the entity tags of a header as (weak, tag); BadQuery when it is no such list."""
    found, place = [], 0
    while place < len(header):
        tag = TAG.match(header, place)
        if not tag:
            raise BadQuery(_("%(name)s 不是 ETag，也不是 ETag 的列表。") % {"name": name}, code="bad_etag", field=name)
        found.append((bool(tag[1]), tag[2]))
        place = tag.end()
    return found


def unchanged(request, current: str) -> bool:
    """Return True when If-None-Match says that the caller has what stands: compared weakly, `*` for anything."""
    header = request.headers.get("If-None-Match", "").strip()
    if not header:
        return False
    return header == ANY or current in (tag for _weak, tag in tags(header, "If-None-Match"))


def expected_version(request, row, current: Callable[[], str], *, required: bool = True) -> int | None:
    """Return the version the caller had read, from If-Match: one ETag, a list, or `*` for whatever stands.

    `current()` returns the ETag of what the caller would read now. Compared strongly: of a list that holds it, it is
    the row's version; else that of the first that is an ETag of this row. A weak ETag, only those of other rows, or
    one of this version with other parts never match: NOTHING, which no row has, so that the act answers 412. Raises
    Precondition (428) when the header is missing where it is required, BadQuery (400) when it is no list of ETags, or
    an ETag of this row whose version is no number.
    """
    header = request.headers.get("If-Match", "").strip()
    if not header:
        if required:
            raise Precondition(_("请用 If-Match 带上读取时的 ETag，以免覆盖他人的修改。"))
        return None
    if header == ANY:
        return None
    strong = [tag for weak, tag in tags(header, "If-Match") if not weak]
    prefix = f'"{row.noun}-{row.pk}-'
    own = [tag for tag in strong if tag.startswith(prefix)]
    versions = [whole(tag[len(prefix) : -1].split("-")[0]) for tag in own]
    if None in versions:
        raise BadQuery(_("If-Match 不是这个对象的 ETag。"), code="bad_etag", field="If-Match")
    if row.version in versions and current() in own:
        return row.version
    return next((version for version in versions if version != row.version), NOTHING)
