"""No address ends without a word and a way on: every route, every method, signed in or not."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from tests.world import build

pytestmark = [pytest.mark.django_db, pytest.mark.drill]
# Not pages of ours; and providers that this installation has not configured, which nothing leads to.
LIBRARIES = ("api/", "admin/", "healthz", "readyz", "accounts/wecom/", "accounts/oidc/")
NOUNS = "(?P<noun>organisations|certificates|experts)"
WORDS = {"key": "basics", "noun": "proposal", "verb": "submit", "act": "rename", "token": "x", "name": "x"}


def routes(resolver=None, prefix=""):
    """Yield (pattern, its path with the values of a real thing) of every page of ours and of allauth."""
    for pattern in (resolver or get_resolver()).url_patterns:
        place = prefix + str(pattern.pattern).lstrip("^")
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, place)
        elif isinstance(pattern, URLPattern) and not place.startswith(LIBRARIES):
            yield pattern, place


def addresses(world, missing=True):
    """Every address with real numbers in it: what exists for the number of its noun, and what does not."""
    numbers = {
        "challenges": world.objects["challenge"].pk,
        "proposals": world.objects["draft"].pk,
        "panels": world.objects["panel"].pk,
        "reviews": world.objects["review"].pk,
        "notices": world.objects["notice"].pk,
        "attachments": world.objects["attachment"].pk,
    }
    for pattern, place in routes():
        for number in (numbers.get(place.split("/")[0], 1), 987654)[: 1 + missing]:
            path = "/" + place.rstrip("$")
            path = path.replace(r"(?P<pk>\d+)", str(number)).replace(NOUNS, "experts")
            path = path.replace("(?P<verb>acceptance|refusal)", "refusal")
            for kind, name in (part.split(":") for part in converters(path)):
                path = path.replace(f"<{kind}:{name}>", str(number) if kind == "int" else WORDS.get(name, "x"))
            if "(?P<" not in path and "<" not in path:
                yield pattern, path


def converters(path):
    """The `kind:name` of every value in a path."""
    return [part.partition(">")[0] for part in path.split("<")[1:] if ":" in part.partition(">")[0]]


@pytest.fixture
def world(settings):
    settings.DEMO = settings.SANDBOX = False
    return build()


@pytest.mark.parametrize("name", ["visitor", "drafter", "officer"])
def test_no_address_ends_on_a_refused_method(world, name):
    client = world.client(name)
    client.raise_request_exception = False
    wrong, walked = [], 0
    for _pattern, path in addresses(world):
        walked += 1
        for method in ("get",) if "987654" in path else ("get", "head"):
            answer = getattr(client, method)(path)
            hops = 0
            while answer.status_code in (301, 302, 303) and hops < 5:
                target = urlsplit(answer["Location"])
                for back in parse_qs(target.query).get("next", []):
                    if getattr(resolve(urlsplit(back).path).func, "post_only", False):
                        wrong.append((path, method, "comes back to", back))
                if target.netloc:
                    break
                answer, hops = getattr(client, method)(answer["Location"]), hops + 1
            if answer.status_code in (405, 500) or hops == 5:
                wrong.append((path, method, answer.status_code))
            if method == "get" and answer["Content-Type"].startswith("text/html") and "</html>" not in answer.text:
                wrong.append((path, "answers a piece of a page"))
    assert wrong == [], wrong
    assert walked > 100


def test_other_methods_are_answered_in_words_with_what_is_allowed(world):
    client = world.client("visitor")
    wrong = []
    for _pattern, path in addresses(world, missing=False):
        for method in ("PUT", "PATCH", "DELETE", "TRACE"):
            answer = client.generic(method, path)
            if answer.status_code != 405 or not answer.get("Allow") or "</html>" not in answer.text:
                wrong.append((path, method, answer.status_code))
        answer = client.options(path)
        if answer.status_code != 204 or "OPTIONS" not in answer["Allow"]:
            wrong.append((path, "OPTIONS", answer.status_code))
    assert wrong == [], wrong


def test_every_address_that_only_takes_forms_leads_to_a_page_of_its_own(world):
    """What a page's own person finds there is the page that the form stands on, not the hall."""
    client = world.client("drafter")
    draft, question = world.objects["draft"], world.objects["question"]
    pages = {
        f"/proposals/{draft.pk}/sections/basics/": f"/proposals/{draft.pk}/",
        f"/proposals/{draft.pk}/members/": f"/proposals/{draft.pk}/",
        f"/proposals/{draft.pk}/versions/1/restoration/": f"/proposals/{draft.pk}/versions/",
        f"/acts/proposal/{draft.pk}/submit/": f"/proposals/{draft.pk}/",
        f"/acts/question/{question.pk}/answer/": f"/challenges/{question.challenge_id}/work/",
        f"/acts/proposal/{10**6}/submit/": f"/proposals/{10**6}/",
        "/acts/nothing/1/submit/": "/desk/",
        "/inbox/reading/": "/inbox/",
        "/expert/absences/": "/expert/interests/",
        "/preferences/theme/": "/",
        f"/attachments/{10**6}/removal/": "/desk/",
        f"/conflicts/{10**6}/decision/": "/desk/",
    }
    found = {path: client.get(path).headers.get("Location") for path in pages}
    assert found == pages | {f"/acts/question/{question.pk}/answer/": found[f"/acts/question/{question.pk}/answer/"]}
    assert found[f"/acts/question/{question.pk}/answer/"] in (f"/challenges/{question.challenge_id}/work/", "/desk/")
    owner = world.client("applicant")
    file = world.objects["attachment"]
    assert owner.get(f"/attachments/{file.pk}/removal/")["Location"] == f"/proposals/{file.proposal_id}/"
