"""Pages by an opaque cursor over (change time or name, id): as quick on the last page as on the first."""

from datetime import datetime

from django.core import signing
from django.db.models import Q
from django.utils.translation import gettext as _
from rest_framework.response import Response

from challenges.core.api.problems import BadQuery
from challenges.core.queries import prepared
from notifications.typed import whole

SALT = "api.cursor"
CHANGED = "updated_at"
DEFAULT_SIZE = 20
LARGEST = 100
# The two values of a place in an order, by the names under which a kept query is told them.
PLACE = ("value", "pk")


def encode(by: str, value: datetime | str, pk: int) -> str:
    """Return a signed cursor that stands for a place in an order; nobody can make one up."""
    text = value.isoformat() if isinstance(value, datetime) else value
    return signing.dumps([text, pk], salt=f"{SALT}.{by}", compress=False)


def decode(by: str, text: str) -> tuple[datetime | str, int]:
    """Return the place a cursor stands for; BadQuery for a forged or damaged one, and for one of another order."""
    try:
        value, pk = signing.loads(text, salt=f"{SALT}.{by}")
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise BadQuery(_("翻页游标无效，请从第一页重新读取。"), code="bad_cursor") from error
    return (datetime.fromisoformat(value) if by == CHANGED else value), pk


def size_of(request) -> int:
    """Return how many rows the caller wants on a page."""
    size = whole(request.query_params.get("limit", str(DEFAULT_SIZE)), lowest=1, highest=LARGEST)
    if size is None:
        raise BadQuery(
            _("limit 须是 1 到 %(largest)s 的整数。") % {"largest": LARGEST}, code="bad_limit", field="limit"
        )
    return size


def page(request, rows, *, fields, by: str = CHANGED, key=None):
    """Return one page of the queryset `rows()` in the order (`by`, id), and the cursor of the next page or None.

    A `key` names all that the queryset depends on: its query is then built once, for every page of it.
    """
    size = size_of(request)
    after = request.query_params.get("cursor")
    place = decode(by, after) if after else None
    if key is None:
        found = list(behind(rows(), by, place).values(*fields)[: size + 1])
    else:
        key = (*key, by, size, place is None)
        told = dict(zip(PLACE, place or (), strict=False))
        kept = prepared.rows(
            key, lambda _at: told_later(rows(), by, place).values_list(*fields)[: size + 1], None, **told
        )
        found = [dict(zip(fields, row, strict=True)) for row in kept]
    more = len(found) > size
    found = found[:size]
    return found, (encode(by, found[-1][by], found[-1]["id"]) if more else None)


def told_later(rows, by: str, place):
    """Return the same as `behind`, for a query that is built before the place is known."""
    options = rows.model._meta
    columns = (options.get_field(by), options.pk)
    return behind(rows, by, place and tuple(map(prepared.Given, PLACE, columns)))


def behind(rows, by: str, place):
    """Return the rows in the order (`by`, id) that come after a place, or all without one.

    The comparison leads with the indexed column alone, so that the database seeks instead of counting.
    """
    if place:
        value, pk = place
        rows = rows.filter(**{f"{by}__gte": value}).filter(Q(**{f"{by}__gt": value}) | Q(pk__gt=pk))
    return rows.order_by(by, "pk")


def respond(request, items, following) -> Response:
    """Return the page's answer with a `next` link in the body and in the Link header (RFC 8288)."""
    answer = Response({"items": items, "next": None})
    if following:
        query = request.query_params.copy()
        query["cursor"] = following
        url = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
        answer.data["next"] = url
        answer["Link"] = f'<{url}>; rel="next"'
    return answer
