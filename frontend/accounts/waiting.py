"""What an organisation waits for before it may sign, and what waits for its signature meanwhile."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accounts.acting import Acting
from accounts.models import Organisation
from challenges.desk.queries.signing import unsigned
from notifications.models import Event

WORDS = {
    "approve": _("签发需求"),
    "funds": _("确认资金落实"),
    "sign": _("提交申报书"),
    "confirm": _("确认更正后的榜单"),
    "join": _("答复联合体邀请"),
}


@dataclass(frozen=True)
class Waiting:
    """`changed` is the event by which signing was suspended, if it was; `matters` are (words, matter)."""

    changed: Event | None
    matters: list


def of(organisation: Organisation, viewer: Acting) -> Waiting | None:
    """Return what an organisation waits for, as far as this viewer may see it; None when it may sign."""
    if organisation.may_sign:
        return None
    changes = Event.objects.filter(noun="organisation", subject_id=organisation.pk).select_related("actor")
    frozen = organisation.signing_frozen
    last = changes.filter(name="organisation.representative_changed").order_by("-id").first() if frozen else None
    return Waiting(last, [(WORDS[row.what], row) for row in unsigned(organisation, viewer)])
