"""Texts that bind, as everybody may read them: what is in force, earlier versions, the hash, and the file behind it."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.access import organisation as organisation_access
from accounts.access import text as access
from accounts.models import BindingText
from accounts.queries.text import approved, in_force, texts_in_force
from accounts.rules.text_parts import OF_THE_PLATFORM, TextKind
from frontend.kit.downloads import saved_as
from notifications.clock import now
from notifications.typed import whole


def organiser(request):
    """Return the organiser whose texts are asked for (`?of=`), None for the platform's own; 404 for one nobody knows.

    Its texts are public, as its name is; so is whoever it is for a visitor.
    """
    if "of" not in request.GET:
        return None
    rows = organisation_access.visible_to(request.acting).filter(kind="organiser")
    return get_object_or_404(rows, pk=whole(request.GET["of"]) or 0)


def index(request):
    """List every text in force, the platform's own or those of one organiser."""
    owner, at = organiser(request), now()
    found = texts_in_force(list(TextKind.values), owner.pk if owner else None, at)
    rows = [(kind, label, found[kind]) for kind, label in TextKind.choices if kind in found]
    content = {
        "at": at,
        "owner": owner,
        "rows": rows,
        "keeps": access.keeps(request.acting, owner.pk if owner else None),
        "platform_only": OF_THE_PLATFORM if owner else frozenset(),
        "drafts": drafts_of(request.acting, owner),
    }
    return render(request, "accounts/texts.html", content)


def drafts_of(viewer, owner) -> set:
    """Return the kinds of which this viewer keeps a draft for the owner."""
    rows = access.visible_to(viewer).filter(owner=owner, approved_at=None)
    return set(rows.values_list("kind", flat=True)) if access.keeps(viewer, owner.pk if owner else None) else set()


def show(request, kind):
    """Show a text in full: the version in force, or with `?version=` an earlier or a coming one."""
    if kind not in TextKind.values:
        raise Http404
    owner, at = organiser(request), now()
    try:
        current = in_force(kind, owner.pk if owner else None, at)
    except BindingText.DoesNotExist as missing:
        raise Http404(_("还没有这份文本。")) from missing
    versions = list(approved(kind, current.owner_id))
    shown = current
    if "version" in request.GET:
        wanted = [row for row in versions if row.number == whole(request.GET["version"])]
        if not wanted:
            raise Http404
        shown = wanted[0]
    content = {
        "at": at,
        "text": shown,
        "current": current,
        "versions": versions,
        "owner": owner,
        "of": f"?of={owner.pk}&" if owner else "?",
        "for_all": kind in OF_THE_PLATFORM,
        **words_of(shown),
    }
    return render(request, "accounts/text.html", content)


def words_of(text: BindingText) -> dict:
    """Return title and parts of a text in the reader's language, and which language that is."""
    language = "en" if translation.get_language() == "en" else "zh-Hans"
    return {"title": text.title(language), "body": text.body(language), "text_language": language}


def file(request, pk):
    """The exact content of an approved text, whose SHA-256 is its hash, as a file to be saved."""
    text = get_object_or_404(access.visible_to(request.acting).exclude(approved_at=None).select_related("owner"), pk=pk)
    response = HttpResponse(text.canonical(), content_type="application/json")
    response["Content-Disposition"] = saved_as(text.kind, f"v{text.number}", at=now(), form="json")
    return response
