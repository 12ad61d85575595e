"""What was typed into a form that was refused on its way to another page: kept until that page is drawn, and put back.

Every page's content stands in `{% kept %}` of the base template: after a refusal the form stands there again with every
word, open, and with what is wrong beside its fields. Forms of Django that are drawn at once do this by themselves.
"""

from html import escape
from html.parser import HTMLParser

KEY = "refused"
# A session is no place for long texts; forms that take them draw their own refusals.
LONGEST = 60_000
VOID = frozenset({"input", "br", "img", "hr", "wbr"})
LEFT = ("csrfmiddlewaretoken", "version", "read")


def remember(request, problems) -> None:
    """Keep what was typed at this address, with the problems as (field, sentence), for the page that comes next."""
    typed = {name: request.POST.getlist(name) for name in request.POST if name not in LEFT}
    size = sum(len(value) for values in typed.values() for value in values)
    if getattr(request, "session", None) is None or size > LONGEST:
        return
    request.session[KEY] = {"action": request.path, "typed": typed, "problems": [list(one) for one in problems]}


def forget(request) -> None:
    """Forget what was refused at this address, now that something was taken there."""
    session = getattr(request, "session", None)
    if session is not None and (session.get(KEY) or {}).get("action") == request.path:
        del session[KEY]


def recall(request) -> dict | None:
    """Return what was refused last, once."""
    session = getattr(request, "session", None)
    return session.pop(KEY, None) if session is not None and KEY in session else None


class Filling(HTMLParser):
    """Writes forms anew with what was typed into the one that was refused."""

    def __init__(self, refused: dict, icon: str):
        super().__init__(convert_charrefs=False)
        self.refused, self.icon = refused, icon
        self.out: list[str] = []
        self.inside = self.skipping = False
        self.select = self.pending = ""
        self.folds: list[int] = []
        self.taken: dict[str, int] = {}
        self.wrong: dict[str, list[str]] = {}
        for field, sentence in refused["problems"]:
            self.wrong.setdefault(field, []).append(sentence)

    def handle_starttag(self, tag, attrs):
        """Open details, fill controls, tie them to what is wrong."""
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "form":
            self.inside = (given.get("action") or self.refused.get("here")) == self.refused["action"]
            if self.inside:
                self.open_around()
        if tag == "details":
            self.folds.append(len(self.out))
            if self.inside:
                given["open"] = ""
        elif self.inside and tag == "option" and self.select in self.refused["typed"]:
            given.pop("selected", None)
            if given.get("value") in self.refused["typed"][self.select]:
                given["selected"] = ""
        elif self.inside and name in self.refused["typed"]:
            self.fill(tag, name, given)
        self.select = name if tag == "select" else self.select
        control = self.inside and tag in ("input", "textarea", "select")
        # A form of Django says by itself what is wrong.
        wrong = control and name in self.wrong and "aria-invalid" not in given
        if wrong:
            given |= {"aria-invalid": "true", "aria-describedby": f"refused-{name}"}
        self.out.append(written(tag, given))
        if tag == "textarea" and self.inside and name in self.refused["typed"]:
            self.out.append("\n" + escape(self.value(name), quote=False))
            self.skipping = True
        if wrong and tag == "input":
            self.say(name)
        elif wrong:
            self.pending = name

    def open_around(self) -> None:
        """Open the details in which the form stands."""
        for place in self.folds:
            if " open" not in self.out[place]:
                self.out[place] = self.out[place].replace("<details", '<details open=""', 1)

    def fill(self, tag, name, given) -> None:
        """Put what was typed into one control."""
        kind = given.get("type", "text")
        if tag == "input" and kind in ("checkbox", "radio"):
            given.pop("checked", None)
            if given.get("value", "on") in self.refused["typed"][name]:
                given["checked"] = ""
        elif tag == "input" and kind not in ("hidden", "submit", "file"):
            given["value"] = self.value(name)

    def value(self, name) -> str:
        """Return the next value that was typed under a name."""
        values, number = self.refused["typed"][name], self.taken.get(name, 0)
        self.taken[name] = number + 1
        return values[number] if number < len(values) else ""

    def say(self, name) -> None:
        """Write what is wrong with a field under it."""
        lines = "".join(f'<p class="err">{self.icon}<span>{escape(text)}</span></p>' for text in self.wrong.pop(name))
        self.out.append(f'<span class="wrong" id="refused-{name}">{lines}</span>')

    def handle_startendtag(self, tag, attrs):
        """An element without content."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        """Leave an element."""
        if tag == "textarea":
            self.skipping = False
        self.out.append(f"</{tag}>")
        if tag in ("textarea", "select"):
            self.select = ""
            if self.pending:
                self.say(self.pending)
                self.pending = ""
        if tag == "details" and self.folds:
            self.folds.pop()
        if tag == "form":
            self.inside = False

    def handle_data(self, data):
        """Text stands as it was, but for what a textarea showed before."""
        if not self.skipping:
            self.out.append(data)

    def handle_entityref(self, name):
        """A named sign."""
        self.handle_data(f"&{name};")

    def handle_charref(self, name):
        """A numbered sign."""
        self.handle_data(f"&#{name};")


def written(tag: str, attrs: dict) -> str:
    """Return a start tag."""
    told = "".join(f" {name}" if value is None else f' {name}="{escape(value)}"' for name, value in attrs.items())
    return f"<{tag}{told}>"


def refilled(html: str, refused: dict, icon: str) -> str:
    """Return forms with what was typed in the refused one; as they are when none of them is it."""
    if f'action="{refused["action"]}"' not in html and refused.get("here") != refused["action"]:
        return html
    filling = Filling(refused, icon)
    filling.feed(html)
    filling.close()
    return "".join(filling.out)
