"""A person at a browser: signs in, goes to pages, presses what the page offers, fills in what it asks."""

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from accounts.acting import SESSION_KEY as ACTING_FOR
from tests.frontend import chromium


class Walker:
    """One browser window in which one person after the other sits down."""

    def __init__(self, browser, address: str, language: str):
        self.address, self.language = address, language
        self.context = browser.new_context(viewport={"width": 1280, "height": 900})
        self.context.set_default_timeout(chromium.PATIENCE)
        self.page = self.context.new_page()
        self.faults = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))

    def sit_down(self, user, organisation=None) -> None:
        """Let this person use the window, with their language, for their organisation."""
        if user.language != self.language:
            user.language = self.language
            user.save(update_fields=["language"])
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        if organisation is not None:
            session[ACTING_FOR] = organisation.pk
        session.save()
        self.context.clear_cookies()
        self.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": self.address}]
        )

    def go(self, path: str) -> None:
        """Open a page; it must be there."""
        answer = self.page.goto(self.address + path)
        assert answer.status == 200, f"{path} answers {answer.status}"

    def form_of(self, verb: str):
        """Return the form of an act that the page offers, unfolded."""
        form = self.page.locator(f'form[action$="/{verb}/"]').first
        for details in form.locator("xpath=ancestor::details").all() if form.count() else ():
            if details.get_attribute("open") is None:
                details.locator("> summary").click()
        return form

    def choose(self, verb: str, field: str, people) -> None:
        """Tick these people in the picker of an act, looking for each by name who is not on its page."""
        for one in people:
            form = self.form_of(verb)
            if not form.locator(f'[name="{verb}-{field}"][value="{one.pk}"]').count():
                self.fill(form, f"{verb}-look", one.name)
                self.send(form.locator(f'button[name="{verb}-find"]').first)
            self.fill(self.form_of(verb), f"{verb}-{field}", one.pk)

    def press(self, verb: str, **fields) -> None:
        """Take one act the page offers: open its form, fill it in, press, and confirm when it asks."""
        form = self.form_of(verb)
        assert form.count(), f"{verb} is not offered: {self.withheld()}"
        for name, value in fields.items():
            self.fill(form, f"{verb}-{name}", value)
        self.send(form.locator("button").last)
        wrong = self.page.locator(".say-bad")
        assert wrong.count() == 0, f"{verb}: {wrong.first.inner_text()}"

    def withheld(self) -> str:
        """Return what the page says beside the acts that it does not offer now, with its address."""
        reasons = self.page.locator("[id^='why-']").all_inner_texts()
        return f"{self.page.url} says: {'; '.join(reasons) or 'nothing'}"

    def send(self, button) -> None:
        """Press a button, confirm when it asks, and wait for the page that comes next.

        A form is sent by the script of its page, which then goes on or draws what the server answers in its place: what
        counts is the next main part, not a changed address.
        """
        self.page.evaluate("() => { document.getElementById('main').old = true }")
        button.click()
        dialog = self.page.locator("dialog[open] [data-yes]")
        if dialog.count():
            dialog.click()
        come = "!(document.getElementById('main') || { old: true }).old && document.readyState === 'complete'"
        self.page.wait_for_function(f"() => document.querySelector('.say-bad') || {come}")

    def fill(self, form, name: str, value) -> None:
        """Fill in one field, whatever its kind."""
        field = form.locator(f'[name="{name}"]')
        kind = field.first.get_attribute("type") or field.first.evaluate("node => node.tagName.toLowerCase()")
        if kind in ("radio", "checkbox"):
            for one in value if isinstance(value, list | tuple) else [value]:
                form.locator(f'[name="{name}"][value="{one}"]').check()
        elif kind == "select":
            field.select_option(str(value))
        else:
            field.fill(str(value))

    def type_section(self, key: str, **fields) -> None:
        """Fill in a section of the proposal and wait until the page says it was saved."""
        form = self.page.locator(f"#form-{key}")
        for name, value in fields.items():
            self.fill(form, name.replace("__", "."), value)
        self.settle()

    def settle(self) -> None:
        """Leave the field and wait until the page has saved everything."""
        self.page.keyboard.press("Tab")
        # The page saves a moment after the last key, and once more for what was typed while it saved.
        self.page.wait_for_timeout(1900)
        self.page.wait_for_load_state("networkidle")
        self.page.wait_for_function("() => !document.querySelector('.htmx-request')")

    def text(self) -> str:
        """Return what stands on the page."""
        return self.page.locator("main").inner_text()
