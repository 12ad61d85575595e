"""One question for every act on an account: may this viewer do this with that?"""

from typing import Any

from django.utils.translation import gettext as _

from accounts.access import (
    absence,
    certificate,
    delegation,
    expert,
    interest,
    invitation,
    membership,
    organisation,
    text,
    token,
)
from accounts.errors import NotAllowed

BY_NOUN = {
    "organisation": organisation,
    "membership": membership,
    "invitation": invitation,
    "delegation": delegation,
    "certificate": certificate,
    "expert": expert,
    "interest": interest,
    "absence": absence,
    "text": text,
    "token": token,
}


def may(viewer: Any, verb: str, subject: Any) -> bool:
    """Whether one of the viewer's relations to the subject allows the verb. An unknown verb is a KeyError."""
    access = BY_NOUN[subject.noun]
    return bool(access.MAY[verb] & access.relations(viewer, subject))


def demand(viewer: Any, verb: str, subject: Any) -> None:
    """Raise NotAllowed when the viewer may not."""
    if not may(viewer, verb, subject):
        raise NotAllowed(_("您没有办理这一步的权限。"))
