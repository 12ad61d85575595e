"""Strong ETags from the row's version, and the conditions of a request (RFC 9110, section 13)."""

import re

from django.utils.translation import gettext as _

from challenges.core.api.problems import BadQuery, Precondition
from notifications.typed import whole

# A list of entity tags, each with or without the sign of weakness.
TAG = re.compile(r'\s*(W/)?("[\x21\x23-\x7e\x80-\xff]*")\s*(?:,|$)')
ANY = "*"
# A version that no row ever has.
NOTHING = -1


def etag(row) -> str:
    """Return the strong ETag of a row: it changes with every move and edit."""
    return f'"{row.noun}-{row.pk}-{row.version}"'


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


def expected_version(request, row, *, required: bool = True) -> int | None:
    """Return the version the caller had read, from If-Match: one ETag, a list, or `*` for whatever stands.

    Compared strongly: of a list that holds the row's own ETag it is the row's version; else that of the first that
    is an ETag of this row. A weak ETag, or only those of other rows, never match: NOTHING, which no row has, so that
    the act answers 412. Raises Precondition (428) when the header is missing where it is required, BadQuery (400)
    when it is no list of ETags, or an ETag of this row whose version is no number.
    """
    header = request.headers.get("If-Match", "").strip()
    if not header:
        if required:
            raise Precondition(_("请用 If-Match 带上读取时的 ETag，以免覆盖他人的修改。"))
        return None
    if header == ANY:
        return None
    strong = [tag for weak, tag in tags(header, "If-Match") if not weak]
    if etag(row) in strong:
        return row.version
    prefix = f'"{row.noun}-{row.pk}-'
    versions = [whole(tag[len(prefix) : -1]) for tag in strong if tag.startswith(prefix)]
    if None in versions:
        raise BadQuery(_("If-Match 不是这个对象的 ETag。"), code="bad_etag", field="If-Match")
    return versions[0] if versions else NOTHING
