import pytest

from tests.factories.notifications import event


def nobody(event):
    return []


def test_an_event_is_declared_once_as_a_notice_or_as_silent(declared):
    notice = declared.notice("sheet.posted", topic="sheets", audience=nobody)
    declared.silent("sheet.saved", "a draft concerns only its writer")
    assert (declared.get("sheet.posted"), declared.get("sheet.saved")) == (notice, None)
    assert (declared.is_silent("sheet.posted"), declared.is_silent("sheet.saved")) == (False, True)
    assert [declared.is_declared(name) for name in ("sheet.posted", "sheet.saved", "sheet.lost")] == [True, True, False]
    assert notice in declared.notices()
    for name in ("sheet.posted", "sheet.saved"):
        with pytest.raises(ValueError):
            declared.notice(name, topic="sheets", audience=nobody)
        with pytest.raises(ValueError):
            declared.silent(name, "again")


def test_topics_are_those_that_notices_use_with_their_labels(declared):
    before = set(declared.topics())
    declared.topic("sheets", "榜单")
    declared.topic("unused", "无人使用")
    declared.notice("sheet.posted", topic="sheets", audience=nobody)
    declared.notice("sheet.other", topic="unnamed", audience=nobody)
    assert {code: label for code, label in declared.topics().items() if code not in before} == {
        "sheets": "榜单",
        "unnamed": "unnamed",
    }


def test_the_wording_gets_the_declared_facts_and_nothing_else(declared, db):
    made = event(facts={"title": "碳化硅衬底", "secret": "报价"})
    told = declared.notice("sheet.a", topic="sheets", audience=nobody, facts=["title", "missing"])
    more = declared.notice("sheet.b", topic="sheets", audience=nobody, facts=["title"], context=lambda e: {"n": e.noun})
    every = declared.notice("sheet.c", topic="sheets", audience=nobody)
    assert told.words(made) == {"title": "碳化硅衬底", "missing": None}
    assert more.words(made) == {"title": "碳化硅衬底", "n": "sheet"}
    assert every.words(made) == {"title": "碳化硅衬底", "secret": "报价"}
