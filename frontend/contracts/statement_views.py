"""Bank statements: looked at first, then kept; each row waits until a person says which payment it is."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from challenges.contracts.access.payment import bank_rows, keeps_books
from challenges.contracts.actions import statement
from challenges.contracts.money import words
from challenges.contracts.queries.statement import MOST, waiting
from frontend.accounts.views.only import post_only
from frontend.kit.attempt import attempt
from frontend.kit.uploads import takes_files
from notifications.clock import now
from notifications.typed import whole


class StatementForm(forms.Form):
    """The file to read."""

    file = forms.FileField(
        label=gettext_lazy("银行流水（CSV 或 XLSX）"), widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"})
    )

    def clean_file(self):
        """Return the file's content; a statement is small."""
        file = self.cleaned_data["file"]
        if file.size > statement.MOST_MEGABYTES * 1024 * 1024:
            raise forms.ValidationError(_("文件太大。"))
        return file.read()


def may_send(request) -> None:
    """Refuse whoever keeps no books, before a file is read."""
    if not keeps_books(request.acting):
        raise Http404


@takes_files(may_send)
@login_required
def show(request):
    """Show what waits; a posted statement is looked at, and with `apply` kept."""
    may_send(request)
    form = StatementForm(request.POST or None, request.FILES or None)
    found = []
    if request.method == "POST" and form.is_valid():
        content, by = form.cleaned_data["file"], request.acting
        if (
            attempt(request, lambda: found.append(statement.look(content, by=by)), form)
            and request.POST.get("apply") == "1"
        ):
            kept = statement.take(content, by=by, at=now())
            said = {"new": len(kept.new), "known": kept.known}
            messages.success(request, _("已导入 %(new)d 行，%(known)d 行此前已有。请逐行确认。") % said)
            return redirect("statements")
    rows = [(row, words.match_in_words(match), shown(pays)) for row, match, pays in waiting(request.acting)]
    content = {"at": now(), "form": form, "read": found[0] if found else None, "rows": rows, "most": MOST}
    return render(request, "contracts/statements.html", content, status=422 if form.errors else 200)


def shown(pays):
    """Return the payments of a proposal, and how the form sends them."""
    return {"pays": pays, "sent": ",".join(f"{payment.pk}:{fen}" for payment, fen in pays)}


def sent_of(typed: str) -> list[tuple[int, int]]:
    """Return the payments that a form sends, or 404 for what no page of ours wrote."""
    found = []
    for pair in filter(None, typed.split(",")):
        key, _colon, fen = pair.partition(":")
        one, amount = whole(key, lowest=1), whole(fen, lowest=1)
        if one is None or amount is None:
            raise Http404
        found.append((one, amount))
    return found


@login_required
@post_only
def settle(request, pk):
    """Confirm which payments a row is, or that it is none."""
    row = get_object_or_404(bank_rows(request.acting), pk=pk)
    pays = sent_of(request.POST.get("pays", ""))
    if attempt(request, lambda: statement.settle(row, by=request.acting, at=now(), pays=pays)):
        messages.success(request, _("已确认，台账已更新。") if pays else _("已标为与平台款项无关。"))
    return redirect("statements")
