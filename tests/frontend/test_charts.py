"""Pictures: dots where the marks lie, a text that says the same, and nothing a reader wrote runs."""

from decimal import Decimal

from frontend.charts import histogram, marks

D = Decimal


def test_marks_lie_on_the_line_and_are_read_aloud():
    picture = marks([D("60.00"), D("80.00")], D("70.00"), (D(10), D(50), D(90)))
    assert picture.count("<circle") == 2
    assert 'cx="142.0"' in picture and 'cx="186.0"' in picture
    assert "<title>各专家评分 60.00、80.00，平均 70.00。全部申报书在 10 至 90 之间，中位 50。</title>" in picture
    assert "band" not in marks([D(0)], D(0))


def test_the_histogram_marks_the_readers_own_bar():
    picture = histogram([D(5), D(99), D(100), D("70.5")], D(100), "<b>总分</b>")
    assert picture.count("<rect") == 10
    assert picture.count('"bar own"') == 1
    assert "&lt;b&gt;总分&lt;/b&gt;：100 分，共 4 份。" in picture
    assert histogram([], D(0), "x").count("<rect") == 10
