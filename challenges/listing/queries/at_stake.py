"""What hangs on an organisation: told before its verification is taken back."""

from django.utils.translation import gettext as _

from challenges.core.noun import lends
from challenges.listing.models import Challenge
from challenges.listing.states import CHALLENGE, PUBLIC


@lends("organisation", "at_stake")
def running(organisation) -> list[tuple[str, str]]:
    """Return how many published challenges of its own, or of its calls, are not over."""
    going = Challenge.objects.filter(state__in=PUBLIC - CHALLENGE.ends)
    own = going.filter(lead=organisation) | going.filter(organiser=organisation)
    return [(_("未完结的榜单"), _("%(n)s 项") % {"n": own.count()})]
