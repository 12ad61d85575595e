"""A PDF by its objects: what it would do when it is opened, and what it carries. Page contents are never searched.

The objects are followed from the catalog along everything that acts: the names, the pages with their annotations, the
form, the outlines. What only describes or paints (resources, contents, tags, metadata) is not followed, so a picture
whose bytes happen to read `/JS`, or a font of that name, is nothing.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from .findings import NOTED, REFUSED, Finding, TooMuch, runs, shown

MOST_OBJECTS = 400_000
MOST_XFA = 32 * 1024 * 1024
# Never followed: what paints and describes, and the ways back.
_STILL = """/Resources /Contents /StructTreeRoot /Metadata /PieceInfo /Parent /P /Prev /Thumb /AP /MK /DS /DR
/OutputIntents /PageLabels /Dests /D /Dest /SD /Font /ColorSpace /Last"""
STILL = frozenset(_STILL.split())
# What is done without asking, at a click, and what only leads on.
SCRIPTS = {"/JavaScript": "javascript", "/Rendition": "javascript"}
ACTS = {
    "/Launch": "launch",
    "/SubmitForm": "submit_form",
    "/ImportData": "import_data",
    "/RichMediaExecute": "rich_media",
}
LEADS = {"/GoToR": "other_file", "/GoToE": "embedded_target"}
MEDIA = {"/Movie": "media", "/Sound": "media", "/Screen": "media", "/3D": "media"}
# From which key on a place has another name.
PLACES = {
    "/OpenAction": "open",
    "/AA": "event",
    "/Names": "names",
    "/AcroForm": "form",
    "/Annots": "annotation",
    "/Outlines": "outline",
}
# Done by itself, so that even an address is opened unasked.
UNASKED = frozenset({"open", "event"})


def read(source) -> list[Finding]:
    """Return what is found in a PDF (a path or a binary file), in the order of its objects.

    Raises TooMuch for one with more objects than are followed.
    """
    try:
        pdf = pikepdf.open(source, inherit_page_attributes=False, suppress_warnings=True)
    except pikepdf.PasswordError:
        return [Finding("encrypted")]
    except pikepdf.PdfError:
        return [Finding("damaged")]
    with pdf:
        try:
            return list(Walk().over(pdf.Root))
        except pikepdf.PdfError:
            return [Finding("damaged")]


class Walk:
    """One way through a file: each object once."""

    def __init__(self):
        self.seen: set[tuple[int, int]] = set()
        self.taken = 0
        self.page = 0

    def over(self, root) -> Iterator[Finding]:
        """Yield what is found from an object on, the objects in their order."""
        # (object, where it stands, on which page, inside which numbered object)
        waiting = [(root, "", 0, 0)]
        while waiting:
            held, place, page, number = waiting.pop()
            if not isinstance(held, pikepdf.Object) or not self.first(held):
                continue
            kind = held._type_code
            if kind == pikepdf.ObjectType.array:
                following = [(one, place) for one in held.as_list() if isinstance(one, pikepdf.Object)]
            elif kind in (pikepdf.ObjectType.dictionary, pikepdf.ObjectType.stream):
                if word(held, "/Type") == "/Page":
                    self.page += 1
                    page, place = self.page, "page"
                number = held.objgen[0] or number
                yield from found_in(held, place, page, number)
                following = [
                    (held[key], PLACES.get(key, place) if place not in UNASKED else place)
                    for key in held.keys()  # noqa: SIM118  (a dictionary of pikepdf iterates otherwise)
                    if key not in STILL
                ]
            else:
                continue
            waiting += [(one, where, page, number) for one, where in reversed(following)]

    def first(self, held) -> bool:
        """Return True when an object was not met before; counts it."""
        self.taken += 1
        if self.taken > MOST_OBJECTS:
            raise TooMuch()
        if not held.is_indirect:
            return True
        if held.objgen in self.seen:
            return False
        self.seen.add(held.objgen)
        return True


def found_in(held, place: str, page: int, number: int) -> Iterator[Finding]:
    """Yield what one dictionary does or carries."""
    where: dict[str, Any] = {"place": place, "page": page, "object": number}
    act = word(held, "/S")
    if act in SCRIPTS and (act == "/JavaScript" or "/JS" in held):
        yield Finding(SCRIPTS[act], **where)
    elif act in ACTS:
        yield Finding(ACTS[act], **where, name=target(held))
    elif act in LEADS:
        yield Finding(LEADS[act], NOTED, **where, name=target(held))
    elif act == "/URI" and place in UNASKED:
        yield Finding("opens_address", **where, name=shown(text(held.get("/URI", ""))))
    subtype = word(held, "/Subtype")
    if subtype == "/RichMedia":
        yield Finding("rich_media", **where)
    elif subtype in MEDIA and "/Rect" in held:
        yield Finding(MEDIA[subtype], NOTED, **where)
    if isinstance(held.get("/EF"), pikepdf.Dictionary):
        yield from embedded(held, where)
    if "/XFA" in held and "/Fields" in held:
        yield from form(held["/XFA"], number)


def word(held, key: str) -> str:
    """Return the name that stands under a key, with its slash; empty for anything else."""
    value = held.get(key)
    return str(value) if isinstance(value, pikepdf.Name) else ""


def text(value) -> str:
    """Return a text of the file, whatever stands there."""
    return str(value) if isinstance(value, pikepdf.String | str) else ""


def target(act) -> str:
    """Return the name of what an action leads to: a file or an address."""
    to = act.get("/F", act.get("/Win", ""))
    if isinstance(to, pikepdf.Dictionary):
        to = to.get("/UF", to.get("/F", ""))
    return shown(text(to))


def embedded(spec, where: dict) -> Iterator[Finding]:
    """Yield that a file is embedded, with its name, and what is found in it when it is a PDF itself."""
    name = shown(text(spec.get("/UF", spec.get("/F", "")))) or "?"
    if runs(name):
        yield Finding("embedded_program", **where, name=name)
        return
    yield Finding("embedded", NOTED, **where, name=name)
    stream = spec.EF.get("/UF", spec.EF.get("/F"))
    if not isinstance(stream, pikepdf.Stream) or not name.lower().endswith(".pdf"):
        return
    for finding in read(BytesIO(stream.read_bytes())):
        if finding.code != "damaged":
            yield Finding(finding.code, finding.level, "embedded", finding.page, finding.object, name)


def form(held, number: int) -> Iterator[Finding]:
    """Yield that there is an XFA form, and whether it has scripts: its elements are read, not its text."""
    pieces = [held] if isinstance(held, pikepdf.Stream) else list(held)[1::2]
    data = b"".join(piece.read_bytes() for piece in pieces if isinstance(piece, pikepdf.Stream))
    if len(data) > MOST_XFA:
        raise TooMuch()
    try:
        scripts = any(element.tag.rpartition("}")[2] == "script" for _event, element in iterparse(BytesIO(data)))
    except (DefusedXmlException, SyntaxError):
        scripts = True  # a form that cannot be read cannot be called harmless
    yield Finding("xfa_script" if scripts else "xfa", REFUSED if scripts else NOTED, place="form", object=number)
