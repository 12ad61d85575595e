"""One payment, and the ledger of a contract with its sums; as a page and as a file for accountants."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from challenges.contracts.access import contract as contract_access
from challenges.contracts.access.payment import visible_to
from challenges.contracts.queries.ledger import ledger_of
from challenges.contracts.queries.ledger_sheet import ledger_table
from challenges.core.queries.sheets import TYPES, written
from frontend.kit.downloads import saved_as
from frontend.kit.verbs import offers
from notifications.clock import now


@login_required
def show(request, pk):
    """Show a payment."""
    return page(request, pk)


def page(request, pk, bound=None, status=200):
    """A payment with what may be done about it."""
    rows = visible_to(request.acting).select_related(
        "contract__challenge__lead",
        "contract__challenge__organiser",
        "contract__proposal__organisation",
        "part",
        "milestone",
    )
    payment = get_object_or_404(rows, pk=pk)
    content = {
        "at": now(),
        "payment": payment,
        "contract": payment.contract,
        "acts": offers(request.acting, payment, bound[1:] if bound else None),
    }
    return render(request, "contracts/payment.html", content, status=status)


def contract_of(request, pk):
    """Return a contract that the reader may see, or 404."""
    rows = contract_access.visible_to(request.acting).select_related(
        "challenge__lead", "challenge__organiser", "proposal__organisation"
    )
    return get_object_or_404(rows, pk=pk)


@login_required
def ledger(request, pk):
    """Show the ledger of a contract."""
    contract = contract_of(request, pk)
    content = {"at": now(), "contract": contract, "ledger": ledger_of(contract), "forms": list(TYPES)}
    return render(request, "contracts/ledger.html", content)


@login_required
def export(request, pk, form):
    """Hand out the ledger of a contract as a file; codes in it are text, and nothing in it is computed."""
    if form not in TYPES:
        raise Http404
    contract = contract_of(request, pk)
    answer = HttpResponse(written(ledger_table(contract), form), content_type=TYPES[form])
    answer["Content-Disposition"] = saved_as("台账", contract.number, at=now(), form=form)
    return answer
