"""A milestone: what is to be shown, what was measured, the check of both sides, and its payments."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render

from challenges.contracts.access.milestone import sees_evidence, visible_to
from challenges.contracts.queries.evidence import lines
from challenges.contracts.queries.ledger import lines_of
from challenges.files.access import may_attach
from challenges.files.models import AttachmentKind
from frontend.contracts.fulfilment import turn_of
from frontend.kit.file_rows import file_rows
from frontend.kit.verbs import offers
from notifications.clock import now

KINDS = (AttachmentKind.TEST_REPORT, AttachmentKind.EVIDENCE, AttachmentKind.OTHER)


@login_required
def show(request, pk):
    """Show a milestone."""
    return page(request, pk)


def page(request, pk, bound=None, status=200):
    """A milestone with what may be done about it."""
    rows = visible_to(request.acting).select_related(
        "contract__challenge__lead",
        "contract__challenge__organiser",
        "contract__proposal__organisation",
        "submitted_by",
        "opinion_by",
        "decided_by",
    )
    milestone = get_object_or_404(rows, pk=pk)
    seen = sees_evidence(request.acting, milestone)
    found = lines(milestone)
    content = {
        "at": now(),
        "milestone": milestone,
        "contract": milestone.contract,
        "challenge": milestone.contract.challenge,
        "sees": seen,
        "lines": found,
        "measured": sum(line.evidence is not None for line in found) if seen else None,
        "missing": [line.indicator.name for line in found if line.missing] if seen else [],
        "progress": milestone.progress.select_related("by"),
        "payments": lines_of(milestone.contract).filter(milestone=milestone),
        "turn": turn_of(milestone),
        "acts": offers(request.acting, milestone, bound[1:] if bound else None),
        "files": file_rows(request.acting, milestone),
        "kinds": [(kind.value, kind.label) for kind in KINDS],
        "adds_files": may_attach(request.acting, milestone),
    }
    return render(request, "contracts/milestone.html", content, status=status)
