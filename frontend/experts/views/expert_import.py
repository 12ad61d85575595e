"""Bringing experts in from a table: look first, then all or none."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.actions import expert_import as imports
from accounts.actions.expert_rows import ENGLISH, MORE, REQUIRED
from accounts.models import ExpertCategory
from frontend.kit.attempt import attempt
from frontend.kit.uploads import takes_files
from notifications.clock import now


class TableForm(forms.Form):
    """The file to read."""

    file = forms.FileField(
        label=gettext_lazy("专家名单（XLSX 或 CSV）"), widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"})
    )
    category = forms.ChoiceField(
        label=gettext_lazy("表中没有“类别”一列时，都按"),
        choices=ExpertCategory.choices,
        initial=ExpertCategory.TECHNICAL,
        required=False,
    )

    def clean_category(self):
        """A caller that sends none means what the form offers first."""
        return self.cleaned_data["category"] or ExpertCategory.TECHNICAL

    def clean_file(self):
        """Return the file's content; a table of experts is small."""
        file = self.cleaned_data["file"]
        if file.size > imports.MOST_MEGABYTES * 1024 * 1024:
            raise forms.ValidationError(_("文件太大。"))
        return file.read()


def may_send(request) -> None:
    """Refuse whoever brings in no experts, before a file is read."""
    if not imports.may_import(request.acting):
        raise Http404


def columns(headings):
    """Return the headings of a table as a file in the reader's language may name them."""
    if get_language() == "en":
        return ", ".join(word for word, heading in ENGLISH.items() if heading in headings)
    return "、".join(headings)


@takes_files(may_send)
@login_required
def show(request):
    """Show the form; a posted table is looked at, and with `apply` brought in when it is clean."""
    if not imports.may_import(request.acting):
        raise Http404
    form = TableForm(request.POST or None, request.FILES or None)
    rows = []
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"]
        by, category = request.acting, form.cleaned_data["category"]
        if attempt(request, lambda: rows.extend(imports.dry_run(content, by=by, category=category)), form):
            clean = rows and not any(row.problems for row in rows)
            if clean and request.POST.get("apply") == "1":
                count = imports.bring_in(content, by=by, at=now(), category=category)
                messages.success(request, _("已导入 %(count)d 位专家，待核验。") % {"count": count})
                return redirect("expert_import")
    bad = [row for row in rows if row.problems]
    content = {
        "form": form,
        "rows": rows,
        "bad": bad,
        "new": sum(not row.known and not row.further and not row.problems for row in rows),
        "known": sum(row.known and not row.further for row in rows),
        "headings": columns(REQUIRED),
        "more": columns(("类别", *MORE)),
    }
    status = 422 if form.errors or bad else 200
    return render(request, "experts/expert_import.html", content, status=status)
