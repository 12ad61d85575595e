"""A person's own pages: data, the organisations they may act for, the expert profile, and the demo's quick way in."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import second_factor
from accounts.access import invitation as invitation_access
from accounts.acting import SESSION_KEY, choices_of
from accounts.actions import expert as expert_actions
from accounts.actions import membership as membership_actions
from accounts.actions import person as person_actions
from accounts.actions.checking import stamp
from accounts.forms.expert import ProfileOfExpert
from accounts.forms.person import ProfileForm
from accounts.models import ExpertProfile, User
from challenges.site.demo.accounts import demo_accounts
from frontend.accounts.views.only import only_in, post_only
from frontend.accounts.views.preferences import back
from frontend.kit.attempt import attempt
from frontend.kit.keep import CONFLICT, keep
from notifications.clock import now


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request):
    """Name and telephone of the person signed in, and how safe their account is."""
    user = request.user

    def standing():
        return User.objects.get(pk=user.pk)

    form, done = keep(
        request,
        lambda data: ProfileForm(data, initial={name: getattr(standing(), name) for name in person_actions.PROFILE}),
        lambda form, expected: person_actions.change_profile(
            user, by=request.acting, expected=expected, **form.cleaned_data
        ),
        lambda: stamp(standing(), person_actions.PROFILE),
    )
    if done:
        messages.success(request, _("个人资料已保存。"))
        return redirect("settings")
    content = {
        "form": form,
        "has_factor": user.authenticator_set.exclude(type="recovery_codes").exists(),
        "needs_factor": second_factor.is_required_of(user),
        "expert": ExpertProfile.objects.filter(user=user).first(),
    }
    status = CONFLICT if form.both else 422 if form.errors else 200
    return render(request, "accounts/profile.html", content, status=status)


@login_required
def choose(request):
    """For which organisation to act, invitations to answer, and the way to register one."""
    at = now()
    open_ones = invitation_access.visible_to(request.acting).open(at).select_related("organisation", "invited_by")
    mine = invitation_access.owned_addresses(request.user.pk)
    content = {
        "at": at,
        "organisations": choices_of(request.user),
        "invitations": [row for row in open_ones if row.email in mine],
        "current": request.acting.organisation_id,
    }
    return render(request, "accounts/choose.html", content)


@login_required
@post_only
def answer(request, pk, verb):
    """Accept or decline an invitation."""
    invitation = get_object_or_404(invitation_access.visible_to(request.acting), pk=pk)
    act = {"acceptance": membership_actions.accept, "refusal": membership_actions.decline}[verb]
    if attempt(request, lambda: act(invitation, by=request.acting, at=now())):
        if verb == "acceptance":
            request.session[SESSION_KEY] = invitation.organisation_id
            messages.success(request, _("您已加入 %(name)s。") % {"name": invitation.organisation.name})
            return redirect("desk")
        messages.success(request, _("已谢绝邀请。"))
    return redirect("choose_organisation")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def expert(request):
    """The expert profile of the person signed in: entering it and keeping it up to date."""

    def found():
        return ExpertProfile.objects.filter(user=request.user).first()

    def act(form, expected):
        given = {**form.cleaned_data, "employments": form.entries()}
        return expert_actions.save(by=request.acting, at=now(), expected=expected, **given)

    form, done = keep(
        request, lambda data: ProfileOfExpert(data, found()), act, lambda: one.version if (one := found()) else ""
    )
    if done:
        messages.success(request, _("专家档案已保存。"))
        return redirect("expert_profile")
    content = {"form": form, "rows": form.rows, "profile": found()}
    wrong = bool(form.errors or any(form.rows.errors)) if form.is_bound else False
    status = CONFLICT if form.both else 422 if wrong else 200
    return render(request, "accounts/expert.html", content, status=status)


@only_in("DEMO")
@post_only
def demo_sign_in(request):
    """Sign in as one of the demo's people, with one button. Elsewhere there is no such page."""
    email = request.POST.get("email", "")
    if email not in {account.email for account in demo_accounts()}:
        raise Http404
    user = get_object_or_404(User, email=email, is_active=True)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    if request.POST.get("next"):
        return back(request)
    return redirect("desk")
