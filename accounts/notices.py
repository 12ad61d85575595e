"""Who is told of what happens to accounts. The wording stands in `templates/notices/`."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.models import Agreement, Certificate, Delegation, ExpertProfile, Invitation, Membership, User
from notifications.registry import Recipient, notice, silent, topic

ACCOUNTS = topic("accounts", _("账户与单位"))


def told(people, reason, url) -> Iterator[Recipient]:
    """Tell each of these (id, language) once, with the reason in their own language."""
    for user_id, language in dict(people).items():
        with translation.override(language):
            yield Recipient(user_id, reason=str(reason), url=url)


def _people(**which):
    return User.objects.filter(is_active=True, **which).values_list("pk", "language")


def operators(event) -> Iterator[Recipient]:
    """Those who verify."""
    yield from told(_people(is_operator=True), _("您是平台运营人员。"), reverse("verification_queue"))


def _holders(organisation_id, wanted):
    """The members who hold one of the roles named by `wanted(kind)`, by id and language."""
    memberships = Membership.objects.active().filter(organisation_id=organisation_id, user__is_active=True)
    for membership in memberships.select_related("organisation", "user"):
        if wanted(membership.organisation.kind) & set(membership.roles):
            yield membership.user_id, membership.user.language


def _managing(kind):
    return {roles.manager_role(kind)}


def _managing_or_signing(kind):
    return {roles.manager_role(kind), roles.SIGNER}


def managers_of(organisation_id) -> Iterator[Recipient]:
    """Those who keep the organisation's data and members."""
    yield from told(_holders(organisation_id, _managing), _("您是单位管理员。"), reverse("organisation_settings"))


def of_organisation(event):
    yield from managers_of(event.subject_id)


def of_representative(event):
    """Operators look again; managers and signers learn that nothing is signed for now."""
    yield from operators(event)
    yield from of_signing(event)


def of_signing(event):
    """Those who manage the organisation or sign for it: they go on with what waited."""
    holders = _holders(event.subject_id, _managing_or_signing)
    yield from told(holders, _("您管理该单位或代表其签字。"), reverse("organisation_settings"))


def of_certificate(event):
    """Those who keep the organisation's certificates, with the way to where they are renewed."""
    organisation = Certificate.objects.values_list("organisation_id", flat=True).get(pk=event.subject_id)
    yield from told(_holders(organisation, _managing), _("您是单位管理员。"), reverse("organisation_certificates"))


def of_invited(event):
    """The owner of the mailbox, when they have an account."""
    email = Invitation.objects.values_list("email", flat=True).get(pk=event.subject_id)
    yield from told(_people(email=email), _("邀请发往您的邮箱。"), reverse("choose_organisation"))


def of_inviter(event):
    """Whoever invited; those who manage, once the inviter has left."""
    invitation = Invitation.objects.get(pk=event.subject_id)
    members = Membership.objects.active().filter(organisation_id=invitation.organisation_id)
    if members.filter(user_id=invitation.invited_by_id).exists():
        inviter = _people(pk=invitation.invited_by_id)
        yield from told(inviter, _("邀请由您发出。"), reverse("organisation_settings"))
    else:
        yield from managers_of(invitation.organisation_id)


def of_member(event):
    """The member, unless they did it themselves."""
    member = Membership.objects.values_list("user", flat=True).get(pk=event.subject_id)
    if member != event.actor_id:
        yield from told(_people(pk=member), _("您是该单位成员。"), reverse("choose_organisation"))


def of_leaving(event):
    """Whoever left, in any case, and those who manage, unless they did it: a post may be empty now."""
    membership = Membership.objects.get(pk=event.subject_id)
    yield from told(_people(pk=membership.user_id), _("您曾是该单位成员。"), reverse("choose_organisation"))
    managers = dict(_holders(membership.organisation_id, _managing))
    managers.pop(event.actor_id, None)
    yield from told(managers, _("您是单位管理员。"), reverse("membership_end", args=[membership.pk]))


def of_heir(event):
    """Whoever took something over, with the way to what it is."""
    heir = Membership.objects.active().filter(pk=event.subject_id).values_list("user", flat=True)
    yield from told(_people(pk__in=heir), _("您是接手人。"), reverse("membership_end", args=[event.facts["left"]]))


def of_grantee(event):
    grantee = Delegation.objects.values_list("grantee", flat=True).get(pk=event.subject_id)
    yield from told(_people(pk=grantee), _("您是被授权人。"), reverse("organisation_settings"))


def of_expert(event):
    owner = ExpertProfile.objects.values_list("user", flat=True).get(pk=event.subject_id)
    yield from told(_people(pk=owner), _("这是您的专家档案。"), reverse("expert_profile"))


notice("organisation.registered", topic=ACCOUNTS, audience=operators, facts=("name",))
notice(
    "organisation.verified",
    topic=ACCOUNTS,
    audience=of_signing,
    statutory=True,
    facts=("name", "reason", "waiting"),
)
notice("organisation.refused", topic=ACCOUNTS, audience=of_organisation, statutory=True, facts=("name", "reason"))
notice(
    "organisation.verification_withdrawn",
    topic=ACCOUNTS,
    audience=of_organisation,
    statutory=True,
    facts=("name", "reason"),
)
notice(
    "organisation.representative_changed",
    topic=ACCOUNTS,
    audience=of_representative,
    statutory=True,
    facts=("name",),
)
silent("organisation.changed", "The members see their own data; the timeline keeps who changed what.")

