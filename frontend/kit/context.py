"""What every page needs around its content: the time, the way about, who I am. A context processor named in settings.

Everything is worked out only when a template asks for it, so that a page without a masthead costs nothing.
"""

from base64 import b64encode
from dataclasses import dataclass
from functools import cached_property
from secrets import token_bytes

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.roles import labels
from challenges.core.access.job import watches
from challenges.desk.access import keeps_ledger
from frontend.kit import names
from frontend.kit.names import short_firm
from notifications import inbox
from notifications.clock import now

# The modules of the pages' script, which `main` joins: named here, they are fetched side by side, not one by one.
MODULES = (
    *("page", "selection", "dialogs", "marks", "keys", "answers", "fields", "session"),
    *("autosave", "live", "leaving", "sending", "drafts"),
)


@dataclass(frozen=True)
class Way:
    """One entry of a menu."""

    label: str
    url: str
    current: bool = False
    exact: bool = False


def house(request):
    """The context processor: `house` (masthead and footer) and `at` (the time, read once and only if asked for)."""
    about = House(request)
    return {"house": about, "at": about.time}


@dataclass(frozen=True)
class Choice:
    """One organisation to act for."""

    id: int
    name: str
    current: bool


class House:
    """The masthead and footer of one request."""

    def __init__(self, request):
        self.request = request
        self.demo = settings.DEMO
        self.sandbox = settings.SANDBOX

    def time(self):
        """The platform's time when this page was first asked for it."""
        return self._time

    @cached_property
    def _time(self):
        return now()

    @cached_property
    def user(self):
        """The person signed in, or None."""
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def person(self):
        """Who is signed in, as the script compares it; empty for nobody."""
        return str(self.user.pk) if self.user else ""

    @cached_property
    def acting_for(self):
        """For which organisation this page acts, as the script compares it; empty for none."""
        return str((self.acting and self.acting.organisation_id) or "")

    @cached_property
    def draft_key(self):
        """With what the script locks this person's unsaved text in their browser; nobody else's pages carry it.

        Masked anew in each answer, so that no two answers hold the same signs: a mask, and the key under it.
        """
        if not self.user:
            return ""
        key = salted_hmac("frontend.drafts", self.person, algorithm="sha256").digest()
        mask = token_bytes(len(key))
        return b64encode(mask + bytes(one ^ other for one, other in zip(mask, key, strict=True))).decode()

    @property
    def modules(self):
        """The modules of the script of every page."""
        return [static(f"frontend/{name}.js") for name in MODULES]

    @cached_property
    def acting(self):
        """As whom the person acts; None for the public."""
        return getattr(self.request, "acting", None) if self.user else None

    @cached_property
    def here(self):
        """Where a preference form returns to: this page when it can be fetched again, else the hall."""
        return self.request.get_full_path() if self.request.method == "GET" else "/"

    @cached_property
    def theme(self):
        """`light`, `dark`, or nothing to follow the system: the person's choice, else the cookie's."""
        chosen = self.user.theme if self.user else self.request.COOKIES.get("theme", "")
        return chosen if chosen in ("light", "dark") else ""

    @cached_property
    def nav(self):
        """The main menu: the desk first for those who have one, then what everyone may read."""
        entries = [("desk", _("我的工作台"))] if self.user else []
        if self.watches_reviews:
            entries.append(("reviews", pgettext("menu", "评审")))
        if self.acting and keeps_ledger(self.acting):
            entries.append(("ledgers", pgettext("menu", "台账")))
        entries += [("hall", pgettext("menu", "榜单")), ("notices", pgettext("menu", "公告"))]
        return [self.way(label, reverse(name)) for name, label in entries]

    @cached_property
    def watches_reviews(self):
        """Whether the person acts for an organiser and looks at its reviews."""
        return bool(self.acting) and watches(self.acting)

    @cached_property
    def account(self):
        """What a signed-in person sets for themselves."""
        entries = [
            ("settings", _("账户与安全")),
            ("notification_preferences", _("通知设置")),
            ("organisation_settings", _("单位与成员")),
        ]
        return [self.way(label, reverse(name)) for name, label in entries]

    def way(self, label, url):
        """A menu entry that knows whether the page is it, or lies under it."""
        path = self.request.path
        under = path.startswith("/challenges/") if url == "/" else path.startswith(url)
        if url == "/reviews/":
            under = path.startswith(("/panels/", "/jobs/")) or path.endswith(("/reviews/", "/jobs/"))
        return Way(label, url, current=path == url or under, exact=path == url)

    @cached_property
    def organisation(self):
        """The name of the organisation acted for, as short as it goes."""
        organisation = self.acting.organisation if self.acting else None
        if not organisation:
            return ""
        return names.local(short_firm(organisation.name, organisation.short_name), organisation.name_en)

    @cached_property
    def choices(self):
        """The organisations this person may act for, where there is something to choose."""
        rows = sorted(self.acting.organisations, key=lambda row: (row.pinyin, row.pk))
        own = self.acting.organisation_id
        found = [Choice(row.pk, row.name, row.pk == own) for row in rows]
        return found if len(found) > 1 or (found and own is None) else []

    @cached_property
    def role_words(self):
        """The roles held where the person acts, in words; what they are where they act for nobody."""
        acting = self.acting
        if acting.organisation:
            return _("、").join(str(label) for label in labels(acting.kind, acting.roles)[:2])
        if acting.is_operator:
            return _("平台运营")
        return _("评审专家") if acting.is_expert else ""

    @cached_property
    def user_name(self):
        """How the person is called in the masthead."""
        return self.user.name or self.user.email

    @cached_property
    def inbox_url(self):
        """Where notices are read."""
        return reverse("inbox")

    @cached_property
    def unread(self):
        """How many notices the person has not read; one query, only where it is shown and not counted by the view."""
        counted = getattr(self.request, "unread", None)
        return inbox.unread_count(self.user) if counted is None else counted

    @property
    def unread_label(self):
        """The number for the badge, which stops at 99+."""
        return f"{inbox.MOST_COUNTED - 1}+" if self.unread >= inbox.MOST_COUNTED else self.unread
