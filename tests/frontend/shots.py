"""Pictures of the running demo, to look at: `python -m tests.frontend.shots --base http://127.0.0.1:8000 --out FOLDER`.

Signs in as one person of each kind by a session of its own, follows the links, and takes every kind of page at 1280
and 390 pixels. `--dark`, `--english` and `--only sme-handler,visitor` narrow or widen it. Needs the demo's database.
"""

import argparse
import os
import tempfile
from pathlib import Path

WIDTHS = {"desktop": 1280, "phone": 390}


def sessions():
    """{word: session key or ''} for the people of the demo."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from tests.frontend.demo import people

    keys = {}
    for word, user in people().items():
        if user is None:
            keys[word] = ""
            continue
        store = SessionStore()
        store[SESSION_KEY] = str(user.pk)
        store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        store[HASH_SESSION_KEY] = user.get_session_auth_hash()
        store.save()
        keys[word] = store.session_key
    return keys


def shoot(options):
    """Take the pictures."""
    from django.conf import settings

    from tests.frontend import chromium
    from tests.frontend.crawl import crawl
    from tests.frontend.demo import STARTS

    keys = sessions()
    chromium.path_once()
    wanted = options.only.split(",") if options.only else list(keys)
    folder = Path(options.out)
    folder.mkdir(parents=True, exist_ok=True)
    language = "en" if options.english else "zh-CN"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with chromium.browser() as browser:
        for word in wanted:
            context = browser.new_context(locale=language, color_scheme="dark" if options.dark else "light")
            cookies = [{"name": settings.LANGUAGE_COOKIE_NAME, "value": "en" if options.english else "zh-hans"}]
            if keys[word]:
                cookies.append({"name": settings.SESSION_COOKIE_NAME, "value": keys[word]})
            context.add_cookies([{**cookie, "url": options.base} for cookie in cookies])

            def fetch(path, context=context):
                answer = context.request.get(options.base + path)
                html = answer.text() if "text/html" in answer.headers.get("content-type", "") else None
                return answer.status, html, answer.url.removeprefix(options.base)

            found = crawl(fetch, STARTS if keys[word] else ("/", "/accounts/login/", "/accounts/signup/"))
            page = context.new_page()
            for name, (path, _html) in found.items():
                page.goto(options.base + path)
                for size, width in WIDTHS.items():
                    page.set_viewport_size({"width": width, "height": 900})
                    page.screenshot(path=folder / f"{word}-{name.replace(':', '-')}-{size}.png", full_page=True)
            context.close()


def main():
    """Read the options and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--base", default=f"http://127.0.0.1:{os.environ.get('PORT', '8000')}")
    parser.add_argument("--out", default=os.path.join(tempfile.gettempdir(), "jiebang-shots"))
    parser.add_argument("--only", default="")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--english", action="store_true")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    import django

    django.setup()
    shoot(parser.parse_args())


if __name__ == "__main__":
    main()
