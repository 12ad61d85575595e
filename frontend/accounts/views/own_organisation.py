"""The organisation that a person acts for: its data, members, what is lent, certificates; and registering one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import delegation as delegation_access
from accounts.access import invitation as invitation_access
from accounts.access import membership as membership_access
from accounts.access import policy
from accounts.acting import SESSION_KEY
from accounts.actions import delegation as delegation_actions
from accounts.actions import membership as membership_actions
from accounts.actions import organisation as organisation_actions
from accounts.actions.checking import stamp
from accounts.actions.leaving import require_removable
from accounts.forms.membership import DelegationForm, InvitationForm, RolesForm
from accounts.forms.organisation import OrganisationForm, RegistrationForm, RepresentativeForm
from accounts.models import Organisation
from accounts.queries import dictionary
from accounts.queries.certificates import held
from accounts.roles import SIGNER, manager_role
from challenges.bulletin.access import keeps_letterhead
from challenges.core.actions.motion import prepare
from challenges.core.motions import ACTS
from challenges.core.queries.motion import on_people
from frontend.accounts import waiting
from frontend.accounts.views.only import post_only
from frontend.kit.attempt import attempt
from frontend.kit.downloads import evidence
from frontend.kit.keep import CONFLICT, keep
from frontend.kit.uploads import takes_files
from frontend.kit.verb import missing
from notifications.clock import day_of, now

HOME = "organisation_settings"


def own(request):
    """The organisation acted for; 404 for who acts for none, since then there is no such page."""
    if request.acting.organisation is None:
        raise Http404
    return request.acting.organisation


def entered(request, form, template, act, said, home=HOME, **content):
    """One form on a page of its own: show it, or do the act and go home with a sentence."""
    if request.method == "POST" and form.is_valid() and attempt(request, act, form):
        messages.success(request, said)
        return redirect(home)
    status = 422 if form.errors else 409 if request.method == "POST" else 200
    return render(request, template, {"form": form, **content}, status=status)


def edited(request, make, template, act, version, said, **content):
    """One form over what stands (`frontend.kit.keep`): show it, or do the act and go home with a sentence."""
    form, done = keep(request, make, act, version)
    if done:
        messages.success(request, said)
        return redirect(HOME)
    status = CONFLICT if form.both else 422 if form.errors else 409 if form.is_bound else 200
    return render(request, template, {"form": form, **content}, status=status)


def done(request, act, said, home=HOME):
    """One button: do the act and go home with a sentence."""
    if attempt(request, act):
        messages.success(request, said)
    return redirect(home)


@takes_files()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def register(request):
    """Register an organisation; whoever does manages it and acts for it from now on."""
    form = RegistrationForm(request.POST or None, request.FILES or None)
    made = []
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            request,
            lambda: made.append(organisation_actions.register(by=request.acting, at=now(), **form.cleaned_data)),
            form,
        )
    ):
        request.session[SESSION_KEY] = made[0].pk
        messages.success(request, _("单位已登记，等待核验。核验期间可以先起草。"))
        return redirect(HOME)
    return render(request, "accounts/register.html", {"form": form}, status=422 if form.errors else 200)


@login_required
def show(request):
    """What stands of the organisation, who its members are, what was lent, which certificates it holds."""
    if request.acting.organisation is None:
        return redirect("choose_organisation")
    organisation, viewer, at = request.acting.organisation, request.acting, now()
    members = organisation.memberships.active().select_related("user")
    for membership in members:
        membership.organisation = organisation
    manages = policy.may(viewer, "change_details", organisation)
    content = {
        "at": at,
        "organisation": organisation,
        "region": dictionary.region_path(organisation.region_code) if organisation.region_code else "",
        "industry": dictionary.industry_name(organisation.industry_code),
        "field": dictionary.tech_field_name(organisation.tech_field_code),
        "finding": organisation_actions.size_finding(organisation, at=at),
        "members": members,
        "prepared": on_people(viewer) if organisation.kind == "organiser" else [],
        "invitations": list(organisation.invitations.open(at)) if manages else [],
        "invitation_form": InvitationForm(kind=organisation.kind) if manages else None,
        "delegations": [(row, row.in_force(at)) for row in organisation.delegations.select_related("grantee")[:20]],
        "certificates": held(organisation, day_of(at)),
        "manages": manages,
        "keeps_letterhead": keeps_letterhead(viewer, organisation),
        "lends": bool({SIGNER, manager_role(organisation.kind)} & viewer.roles),
        "waiting": waiting.of(organisation, viewer),
        "may_change_representative": policy.may(viewer, "change_representative", organisation),
    }
    return render(request, "accounts/organisation.html", content)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request):
    """Change the data; what two people changed at once stands side by side until one of them chose."""
    organisation = own(request)
    rows = Organisation.objects.filter(pk=organisation.pk)
    return edited(
        request,
        lambda data: OrganisationForm(data, instance=rows.get()),
        "accounts/organisation_form.html",
        lambda form, expected: organisation_actions.change_details(
            organisation, by=request.acting, at=now(), expected=expected, **form.cleaned_data
        ),
        lambda: rows.get().version,
        _("单位信息已保存。"),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def representative(request):
    """Report a new legal representative, knowing what it means."""
    organisation = own(request)
    form = RepresentativeForm(request.POST or None)
    return entered(
        request,
        form,
        "accounts/representative.html",
        lambda: organisation_actions.change_representative(
            organisation, by=request.acting, at=now(), name=form.cleaned_data["name"]
        ),
        _("法定代表人已变更；重新核验之前暂停签署。"),
        organisation=organisation,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request):
    """Invite somebody by their e-mail address."""
    organisation = own(request)
    form = InvitationForm(request.POST or None, kind=organisation.kind)
    two = membership_actions.granted_by_two(organisation, request.acting)

    def act():
        given = {"by": request.acting, "at": now(), **form.cleaned_data}
        if two:
            return prepare(ACTS["organisation.invite"], organisation, **given)
        return membership_actions.invite(organisation, **given)

    said = _("已提请，另一位同事复核同意后发出邀请。") if two else _("邀请已发出，14 天内有效。")
    return entered(request, form, "accounts/invite.html", act, said, two=two)


@login_required
@post_only
def withdraw(request, pk):
    """Take an invitation back."""
    invitation = get_object_or_404(invitation_access.visible_to(request.acting), pk=pk)
    return done(
        request, lambda: membership_actions.withdraw(invitation, by=request.acting, at=now()), _("邀请已撤回。")
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def roles(request, pk):
    """Change the roles of a member."""
    membership = get_object_or_404(membership_access.visible_to(request.acting).active(), pk=pk)
    kind = membership.organisation.kind

    two = membership_actions.granted_by_two(membership.organisation, request.acting, membership.user_id)

    def act(form, expected):
        given = {"by": request.acting, "at": now(), **form.cleaned_data}
        if two:
            read = expected or stamp(standing(), membership_actions.ROLES)
            return prepare(ACTS["membership.change_roles"], membership, read=read, **given)
        return membership_actions.change_roles(membership, expected=expected, **given)

    def standing():
        return membership_access.visible_to(request.acting).active().filter(pk=pk).get()

    return edited(
        request,
        lambda data: RolesForm(data, kind=kind, initial={"roles": standing().roles}),
        "accounts/roles.html",
        act,
        lambda: stamp(standing(), membership_actions.ROLES),
        _("已提请，另一位同事复核同意后调整。") if two else _("角色已调整。"),
        membership=membership,
        two=two,
        own=kind == "organiser" and membership.user_id == request.acting.user_id,
        stays=missing(lambda: require_removable(membership, request.acting)),
    )


@takes_files(lambda request: own(request))
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delegate(request):
    """Lend roles to a member for a time."""
    organisation = own(request)
    two = membership_actions.granted_by_two(organisation, request.acting)
    form = DelegationForm(
        request.POST or None, request.FILES or None, organisation=organisation, by=request.acting, two=two
    )

    def act():
        given = {"by": request.acting, "at": now(), **form.cleaned_data}
        if membership_actions.granted_by_two(organisation, request.acting, given["grantee"].pk):
            return prepare(ACTS["organisation.grant_delegation"], organisation, **given)
        return delegation_actions.grant(organisation, **given)

    said = _("已提请，另一位同事复核同意后授权。") if two else _("授权已生效。")
    return entered(request, form, "accounts/delegate.html", act, said, two=two)


@login_required
@post_only
def revoke(request, pk):
    """Take a delegation back."""
    delegation = get_object_or_404(delegation_access.visible_to(request.acting), pk=pk)
    return done(request, lambda: delegation_actions.revoke(delegation, by=request.acting, at=now()), _("授权已撤销。"))


@login_required
def document(request, pk):
    """The scan of an authorisation."""
    delegation = get_object_or_404(delegation_access.visible_to(request.acting).exclude(document=""), pk=pk)
    if not policy.may(request.acting, "read_document", delegation):
        raise Http404
    return evidence(delegation.document, delegation.document_name)
