"""The administration holds what is named here, and nobody gets more there: not by a page, a filter or an old row."""

import datetime

import pytest
from django.contrib import admin
from django.urls import get_resolver, reverse

from accounts import operators
from tests.factories.accounts import OperatorFactory, UserFactory
from tests.world import SECRETS, build

pytestmark = pytest.mark.django_db

# Every model of the administration, with the fields that can be changed there (of a row that stands). Whoever adds one
# decides here what it opens.
EDITABLE = {
    "accounts.region": {"name", "name_en", "parent", "valid_from", "valid_until"},
    "accounts.industry": {"name", "name_en", "parent", "edition"},
    "accounts.techfield": {"name", "name_en", "parent"},
    "accounts.sizethreshold": {
        *("rule", "effective_from", "group", "group_name", "group_name_en", "codes", "size_class"),
        *("employees", "revenue_wan", "assets_wan"),
    },
    "accounts.organisation": set(),
    "accounts.certificate": set(),
    "accounts.expertprofile": set(),
    "accounts.user": set(),
    "accounts.membership": set(),
    "accounts.delegation": set(),
    "accounts.invitation": set(),
    "challenges.ruleset": {"organiser", "title", "basis", "effective_from", "values"},
    "challenges.holiday": {"day", "working", "name", "provisional"},
    "challenges.batch": {"name", "name_en", "summary", "collect_from", "collect_until"},
    "challenges.rubric": {"name", "organiser"},
    "challenges.challenge": set(),
    "challenges.notice": set(),
    "notifications.event": set(),
    "notifications.delivery": set(),
}
READABLE_OF_A_PERSON = {"email", "name", "language", "is_operator", "is_active", "registered_at", "last_login"}
NEVER = {"password", "phone", "facts", "file", "document", "receipt_secret", "content", "background", "hash", "data"}
ROUTES_OF_THE_SITE = {"index", "login", "logout", "password_change", "jsi18n", "app_list", None}
FAR = datetime.date(2099, 1, 1)
FOREIGN = (
    *("account/emailaddress", "mfa/authenticator", "usersessions/usersession", "socialaccount/socialaccount"),
    *("socialaccount/socialapp", "socialaccount/socialtoken", "auth/group", "auth/permission", "sessions/session"),
    *("accounts/personaltoken", "challenges/proposal", "challenges/review", "challenges/section", "admin/logentry"),
)


@pytest.fixture
def operator(client):
    user = OperatorFactory()
    client.force_login(user)
    client.user = user
    return client


def request_of(rf, user):
    request = rf.get("/admin/")
    request.user = user
    return request


def test_these_models_stand_there_and_no_other(rf):
    found = {model._meta.label_lower: one for model, one in admin.site._registry.items()}
    assert set(found) == set(EDITABLE)
    assert set(operators.MAY) == set(EDITABLE) | {"accounts.employment", "challenges.criterion"}
    request = request_of(rf, OperatorFactory())
    for label, one in found.items():
        changes = one.has_change_permission(request) or one.has_add_permission(request)
        standing = one.model()
        for name, value in {"code": "1", "effective_from": FAR}.items():
            setattr(standing, name, value)
        # What a rule set or a dictionary's code says of itself is decided by the row: its form is asked.
        editable = set(one.get_form(request, standing, change=True).base_fields) if changes else set()
        assert editable - set(one.get_readonly_fields(request, standing)) == EDITABLE[label], label
        shown = {name for _title, options in one.get_fieldsets(request, standing) for name in options["fields"]}
        assert one.fields or label in {"challenges.ruleset", "challenges.batch"}, label
        assert not (shown | set(one.get_list_display(request))) & NEVER, label
        assert not one.get_autocomplete_fields(request), label
        for inline in one.inlines:
            assert inline.model._meta.label_lower in operators.MAY


def test_of_a_person_only_this_is_read(operator, rf):
    one = next(found for model, found in admin.site._registry.items() if model._meta.label == "accounts.User")
    assert set(one.get_fields(request_of(rf, operator.user))) == READABLE_OF_A_PERSON
    person = UserFactory(phone="13900001111")
    person.set_password("geheim-geheim")
    person.save()
    page = operator.get(reverse("admin:accounts_user_change", args=[person.pk])).content.decode()
    assert person.email in page and "13900001111" not in page and person.password not in page


def test_the_site_has_no_pages_of_its_own_beside(operator):
    site = next(one for one in get_resolver().url_patterns if getattr(one, "namespace", "") == "admin")
    names = {pattern.name for pattern in site.url_patterns if hasattr(pattern, "name")}
    assert names == ROUTES_OF_THE_SITE
    assert operator.get("/admin/password_change/").url == reverse("account_change_password")
    for path in (
        "password_change/done/",
        "autocomplete/?app_label=accounts&model_name=user",
        "r/5/1/",
    ):
        assert operator.get(f"/admin/{path}").status_code == 404


