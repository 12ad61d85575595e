"""What of the contracts in force waits: milestones and payments of one's organisation, the earliest first."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render

from challenges.contracts.access.payment import keeps_books
from challenges.contracts.queries.waiting import waiting_milestones, waiting_payments
from notifications.clock import now
from notifications.typed import whole

PAGE = 30


@login_required
def show(request):
    """Show what waits, page by page."""
    number = whole(request.GET.get("page", ""), lowest=1) or 1
    first = (number - 1) * PAGE
    milestones = list(waiting_milestones(request.acting)[first : first + PAGE + 1])
    payments = list(waiting_payments(request.acting)[first : first + PAGE + 1])
    content = {
        "at": now(),
        "milestones": milestones[:PAGE],
        "payments": payments[:PAGE],
        "keeps_books": keeps_books(request.acting),
        "previous": f"?page={number - 1}" if number > 1 else None,
        "following": f"?page={number + 1}" if max(len(milestones), len(payments)) > PAGE else None,
    }
    return render(request, "contracts/waiting.html", content)
