"""Two texts of one thing: what counts as changed by whom, what must be chosen, and how long texts are compared."""

from django.http import QueryDict

from frontend.kit import both

STOOD = {"title": "甲", "text": "粉末氧含量 100 ppm"}


def posted(**fields):
    data = QueryDict(mutable=True)
    data.update({"version": "3", "read": both.read_of(STOOD)} | fields)
    return data


def values(**changed):
    return both.Values(STOOD | changed, {"title": "题目", "text": "内容"})


def test_what_only_the_other_changed_is_chosen_and_what_both_changed_is_not():
    open_now, _found = both.weigh(posted(), values(text="我的"), values(title="乙", text="对方的"), 4)
    assert [(side.label, side.choice) for side in open_now.sides] == [("题目", "theirs"), ("内容", "")]


def test_what_only_i_changed_is_no_conflict():
    assert both.weigh(posted(), values(text="我的"), values(), 4) == (None, [])


def test_a_second_press_is_no_choice_and_a_choice_against_another_version_neither():
    mine, theirs = values(title="我"), values(title="乙")
    again, _found = both.weigh(posted(over="4"), mine, theirs, 4)
    assert again.pressed and [side.choice for side in again.sides] == [""]
    stale, _found = both.weigh(posted(over="4", **{"keep.title": "mine"}), mine, theirs, 5)
    assert [side.choice for side in stale.sides] == [""]


def test_a_choice_field_by_field_or_for_all():
    mine, theirs = values(title="我", text="我的"), values(title="乙", text="对方的")
    each = posted(over="4", **{"keep.title": "mine", "keep.text": "theirs"})
    assert [side.choice for side in both.weigh(each, mine, theirs, 4)[1]] == ["mine", "theirs"]
    everything = posted(over="4", settle="theirs")
    assert [side.choice for side in both.weigh(everything, mine, theirs, 4)[1]] == ["theirs", "theirs"]


def test_a_form_that_does_not_say_what_it_read_must_choose_everywhere():
    data = posted(read="[")
    open_now, _found = both.weigh(data, values(text="我的"), values(title="乙"), 4)
    assert [side.choice for side in open_now.sides] == ["", ""]


def test_long_texts_are_taken_apart_and_unlike_ones_are_not():
    ours, theirs = both.pieces("氧含量不高于 100 ppm", "氧含量不高于 80 ppm")
    assert [words for same, words in ours if not same] == ["100"]
    assert [words for same, words in theirs if not same] == ["80"]
    assert both.pieces("一二三", "甲乙丙") == ([(False, "一二三")], [(False, "甲乙丙")])


def test_line_ends_are_no_change_and_a_forged_version_never_stands():
    assert both.digest("一\r\n二") == both.digest("一\n二")
    assert both.version_of({"version": "²"}) == "²"
    assert both.version_of({"version": ""}) is None


def test_two_writers_are_put_together_and_only_what_both_changed_waits():
    mine, theirs = values(title="我", text="我的"), values(title="甲", text="对方的")
    merged = both.merge(posted(), mine, theirs, 4)
    assert merged.values == {"title": "我", "text": "对方的"}
    assert [(side.name, side.choice) for side in merged.both.sides] == [("text", "")]
    untouched = both.merge(posted(), values(), values(text="对方的"), 4)
    assert (untouched.both, untouched.values["text"], untouched.others[0].name) == (None, "对方的", "text")


def test_a_live_form_settles_by_the_panels_buttons_alone_and_only_over_the_texts_that_were_shown():
    mine, theirs = values(text="我的"), values(text="对方的")
    over = both.merge(posted(), mine, theirs, 4, live=True).both.over
    given = {"over": over, "keep.text": "mine"}
    assert both.merge(posted(**given), mine, theirs, 4, live=True).both is not None
    assert both.merge(posted(**given), mine, theirs, 9).values["text"] == "我的"
    settled = posted(**given, settle="each")
    assert both.merge(settled, mine, theirs, 9, live=True).values["text"] == "我的"
    assert both.merge(settled, mine, values(text="又改了"), 9, live=True).both.pressed
