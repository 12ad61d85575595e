"""A form of a page's own making, refused on the way to another page, stands there again with every word."""

from frontend.kit.refused import refilled

FORM = """<details><summary>a</summary><div><details><summary>b</summary><form method="post" action="/x/1/">
<input name="why" value="old"><textarea name="text">old</textarea>
<select name="kind"><option value="a" selected>A</option><option value="b">B</option></select>
<input type="checkbox" name="ticked" value="1" checked></form></details></div></details>
<details id="other"><form method="post" action="/x/2/"><input name="why" value="other"></form></details>"""


def refused(**typed):
    return {"action": "/x/1/", "typed": typed, "problems": [["why", "太短<b>"], ["kind", "选错"]]}


def test_the_refused_form_has_what_was_typed_and_stands_open():
    page = refilled(FORM, refused(why=['"x"&'], text=["<i>新</i>"], kind=["b"]), "*")
    assert 'value="&quot;x&quot;&amp;"' in page and "&lt;i&gt;新&lt;/i&gt;</textarea>" in page
    assert '<option value="b" selected="">' in page and '<option value="a">' in page
    first, _sep, other = page.partition('<details id="other"')
    assert first.count('<details open="">') == 2 and not other.startswith(" open")
    assert 'value="other"' in other


def test_what_is_wrong_stands_under_its_field():
    page = refilled(FORM, refused(why=["x"]), "*")
    assert 'aria-invalid="true" aria-describedby="refused-why"' in page
    assert 'id="refused-why"><p class="err">*<span>太短&lt;b&gt;</span>' in page
    assert page.index("refused-kind") < page.index("</form>")


def test_a_page_without_the_form_stays_as_it_is():
    assert refilled("<p>&nbsp;x</p>", refused(why=["x"]), "*") == "<p>&nbsp;x</p>"


def test_a_form_that_says_by_itself_what_is_wrong_is_left_to_it():
    drawn = FORM.replace(
        'name="why" value="old"', 'name="why" value="x" aria-invalid="true" aria-describedby="id_why_error"'
    )
    page = refilled(drawn, refused(why=["x"]), "*")
    assert "refused-why" not in page and 'aria-describedby="id_why_error"' in page
