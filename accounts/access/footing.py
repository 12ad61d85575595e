"""What a personal token rests on. A token ends as soon as any of it is another than when the token was made."""

import hashlib
import json
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from accounts import second_factor


def footing(viewer: Any) -> str:
    """Return a fingerprint of what a token of this `Acting` rests on, as it is now.

    It covers the person's password, addresses, second factors, standing and operator's office; and the organisation
    acted for, whether it is verified and may sign, with the roles held there. Two queries beyond the viewer's own.
    Nobody, or somebody who may not sign in any more, gives an empty one.
    """
    user, organisation = viewer.user, viewer.organisation
    if user is None:
        return ""
    rests = {
        "operator": user.is_operator,
        "password": user.password,
        "email": user.email,
        "addresses": sorted(EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)),
        "factors": sorted(Authenticator.objects.filter(user=user).values_list("pk", "type")),
        "organisation": organisation.pk if organisation else None,
        "standing": [organisation.verification, organisation.signing_frozen] if organisation else [],
        "roles": sorted(viewer.roles),
        "expert": viewer.is_expert,
    }
    return hashlib.sha256(json.dumps(rests, sort_keys=True).encode()).hexdigest()


def stands(token: Any, viewer: Any) -> bool:
    """Return whether a token still rests on what it was made on, and its person has the second factor asked of them."""
    now = footing(viewer)
    lacking = not token.of_organisation and second_factor.is_lacking(viewer)
    return bool(now) and token.footing == now and not lacking
