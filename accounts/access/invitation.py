"""Who sees an invitation, and who answers or withdraws it."""

from allauth.account.models import EmailAddress

from accounts.access import organisation as of_organisation
from accounts.models import Invitation

INVITED = "invited"

MAY = {
    "withdraw": frozenset({of_organisation.MANAGER}),
    "accept": frozenset({INVITED}),
    "decline": frozenset({INVITED}),
}


def owned_addresses(user_id: int | None) -> list[str]:
    """The mailboxes that a person has proved to own, in lower case."""
    if user_id is None:
        return []
    addresses = EmailAddress.objects.filter(user_id=user_id, verified=True).values_list("email", flat=True)
    return [address.lower() for address in addresses]


def relations(viewer, invitation) -> frozenset[str]:
    """What the viewer is to an invitation: the owner of the invited mailbox, or what they are to the organisation."""
    found = of_organisation.relations(viewer, invitation.organisation)
    return found | {INVITED} if invitation.email in owned_addresses(viewer.user_id) else found


def visible_to(viewer):
    """The owner of the mailbox sees it, and who manages the organisation they act for."""
    mine = Invitation.objects.filter(email__in=owned_addresses(viewer.user_id))
    if viewer.organisation is None or not viewer.has(of_organisation.manager_role(viewer.kind)):
        return mine
    return mine | Invitation.objects.filter(organisation_id=viewer.organisation_id)
