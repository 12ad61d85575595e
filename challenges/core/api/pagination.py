"""Pages by an opaque cursor over (change time or name, id): as quick on the last page as on the first."""

from datetime import datetime

from django.core import signing
from django.db.models import Q
from django.utils.translation import gettext as _
from rest_framework.response import Response

from challenges.core.api.problems import BadQuery
from notifications.typed import whole

SALT = "api.cursor"
CHANGED = "updated_at"
DEFAULT_SIZE = 20
LARGEST = 100


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


def page(request, rows, *, fields=None, by: str = CHANGED):
    """Return one page of a queryset in the order (`by`, id), and the cursor of the next page or None.

    The comparison leads with the indexed column alone, so that the database seeks instead of counting.
    """
    size = size_of(request)
    after = request.query_params.get("cursor")
    if after:
        value, pk = decode(by, after)
        rows = rows.filter(**{f"{by}__gte": value}).filter(Q(**{f"{by}__gt": value}) | Q(pk__gt=pk))
    found = list((rows.values(*fields) if fields else rows).order_by(by, "pk")[: size + 1])
    more = len(found) > size
    found = found[:size]
    if not more:
        return found, None
    last = found[-1]
    place = (last[by], last["id"]) if fields else (getattr(last, by), last.pk)
    return found, encode(by, *place)


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
