"""Strong ETags from the row's version, and If-Match on every change."""

from django.utils.translation import gettext as _

from .problems import BadQuery, Precondition


def etag(row) -> str:
    """Return the strong ETag of a row: it changes with every move and edit."""
    return f'"{row.noun}-{row.pk}-{row.version}"'


def expected_version(request, row, *, required: bool = True) -> int | None:
    """Return the version the caller had read, from If-Match.

    Raises Precondition (428) when the header is missing where it is required, BadQuery when it is not one of ours.
    """
    header = request.headers.get("If-Match")
    if header is None:
        if required:
            raise Precondition(_("请用 If-Match 带上读取时的 ETag，以免覆盖他人的修改。"))
        return None
    if header.strip() == "*":
        return None
    prefix = f'"{row.noun}-{row.pk}-'
    text = header.strip()
    if not (text.startswith(prefix) and text.endswith('"') and text[len(prefix) : -1].isdigit()):
        raise BadQuery(_("If-Match 不是这个对象的 ETag。"), code="bad_etag")
    return int(text[len(prefix) : -1])
