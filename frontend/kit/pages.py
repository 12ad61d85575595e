"""Which page shows a row: where to go after an act, and what to show again when it was refused."""

from django.shortcuts import redirect

from challenges.core.noun import NOUNS
from frontend.kit.verbs import PAGES


def subject(row):
    """Return the row a page is about: the row itself, or the one it belongs to."""
    above = PAGES[row.noun].above
    return getattr(row, above) if above else row


def address(viewer, row) -> str:
    """Return where a person goes after an act: the row's page, or the desk when they may no longer see it."""
    shown = subject(row)
    if not NOUNS[shown.noun].visible_to(viewer).filter(pk=shown.pk).exists():
        return "/desk/"
    return PAGES[row.noun].address.format(pk=shown.pk)


def show(request, row, bound, status=422):
    """Show a row's page again with a refused form on it, or go there when the page cannot hold it."""
    view = PAGES[row.noun].view
    if hasattr(view, "page"):
        return view.page(request, subject(row).pk, bound=(row, *bound), status=status)
    return redirect(address(request.acting, row))
