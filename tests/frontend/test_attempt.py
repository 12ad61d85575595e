"""How a page says what a domain call refused: beside the field, on top, or in the words of its kind."""

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import RequestFactory

from accounts.errors import Invalid, LostUpdate, NotAllowed, Problem, Refused
from frontend.kit.attempt import attempt
from frontend.kit.sentences import field_label


class Form(forms.Form):
    amount = forms.CharField(required=False)


def asked():
    request = RequestFactory().post("/")
    request._messages = CookieStorage(request)
    return request


def refusing(error):
    def act():
        raise error

    return act


def said(request):
    return [str(message) for message in get_messages(request)]


def test_what_is_done_says_nothing():
    request = asked()
    assert attempt(request, lambda: None) is True
    assert said(request) == []


def test_a_problem_stands_beside_its_field_and_a_strange_one_on_top_of_the_form():
    request, form = asked(), Form({})
    assert form.is_valid()
    problems = [Problem("amount", "金额不对。", "number"), Problem("elsewhere", "还没有到期。", "due")]
    assert attempt(request, refusing(Invalid(problems)), form) is False
    assert form.errors["amount"] == ["金额不对。"]
    assert form.non_field_errors() == ["还没有到期。"]
    assert said(request) == []


def test_without_a_form_every_problem_is_said_on_top():
    request = asked()
    problems = [Problem("a", "一。", "x"), Problem("b", "二。", "y")]
    assert attempt(request, refusing(Invalid(problems))) is False
    assert said(request) == ["一。", "二。"]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Refused("这一步还没有到期。", code="not_due"), "这一步还没有到期。"),
        (Refused("", code="x"), "现在不能这样做。"),
        (NotAllowed(), "这一步不归你办。请确认你代表的单位和岗位。"),
        (LostUpdate(current=3), "别人刚刚改过这里，你的修改没有保存。请刷新后再改。"),
    ],
    ids=["its own words", "no words", "not allowed", "somebody was quicker"],
)
def test_a_refusal_is_said_in_its_own_words_or_those_of_its_kind(error, words):
    request = asked()
    assert attempt(request, refusing(error)) is False
    assert said(request) == [words]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("title", "题目"),
        ("indicators", "技术指标"),
        ("indicators.0", "技术指标 1"),
        ("no_such_field", "no_such_field"),
        ("indicators.x.unit", "indicators.x.unit"),
    ],
)
def test_a_field_is_called_what_people_call_it_and_an_unknown_one_by_its_path(path, words):
    assert field_label(path) == words
