"""The session ends while text stands in a form: nothing is lost, whatever the form. In a real browser.

Every kind of form of the demo is typed into, the session ended, the button pressed; the person signs in over the page,
and what was typed stands there and is sent again by itself.
"""

from urllib.parse import unquote_plus, urlsplit

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Error

from challenges.site.demo.accounts import PASSWORD
from tests.journeys.walker import Walker

from . import chromium, demo, forms_found

pytestmark = [
    pytest.mark.browser,
    pytest.mark.drill,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(not chromium.path_once(), reason="no Chromium on this machine"),
]
# What the page's script sends, kept by path: [[path, [value, …]], …].
WATCH = """
window.gone = [];
const real = window.fetch;
window.fetch = (to, how) => {
  const where = new URL(to, location.href).pathname;
  if (how && how.method === "POST") { window.gone.push([where, Array.from(how.body, ([, value]) => String(value))]); }
  return real(to, how);
};
"""
FORMS = """
const text = "textarea, input:not([type]), [type=text], [type=search], [type=tel], [type=email], [type=url], " +
  "[type=number], [type=date], [type=datetime-local], [type=time], [type=month]";
const of_type = {
  email: n => `loses-nothing-${n}@example.cn`, url: n => `https://example.cn/${n}`, number: n => `${700 + n}`,
  date: n => `2031-05-${10 + n}`, "datetime-local": n => `2031-05-${10 + n}T07:08`,
  time: n => `07:${10 + n}`, month: n => `${2031 + n}-05`,
};
const typable = form => Array.from(form.elements).filter(field => field.matches(text) && field.name && !field.readOnly);
const forms = Array.from(document.forms).filter(form => form.method === "post" && !form.matches("[data-sign-in]"));
"""
# Types into every form; returns [[where it is sent, [value, …]], …].
TYPE = f"""mark => {{ {FORMS}
  return forms.map(form => {{
    const fields = typable(form);
    fields.forEach((field, n) => {{
      const typed = of_type[field.type] ? of_type[field.type](n) : `${{mark}}${{n}}`;
      field.value = field.maxLength > 0 ? typed.slice(0, field.maxLength) : typed;
      field.dispatchEvent(new Event("input", {{ bubbles: true }}));
    }});
    form.noValidate = true;
    return [new URL(form.getAttribute("action") || "", location.href).pathname, fields.map(field => field.value)];
  }}).filter(([, values]) => values.length);
}}"""
# Presses: every form; beside what saves itself one, which waits for that; one where the browser goes to another page.
# Returns where all of it is sent.
PRESS = f"""() => {{ {FORMS}
  const typed = forms.filter(form => typable(form).length);
  const selves = typed.filter(form => form.matches("[data-autosave], [data-pieces]"));
  const others = typed.filter(form => !selves.includes(form));
  const one = selves.length || document.body.hasAttribute("data-native");
  const pressed = one ? others.slice(-1) : others;
  pressed.forEach(form => form.requestSubmit());
  return selves.concat(pressed).map(form => new URL(form.getAttribute("action") || "", location.href).pathname);
}}"""
STANDING = f"() => {{ {FORMS} return forms.flatMap(typable).map(field => field.value); }}"


@pytest.fixture
def town(settings, monkeypatch):
    """The demo, with the pages that only a demo has."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    settings.DEMO = True
    settings.STATICFILES_STORAGE = "django.contrib.staticfiles.storage.StaticFilesStorage"
    demo.fill()


def test_no_form_of_the_product_loses_what_was_typed_when_the_session_ends(town, live_server):
    places = forms_found.found()
    kinds = {kind for pages in places.values() for found in pages.values() for kind in found}
    assert len(kinds) > 30, sorted(kinds)
    lost, walked = [], set()
    with chromium.browser() as browser:
        for (word, user), pages in places.items():
            walker = Walker(browser, live_server.url, "zh-hans")
            walker.context.add_init_script(WATCH)
            walker.page.on("dialog", lambda question: question.accept())
            for path in pages:
                if user is not None:
                    walker.sit_down(user)
                walker.go(path)
                typed = walker.page.evaluate(TYPE, "丢不得")
                walked |= {forms_found.kind_of(path, action) for action, _values in typed}
                if user is not None:
                    lost += [(word, path, *what) for what in ended(walker.page, user, typed)]
            assert walker.faults == [], word
            walker.context.close()
    assert lost == []
    assert kinds - walked == set()


def ended(page, user, typed):
    """End the session, press everything, sign in over the page; returns what was lost of what was typed."""
    arrived, xhr = [], []

    def note(request):
        xhr.append(request)

    def hold(route):
        """What is sent again arrives here and changes nothing."""
        request = route.request
        if request.method != "POST" or urlsplit(request.url).path in ("/accounts/login/", "/preferences/acting/"):
            route.fallback()
        else:
            arrived.append(urlsplit(request.url).path)
            itself = request.headers.get("hx-request")
            route.fulfill(status=200 if itself else 503, content_type="text/plain; charset=utf-8", body="稍候")

    Session.objects.all().delete()
    going = page.evaluate(PRESS)
    page.locator("#sign-in[open]").wait_for()
    standing = page.evaluate(STANDING)
    lost = [("gone from the page", value) for _action, values in typed for value in values if value not in standing]
    page.on("request", note)
    page.evaluate("() => { window.gone = []; }")
    page.route("**/*", hold)
    page.fill("#sign-in-email", user.email)
    page.fill("#sign-in-password", PASSWORD)
    page.click("#sign-in button.btn-ink")
    native = page.evaluate("() => document.body.hasAttribute('data-native')")
    for _n in range(chromium.PATIENCE // 100):
        if set(going) <= set(arrived):
            break
        page.wait_for_timeout(100)
    bodies = {}
    for request in xhr:
        if request.method == "POST" and request.post_data:
            bodies.setdefault(urlsplit(request.url).path, []).append(unquote_plus(request.post_data))
    if not native:
        for action, values in page.evaluate("() => window.gone"):
            bodies.setdefault(action, []).extend(values)
        standing = page.evaluate(STANDING)
        lost += [("gone at last", value) for _action, values in typed for value in values if value not in standing]
    for action, values in typed:
        sent = "\n".join(bodies.get(action, []))
        lost += [("not sent again", action, value) for value in values if action in going and value not in sent]
    # What is held here must not be sent after all.
    leave(page)
    page.unroute_all()
    page.remove_listener("request", note)
    return lost


def leave(page):
    """Go to an empty page, as soon as the page is not going elsewhere by itself."""
    for _try in range(10):
        try:
            page.goto("about:blank")
        except Error as interrupted:
            assert "interrupted by another navigation" in str(interrupted)
            page.wait_for_load_state()
        else:
            return
    raise AssertionError(f"{page.url} never rests")
