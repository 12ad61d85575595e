"""Somebody at a browser, over HTTP: what they fill in, and what they do over the API."""

import http.cookiejar
import json
import re
import sys
import urllib.error
import urllib.parse
import urllib.request

from django.core.serializers.json import DjangoJSONEncoder


class Person:
    """Somebody at a browser of their own, signed in; without an address, somebody who has no account."""

    def __init__(self, base: str, email: str = "", password: str = ""):
        self.base, self.email = base, email
        self.jar = http.cookiejar.CookieJar()
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        if email:
            self.fill("/accounts/login/", login=email, password=password)

    def fill(self, path: str, **form: str) -> None:
        """Send a form of a page, back to the page's own address."""
        page = self.open("GET", path)
        form["csrfmiddlewaretoken"] = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1)
        self.open("POST", path, urllib.parse.urlencode(form).encode())

    def open(self, method: str, path: str, body: bytes | None = None, **headers: str) -> str:
        """Send a request; returns the answer's text, or ends the journey with what was refused."""
        headers = {"Referer": f"{self.base}/", **{k.replace("_", "-"): v for k, v in headers.items()}}
        token = next((cookie.value for cookie in self.jar if cookie.name == "csrftoken"), "")
        if token:
            headers["X-CSRFToken"] = token
        request = urllib.request.Request(self.base + path, body, headers, method=method)
        try:
            with self.browser.open(request, timeout=60) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            sys.exit(f"{self.email}: {method} {path} answers {error.code}\n{error.read().decode()[:2000]}")

    def get(self, path: str):
        """Return what the API shows."""
        return json.loads(self.open("GET", f"/api/v1/{path}"))

    def send(self, path: str, body: dict | None = None, method: str = "POST", **headers: str):
        """Do something over the API; returns its answer."""
        data = json.dumps(body or {}, cls=DjangoJSONEncoder).encode()
        answer = self.open(method, f"/api/v1/{path}", data, Content_Type="application/json", **headers)
        return json.loads(answer) if answer else None

    def bound(self, noun: str, number: int, verb: str, body: dict | None = None):
        """Do something that is bound to the version that was read."""
        with self.browser.open(f"{self.base}/api/v1/{noun}/{number}/", timeout=60) as answer:
            tag = answer.headers["ETag"]
        return self.send(f"{noun}/{number}/{verb}/", body, If_Match=tag)
