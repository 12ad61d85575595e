"""What a server must be told before it starts, and the parts its addresses are built of.

Everything that is wrong is said at once, each in a sentence that names the variable and what to write.
"""

import os
from urllib.parse import quote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host

from notifications.typed import is_link, whole

# Programs that take every mail and deliver none; a port says it too.
CATCHERS = ("mailpit", "mailhog", "mailcatcher", "maildev", "mailtrap", "inbucket", "greenmail", "smtp4dev")
CATCHER_PORT = 1025
SHORTEST_KEY, FEWEST_SIGNS = 50, 5
YEAR = 31536000


def given(name: str) -> str:
    """Return what the environment says, exactly as it stands there: a password may hold any sign."""
    return os.environ.get(name, "").strip()


def number(name: str, default: int, problems: list[str]) -> int:
    """Return a whole number of the environment; the default when it says nothing."""
    words = given(name)
    found = whole(words, highest=10**11)
    if words and found is None:
        problems.append(f"{name} is no number: {words[:40]}")
    return default if found is None else found


def database(problems: list[str]) -> dict:
    """Return Django's description of the database: of DATABASE_URL, else of POSTGRES_PASSWORD and its relatives."""
    if not given("DATABASE_URL"):
        if not given("POSTGRES_PASSWORD"):
            problems.append("DATABASE_URL is missing (or POSTGRES_PASSWORD, with POSTGRES_HOST, _PORT, _USER, _DB).")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": given("POSTGRES_DB") or "jiebang",
            "USER": given("POSTGRES_USER") or "jiebang",
            "PASSWORD": os.environ.get("POSTGRES_PASSWORD", ""),
            "HOST": given("POSTGRES_HOST") or "localhost",
            "PORT": given("POSTGRES_PORT"),
        }
    hint = "Write signs like @ : / # % in its password as %40 %3A %2F %23 %25, or give POSTGRES_PASSWORD instead."
    try:
        found = environ.Env.db_url_config(given("DATABASE_URL"))
    except (ValueError, TypeError, KeyError, ImproperlyConfigured) as problem:
        problems.append(f"DATABASE_URL cannot be read ({problem}). {hint}")
        return {}
    if not found.get("ENGINE", "").endswith("postgresql"):
        problems.append("DATABASE_URL names no PostgreSQL; a server runs on no other database.")
    elif not found.get("NAME"):
        problems.append(f"DATABASE_URL names no database. {hint}")
    return found


def redis(problems: list[str]) -> str:
    """Return the address of Redis: REDIS_URL, else one built of REDIS_HOST and REDIS_PASSWORD."""
    if given("REDIS_URL"):
        return given("REDIS_URL")
    if not given("REDIS_HOST"):
        problems.append("REDIS_URL is missing (or REDIS_HOST, with REDIS_PORT and REDIS_PASSWORD).")
    password = os.environ.get("REDIS_PASSWORD", "")
    secret = f":{quote(password, safe='')}@" if password else ""
    return f"redis://{secret}{given('REDIS_HOST') or 'localhost'}:{given('REDIS_PORT') or 6379}/0"


def is_catcher(host: str, port: int) -> bool:
    """Return True for a program that takes mails and delivers none."""
    return port == CATCHER_PORT or host.lower().split(".")[0].startswith(CATCHERS)


def key_problems(key: str) -> list[str]:
    """Return what is wrong with a secret key."""
    how = 'Make one: python -c "import secrets; print(secrets.token_urlsafe(64))"'
    if not key:
        return [f"SECRET_KEY is missing. {how}"]
    if len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_SIGNS or key.startswith("django-insecure"):
        return [f"SECRET_KEY can be guessed: it needs {SHORTEST_KEY} random signs or more. {how}"]
    return []


def address_problems(site: str, hosts: list[str], proxies: str) -> list[str]:
    """Return what is wrong with the names under which the site is reached."""
    found = []
    if not hosts:
        found.append("ALLOWED_HOSTS is missing: the names under which the site is reached, with commas.")
    if any("*" in host for host in hosts):
        found.append("ALLOWED_HOSTS takes no *: name the hosts (.example.cn stands for all below example.cn).")
    parts = urlsplit(site)
    if not site:
        found.append("SITE_URL is missing: the address that stands in mails, like https://jiebang.example.")
    elif parts.scheme != "https" or not parts.hostname or parts.path.strip("/") or parts.query:
        found.append("SITE_URL must be https:// and a host, without a path: cookies are sent over TLS alone.")
    elif hosts and not validate_host(parts.hostname, hosts):
        found.append(f"SITE_URL leads to {parts.hostname}, which ALLOWED_HOSTS does not name.")
    if whole(proxies) is None:
        found.append("TRUSTED_PROXY_COUNT is missing: how many proxies of your own stand before web; 0 for none.")
    return found


def link_problems(links: dict[str, str]) -> list[str]:
    """Return what is wrong with the addresses at the foot of every page: each is http(s) with a host, or not given."""
    wrong = [name for name, link in links.items() if link and not is_link(link)]
    return [f"{name} is no address: it begins with https:// (or http://) and a host." for name in wrong]


def mail_problems(host: str, port: int, trial: bool) -> list[str]:
    """Return what is wrong with the way mails leave."""
    if not host:
        return ["EMAIL_HOST is missing: the server that delivers mails. For a trial without one, set TRIAL=1."]
    if is_catcher(host, port) and not trial:
        return [f"EMAIL_HOST {host}:{port} catches mails and delivers none. For a trial, say so with TRIAL=1."]
    return []


def hsts_problems(seconds: int, subdomains: bool, preload: bool) -> list[str]:
    """Return what is wrong with what browsers are told to remember."""
    if preload and not (subdomains and seconds >= YEAR):
        return ["SECURE_HSTS_PRELOAD needs SECURE_HSTS_INCLUDE_SUBDOMAINS and SECURE_HSTS_SECONDS of a year or more."]
    return []


def refuse(problems: list[str]) -> None:
    """Stop the start when anything is wrong; raises ImproperlyConfigured with every sentence."""
    if problems:
        raise ImproperlyConfigured("This server does not start:\n  " + "\n  ".join(problems))
