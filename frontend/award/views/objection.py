"""Objections: filing one against a publicity, and dealing with it."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.typed.fields import Line, Mail, Phone
from challenges.award.access.objection import visible_to
from challenges.award.actions import objection as objections
from challenges.files.access import may_attach
from challenges.files.models import AttachmentKind
from challenges.listing.access import challenge as challenge_access
from frontend.kit.attempt import attempt
from frontend.kit.file_rows import file_rows
from frontend.kit.uploads import takes_files
from frontend.kit.verbs import offers
from notifications.clock import now


class ObjectionForm(forms.Form):
    """A real-name objection."""

    name = Line(
        label=gettext_lazy("异议人姓名或单位全称"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = Phone(label=gettext_lazy("联系电话"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "tel"}))
    email = Mail(
        label=gettext_lazy("联系邮箱"), required=False, widget=forms.TextInput(attrs={"autocomplete": "email"})
    )
    text = forms.CharField(
        label=gettext_lazy("异议事项与事实依据"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    remedy = forms.CharField(label=gettext_lazy("请求"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    evidence = forms.FileField(label=gettext_lazy("证据材料"), required=False)


def may_file(request, pk) -> None:
    """Refuse whoever may not know of the challenge, before a file is read."""
    get_object_or_404(challenge_access.visible_to(request.acting), pk=pk)


@takes_files(may_file)
@login_required
def file(request, pk):
    """File an objection against the publicity of a challenge."""
    challenge = get_object_or_404(challenge_access.visible_to(request.acting), pk=pk)
    form = ObjectionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("name", "phone", "email", "text", "remedy", "evidence")}
        made = []
        if attempt(
            request, lambda: made.append(objections.file(challenge, by=request.acting, at=now(), **given)), form
        ):
            messages.success(request, _("异议已提交。组织方登记后通知你，办结前本榜单不授予中榜。"))
            return redirect("objection", made[0].pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "award/object.html", {"form": form, "challenge": challenge}, status=status)


@login_required
def show(request, pk):
    """Show an objection."""
    return page(request, pk)


def page(request, pk, bound=None, status=200):
    """An objection with what may be done about it."""
    rows = visible_to(request.acting).select_related("challenge__lead", "notice", "handled_by")
    objection = get_object_or_404(rows, pk=pk)
    content = {
        "at": now(),
        "objection": objection,
        "challenge": objection.challenge,
        "acts": offers(request.acting, objection, bound[1:] if bound else None),
        "files": file_rows(request.acting, objection),
        "kinds": AttachmentKind.choices,
        "adds_files": may_attach(request.acting, objection),
    }
    return render(request, "award/objection.html", content, status=status)
