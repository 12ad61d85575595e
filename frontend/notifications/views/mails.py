"""The demo's mailbox, because a demo sends no mail to anybody. Elsewhere there is none."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from frontend.accounts.views.only import only_in
from notifications import mailbox


@only_in("DEMO")
@require_safe
def mails(request):
    """The demo's mailbox: every mail that was written, newest first."""
    to = request.GET.get("to", "")
    return render(request, "notifications/mails.html", {"mails": mailbox.mails(to=to), "to": to})


@only_in("DEMO")
@require_safe
def mail(request, name):
    """One mail of the demo, as its reader's program would show the plain part."""
    found = mailbox.read(name)
    if found is None:
        raise Http404
    return render(request, "notifications/mail.html", {"mail": found})


@only_in("DEMO")
@require_safe
def mail_html(request, name):
    """The HTML part of a demo mail, alone in a sandbox: nothing in it can run or be fetched."""
    found = mailbox.read(name)
    if found is None or not found.html:
        raise Http404
    response = HttpResponse(found.html)
    response["Content-Security-Policy"] = (
        "sandbox allow-top-navigation-by-user-activation; default-src 'none'; style-src 'unsafe-inline'"
    )
    return response
