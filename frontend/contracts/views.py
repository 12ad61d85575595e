"""The page of a contract, the page on which its text is written anew, and what each version changed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.typed import number
from challenges.contracts.access.contract import talks_visible_to, visible_to
from challenges.contracts.actions import talks
from challenges.contracts.queries.difference import difference
from challenges.contracts.queries.page import page as read_page
from challenges.contracts.queries.standing import on_the_table
from challenges.core.queries.steps import steps_for
from challenges.proposals.access.proposal import visible_to as proposals_visible_to
from frontend.contracts import presenters
from frontend.contracts.forms import ContractText
from frontend.contracts.fulfilment import fulfilment_of
from frontend.kit.attempt import attempt
from frontend.kit.verbs import offers
from notifications.clock import now

JOINED = (
    "challenge__lead",
    "challenge__organiser",
    "challenge__batch",
    "proposal__organisation",
    "proposal__challenge",
)


@login_required
def show(request, pk):
    """Show one contract."""
    return page(request, pk)


def page(request, pk, bound=None, status=200):
    """The page of a contract, with a refused form on it when there is one: `bound` is (row, verb, form)."""
    contract = get_object_or_404(visible_to(request.acting).select_related(*JOINED), pk=pk)
    shown = read_page(request.acting, contract, now())
    content = shown.content
    acts = [one for one in offers(request.acting, contract, bound[1:] if bound else None) if in_turn(shown, one.name)]
    context = {
        "at": now(),
        "contract": contract,
        "challenge": contract.challenge,
        "shown": shown,
        "content": content,
        "headline": presenters.headline(shown),
        "rail": presenters.rail(shown),
        "turn": presenters.turn(shown),
        "indicators": presenters.indicators(content),
        "promises": presenters.promises(content),
        "ip": presenters.ip_terms(content, contract.floor),
        "sections": presenters.sections(content),
        "deliverables": presenters.deliverables(content),
        "acts": acts,
        "fulfilment": fulfilment_of(contract),
        "writes": "propose_text" in steps_for(request.acting, contract),
        "reads_proposal": proposals_visible_to(request.acting).filter(pk=contract.proposal_id).exists(),
    }
    return render(request, "contracts/contract.html", context, status=status)


def in_turn(shown, verb: str) -> bool:
    """Return True for an act that the reader's side has not done already, and whose turn it is."""
    mine = shown.mine
    if verb == "accept_text":
        return mine is not None and mine.accepted_at is None
    if verb == "sign":
        return mine is not None and mine.turn
    return verb != "reopen_text" or (mine is not None and mine.signature is None)


@login_required
def text(request, pk):
    """Write the text anew: everything still to be agreed in one form, each fault beside its field."""
    contract = get_object_or_404(talks_visible_to(request.acting).select_related(*JOINED), pk=pk)
    if "propose_text" not in steps_for(request.acting, contract):
        messages.error(request, _("现在不能修改文本。"))
        return redirect("contract", pk)
    version = on_the_table(contract)
    form = ContractText(request.POST or None, contract=contract, content=version.content)
    if request.method == "POST" and form.is_valid():
        given = {
            "by": request.acting,
            "at": now,
            "read_version": number.one_of(range(1, 100_000), read_of(request)) or 0,
        }
        if attempt(request, lambda: talks.propose_text(contract, form.wording(), **given), form):
            messages.success(request, _("新的一稿已放在桌面上，等待对方接受。"))
            return redirect("contract", pk)
        version = on_the_table(contract)
    context = {"contract": contract, "challenge": contract.challenge, "form": form, "version": version, "at": now()}
    return render(request, "contracts/text.html", context, status=422 if request.method == "POST" else 200)


def read_of(request) -> str:
    """Return the number of the version that the text was written from, as it was sent."""
    return request.POST.get("read_version", "")


@login_required
def version(request, pk, number):
    """Show what one version changed against the one before it, word by word."""
    contract = get_object_or_404(talks_visible_to(request.acting).select_related("challenge"), pk=pk)
    rows = contract.versions.select_related("party__organisation", "by")
    this = get_object_or_404(rows, number=number)
    before = rows.filter(number=number - 1).first()
    context = {
        "contract": contract,
        "challenge": contract.challenge,
        "version": this,
        "before": before,
        "changes": difference(before.content, this.content) if before else [],
        "last": rows.order_by("-number")[0].number,
        "at": now(),
    }
    return render(request, "contracts/version.html", context)
