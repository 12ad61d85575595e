"""Which page shows a row: where to go after an act, and what to show again when it was refused."""

from importlib import import_module

from django.shortcuts import redirect

# noun: (address, the view that shows it, the attribute that leads to the row that view is about)
PAGES = {
    "challenge": ("/challenges/{pk}/work/", "challenge_work", None),
    "question": ("/challenges/{pk}/work/", "challenge_work", "challenge"),
    "proposal": ("/proposals/{pk}/", "proposal", None),
    "member": ("/proposals/{pk}/", "proposal", "proposal"),
    "panel": ("/panels/{pk}/", "panel", None),
    "draw": ("/draws/{pk}/", "draw", None),
    "allotment": ("/allotments/{pk}/", "allotment", None),
    "staffing": ("/staffings/{pk}/", "staffing", None),
    "decision": ("/decisions/{pk}/", "decision", None),
    "trial": ("/trials/{pk}/", "trial", None),
    "trialist": ("/trials/{pk}/", "trial", "trial"),
    "signal": ("/challenges/{pk}/signals/", "signal", "challenge"),
    "job": ("/jobs/{pk}/", "job", None),
    "seat": ("/panels/{pk}/", "panel", "panel"),
    "review": ("/reviews/{pk}/", "review", None),
    "notice": ("/notices/{pk}/", "notice", None),
    "objection": ("/objections/{pk}/", "objection", None),
}


def subject(row):
    """Return the row a page is about: the row itself, or the one it belongs to."""
    _address, _view, above = PAGES[row.noun]
    return getattr(row, above) if above else row


def address(viewer, row) -> str:
    """Return where a person goes after an act: the row's page, or the desk when he may no longer see it."""
    from challenges.states.noun import NOUNS

    shown = subject(row)
    if not NOUNS[shown.noun].visible_to(viewer).filter(pk=shown.pk).exists():
        return "/desk/"
    return PAGES[row.noun][0].format(pk=shown.pk)


def show(request, row, bound, status=422):
    """Show a row's page again with a refused form on it, or go there when the page cannot hold it."""
    view = import_module(f"frontend.views.{PAGES[row.noun][1]}")
    if hasattr(view, "page"):
        return view.page(request, subject(row).pk, bound=(row, *bound), status=status)
    return redirect(address(request.acting, row))