notice("invitation.sent", topic=ACCOUNTS, audience=of_invited, facts=("organisation", "kind", "roles"))
notice("invitation.accepted", topic=ACCOUNTS, audience=of_inviter, facts=("organisation", "person"))
notice("invitation.declined", topic=ACCOUNTS, audience=of_inviter, facts=("organisation", "person"))
silent("invitation.withdrawn", "Nothing was agreed, and nothing is asked of anybody any more.")
notice("membership.roles_changed", topic=ACCOUNTS, audience=of_member, facts=("organisation", "kind", "roles"))
notice(
    "membership.ended",
    topic=ACCOUNTS,
    audience=of_leaving,
    statutory=True,
    facts=("organisation", "kind", "person", "heirs"),
)
notice(
    "membership.taken_over",
    topic=ACCOUNTS,
    audience=of_heir,
    statutory=True,
    facts=("organisation", "kind", "person", "roles", "matters"),
)

notice(
    "delegation.granted",
    topic=ACCOUNTS,
    audience=of_grantee,
    statutory=True,
    facts=("organisation", "kind", "roles", "starts_at", "ends_at"),
)
notice("delegation.revoked", topic=ACCOUNTS, audience=of_grantee, statutory=True, facts=("organisation",))

silent("person.matching_chosen", "They chose it themselves and see it on the page of their own data.")
silent("organisation.matching_chosen", "Who keeps its data chose it and sees it on the same page.")
silent("token.issued", "The administrators see it on the page of the organisation's tokens.")
silent("token.ended", "An administrator ended it themselves.")
silent("certificate.added", "Operators find it in their queue of things to verify.")
silent("certificate.removed", "The organisation took it out itself.")
notice("certificate.verified", topic=ACCOUNTS, audience=of_certificate, facts=("type",))
notice("certificate.refused", topic=ACCOUNTS, audience=of_certificate, statutory=True, facts=("type", "reason"))
notice("certificate.expiring", topic=ACCOUNTS, audience=of_certificate, facts=("type", "date"))
notice("certificate.expired", topic=ACCOUNTS, audience=of_certificate, facts=("type", "date"))

notice("expert.registered", topic=ACCOUNTS, audience=operators, facts=("person",))
silent("expert.changed", "The expert changed it themselves; what needs a look stands in the operators' queue.")
silent("interest.declared", "The expert declared it themselves; organisers meet it only as the reason of a conflict.")
silent("interest.ended", "The expert's own entry.")
silent("interest.removed", "The expert took it back themselves.")
silent("absence.added", "The expert's own calendar.")
silent("absence.removed", "The expert's own calendar.")
notice("expert.verified", topic=ACCOUNTS, audience=of_expert, statutory=True, facts=())
notice("expert.refused", topic=ACCOUNTS, audience=of_expert, statutory=True, facts=("reason",))
notice("expert.integrity_changed", topic=ACCOUNTS, audience=of_expert, statutory=True, facts=("reason",))


def of_operator(event) -> Iterator[Recipient]:
    """The person, who may have to set a password, and every operator: nobody becomes one unseen."""
    yield from told(_people(pk=event.subject_id), _("这关系到您的账户。"), reverse("account_reset_password"))
    yield from operators(event)


notice("operator.made", topic=ACCOUNTS, audience=of_operator, statutory=True, facts=("person", "email"))
notice("operator.ended", topic=ACCOUNTS, audience=of_operator, statutory=True, facts=("person", "email"))


def of_imported(event) -> Iterator[Recipient]:
    """The person brought in: they look their profile over; one without a password asks for one at the sign-in page."""
    people = User.objects.filter(expert__pk=event.subject_id, is_active=True).values_list("pk", "language")
    yield from told(people, _("组织方把您列入了专家库。"), reverse("account_reset_password"))


notice("expert.imported", topic=ACCOUNTS, audience=of_imported, statutory=True, facts=("person",))


silent("text.approved", "Two people did it; whoever agrees next reads the text that is in force.")
silent("text.discarded", "A draft that nobody had agreed to.")


def of_agreed(event) -> Iterator[Recipient]:
    """Whoever agreed: they keep a copy, and the way to the whole text, or to all of them where there are several."""
    person = Agreement.objects.values_list("person", flat=True).get(pk=event.subject_id)
    several = len(event.facts.get("texts", ())) > 1
    url = reverse("agreements") if several else reverse("agreement", args=[event.subject_id])
    yield from told(_people(pk=person), _("这是您同意的文本。"), url)


notice(
    "text.agreed",
    topic=ACCOUNTS,
    audience=of_agreed,
    statutory=True,
    # The first four are those of what was told of one text alone.
    facts=("title", "title_en", "number", "sha256", "texts", "about", "at"),
)
