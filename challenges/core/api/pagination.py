"""Pages by an opaque cursor over (change time, id): as quick on the last page as on the first."""

from datetime import datetime

from django.core import signing
from django.db.models import Q
from django.utils.translation import gettext as _
from rest_framework.response import Response

from challenges.core.api.problems import BadQuery
from notifications.typed import whole

SALT = "api.cursor"
DEFAULT_SIZE = 20
LARGEST = 100


def encode(moment: datetime, pk: int) -> str:
    """Return a signed cursor that stands for a place in the order; nobody can make one up."""
    return signing.dumps([moment.isoformat(), pk], salt=SALT, compress=False)


def decode(text: str) -> tuple[datetime, int]:
    """Return the place a cursor stands for; BadQuery for a forged or damaged one."""
    try:
        moment, pk = signing.loads(text, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise BadQuery(_("翻页游标无效，请从第一页重新读取。"), code="bad_cursor") from error
    return datetime.fromisoformat(moment), pk


def size_of(request) -> int:
    """Return how many rows the caller wants on a page."""
    size = whole(request.query_params.get("limit", str(DEFAULT_SIZE)), lowest=1, highest=LARGEST)
    if size is None:
        raise BadQuery(
            _("limit 须是 1 到 %(largest)s 的整数。") % {"largest": LARGEST}, code="bad_limit", field="limit"
        )
    return size


def page(request, rows, *, fields=None):
    """Return one page of a queryset in the order (change time, id), and the cursor of the next page or None.

    The comparison leads with the indexed column alone, so that the database seeks instead of counting.
    """
    size = size_of(request)
    after = request.query_params.get("cursor")
    if after:
        moment, pk = decode(after)
        rows = rows.filter(updated_at__gte=moment).filter(Q(updated_at__gt=moment) | Q(pk__gt=pk))
    found = list((rows.values(*fields) if fields else rows).order_by("updated_at", "pk")[: size + 1])
    more = len(found) > size
    found = found[:size]
    if not more:
        return found, None
    last = found[-1]
    place = (last["updated_at"], last["id"]) if fields else (last.updated_at, last.pk)
    return found, encode(*place)


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
