"""A person's own pages: his data, the organisations he may act for, his expert profile, and the demo's quick way in."""

from functools import partial

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import second_factor
from accounts.access import invitation as invitation_access
from accounts.acting import SESSION_KEY, choices_of
from accounts.actions import expert as expert_actions
from accounts.actions import membership as membership_actions
from accounts.actions import person as person_actions
from accounts.errors import Invalid, Refused
from accounts.forms.expert import ExpertForm, employment_forms
from accounts.forms.person import ProfileForm
from accounts.models import ExpertProfile, User
from challenges.management.demo.accounts import demo_accounts
from frontend.attempt import attempt, sentence
from frontend.views.only import only_in
from frontend.views.preferences import back
from notifications.clock import now
from notifications.typed import whole


@login_required
@require_http_methods(["GET", "POST"])
def profile(request):
    """Name and telephone of the person signed in, and how safe his account is."""
    user = request.user
    form = ProfileForm(request.POST or None, initial={"name": user.name, "phone": user.phone})
    act = partial(person_actions.change_profile, user, by=request.acting)
    if request.method == "POST" and form.is_valid() and attempt(request, lambda: act(**form.cleaned_data), form):
        messages.success(request, _("个人资料已保存。"))
        return redirect("settings")
    content = {
        "form": form,
        "has_factor": user.authenticator_set.exclude(type="recovery_codes").exists(),
        "needs_factor": second_factor.is_required_of(user),
        "expert": ExpertProfile.objects.filter(user=user).first(),
    }
    return render(request, "accounts/profile.html", content, status=422 if form.errors else 200)


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
@require_POST
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
@require_http_methods(["GET", "POST"])
def expert(request):
    """The expert profile of the person signed in: entering it and keeping it up to date."""
    found = ExpertProfile.objects.filter(user=request.user).first()
    posts = list(found.employments.all()) if found else []
    form = ExpertForm(request.POST or None, instance=found)
    rows = employment_forms(request.POST or None, posts=posts)
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        filled = [row for row in rows if row.cleaned_data.get("unit_name")]
        try:
            expert_actions.save(
                by=request.acting, at=now(), employments=[row.entry() for row in filled], **form.cleaned_data
            )
        except Invalid as wrong:
            place(wrong, form, filled)
        except Refused as refused:
            messages.error(request, sentence(refused))
        else:
            messages.success(request, _("专家档案已保存。"))
            return redirect("expert_profile")
    wrong = bool(form.errors or any(rows.errors))
    content = {"form": form, "rows": rows, "profile": found}
    return render(request, "accounts/expert.html", content, status=422 if request.method == "POST" and wrong else 200)


def place(wrong, form, rows):
    """Put the problems of a profile beside their fields: `employments.1.ends_on` is the field of the second post."""
    for problem in wrong.problems:
        head, _dot, rest = problem.field.partition(".")
        number, _dot, field = rest.partition(".")
        place = whole(number, highest=len(rows) - 1)
        if head == "employments" and place is not None and field in rows[place].fields:
            rows[place].add_error(field, str(problem.message))
        else:
            form.add_error(problem.field if problem.field in form.fields else None, str(problem.message))


@only_in("DEMO")
@require_POST
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