@pytest.mark.parametrize("path", FOREIGN)
def test_what_packages_bring_is_not_there(operator, path):
    OperatorFactory()
    for what in ("", "add/", "1/change/", "1/delete/", "1/history/"):
        for answer in (operator.get(f"/admin/{path}/{what}"), operator.post(f"/admin/{path}/{what}", {})):
            assert answer.status_code == 404, (path, what)


@pytest.mark.parametrize(
    "asked",
    [
        *("accounts/user/?password__startswith=argon2", "accounts/user/?phone__startswith=139"),
        *("accounts/user/?emailaddress__email=a@b.cn", "accounts/user/?authenticator__type=totp"),
        *("accounts/membership/?user__password__startswith=a", "accounts/certificate/?organisation__contact_phone=1"),
        *("challenges/challenge/?content__contains=CANARY", "challenges/challenge/?receipt_seq__gt=2"),
        *("challenges/challenge/?batch__challenges__content__contains=CANARY", "challenges/notice/?body__contains=x"),
        *("challenges/challenge/?proposals__sections__data__contains=CANARY", "notifications/event/?facts__receipt=1"),
        *("notifications/delivery/?event__facts__name=x", "notifications/delivery/?person__email=a@b.cn"),
        *("challenges/ruleset/?organiser__memberships__user__email=a@b.cn", "challenges/holiday/?day__second=1"),
    ],
)
def test_no_filter_feels_its_way_to_what_is_not_shown(operator, asked):
    assert operator.get(f"/admin/{asked}").status_code == 400


@pytest.mark.parametrize(
    "asked",
    [
        *("accounts/user/?is_operator__exact=1", "accounts/organisation/?verification__exact=pending&q=x"),
        *("challenges/challenge/?state__exact=draft", "challenges/holiday/?day__year=2026&day__month=10"),
        *("challenges/ruleset/?organiser__isnull=True", "challenges/batch/?organiser__id__exact=1"),
        *("notifications/delivery/?state__exact=dead", "accounts/sizethreshold/?size_class__exact=small"),
    ],
)
def test_the_filters_of_the_lists_work(operator, asked):
    assert operator.get(f"/admin/{asked}").status_code == 200


def test_no_field_can_be_asked_for_by_another_name(operator):
    person = UserFactory()
    for field in ("password", "email", "phone"):
        answer = operator.get(f"/admin/accounts/user/?_to_field={field}")
        assert answer.status_code == 400
        value = getattr(person, field) or "x"
        answer = operator.get(f"/admin/accounts/user/{value}/change/?_to_field={field}")
        assert answer.status_code in (302, 400)


@pytest.mark.parametrize("fields", [{"is_superuser": True}, {"is_superuser": True, "is_staff": True}])
def test_a_row_of_a_superuser_gives_nothing(client, fields):
    """One left over from elsewhere, or written into the database by hand."""
    client.force_login(UserFactory(**fields))
    for label in EDITABLE:
        assert client.get(reverse(f"admin:{label.replace('.', '_')}_changelist")).status_code in (302, 403)
    for name in ("accounts.change_user", "challenges.view_proposal", "accounts.view_region"):
        assert not UserFactory(**fields).has_perm(name)


def test_a_superuser_who_is_an_operator_may_what_an_operator_may():
    both, plain, blocked = OperatorFactory(is_superuser=True), OperatorFactory(), OperatorFactory(is_active=False)
    for name in [*sorted(operators.PERMISSIONS), "accounts.change_user", "accounts.add_personaltoken", "mfa.x"]:
        assert both.has_perm(name) == plain.has_perm(name) == (name in operators.PERMISSIONS)
        assert not blocked.has_perm(name)
    assert both.has_perms(["accounts.view_user", "accounts.view_region"])
    assert not both.has_perms(["accounts.view_user", "accounts.change_user"])
    assert both.has_module_perms("accounts") and not both.has_module_perms("mfa")


def test_operators_meet_no_secret_in_the_whole_administration():
    world = build()
    client = world.client("operator")
    for model, one in admin.site._registry.items():
        name = model._meta.label_lower.replace(".", "_")
        paths = [reverse(f"admin:{name}_changelist")]
        rows = model._default_manager.values_list("pk", flat=True)[:40]
        paths += [reverse(f"admin:{name}_change", args=[pk]) for pk in rows]
        # A history names its row as the form does, and what was done to it, which is the same of all.
        paths += [reverse(f"admin:{name}_history", args=[pk]) for pk in rows[:3]]
        for path in paths:
            text = client.get(path, follow=True).content.decode()
            # Who is an expert and what firms are called is what operators verify.
            met = {what for what, words in SECRETS.items() if words in text} - {"expert", "asker"}
            assert not met, (path, met)
        assert one.search_fields == () or "content" not in one.search_fields
