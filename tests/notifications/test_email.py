import smtplib

import pytest
from django.core import mail
from django.core.mail.backends import locmem

from notifications import relay
from notifications.channels import ChannelDown, Letter, email
from notifications.masking import masked
from notifications.models import Delivery
from tests.factories.notifications import AT, event, person


@pytest.fixture
def sent(told):
    """The mail of one notice."""

    def _sent(reader, facts=None, **keywords):
        told(reader, **keywords)
        event(facts=facts or {"title": "碳化硅衬底"})
        relay.run(AT)
        return mail.outbox[-1]

    return _sent


def test_a_mail_has_a_plain_and_an_html_part_with_a_link_and_the_reason(sent, reader):
    message = sent(reader)
    (html, kind), *_ = message.alternatives
    assert kind == "text/html"
    assert message.subject == "已发布：碳化硅衬底"
    for part in (message.body, html):
        assert "http://127.0.0.1:8000/sheets/7/" in part
        assert "你关注了这张榜" in part
        assert "不再接收此类邮件" in part
    assert '<html lang="zh-hans">' in html
    assert reader.email in message.to[0]


def test_a_mail_is_in_english_for_who_reads_english(sent, db):
    message = sent(person(language="en"))
    assert message.subject == "Posted: 碳化硅衬底"
    assert "Stop such mails" in message.body
    assert "Open" in message.alternatives[0][0]


def test_what_people_typed_is_escaped_in_html_and_only_there(sent, reader):
    message = sent(reader, facts={"title": "<script>alert('1')</script> & Söhne"})
    assert message.subject == "已发布：<script>alert('1')</script> & Söhne"
    assert "<script>" not in message.alternatives[0][0]
    assert "&lt;script&gt;alert(&#x27;1&#x27;)&lt;/script&gt; &amp; Söhne" in message.alternatives[0][0]


def test_a_line_break_in_a_title_adds_no_header(sent, reader):
    message = sent(reader, facts={"title": "榜\nBcc: all@example.cn"})
    assert message.subject == "已发布：榜"
    assert message.recipients() == [message.to[0]]
    assert "Bcc" not in message.message()


def test_who_may_switch_it_off_finds_a_one_click_link(sent, reader):
    headers = sent(reader).extra_headers
    assert headers["List-Unsubscribe"].startswith("<http://127.0.0.1:8000/inbox/unsubscribe/")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_statutory_notice_says_that_it_cannot_be_switched_off(sent, reader):
    message = sent(reader, statutory=True)
    assert "List-Unsubscribe" not in message.extra_headers
    assert "法定通知，不能关闭。" in message.body


@pytest.mark.parametrize("down", [ConnectionRefusedError(), smtplib.SMTPConnectError(421, "busy")])
def test_a_mail_server_that_cannot_be_reached_is_a_channel_that_is_down(monkeypatch, reader, down):
    def refuse(self):
        raise down

    monkeypatch.setattr(locmem.EmailBackend, "open", refuse)
    with pytest.raises(ChannelDown), email.session():
        pass  # pragma: no cover


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        (smtplib.SMTPServerDisconnected("gone"), ChannelDown),
        (TimeoutError(), ChannelDown),
        (smtplib.SMTPRecipientsRefused({}), smtplib.SMTPRecipientsRefused),
    ],
)
def test_a_server_that_goes_away_is_told_from_a_letter_it_refuses(monkeypatch, reader, problem, expected):
    def refuse(self, messages):
        raise problem

    monkeypatch.setattr(locmem.EmailBackend, "send_messages", refuse)
    letter = Letter(person=reader, language="zh-hans", message_id="<1@x>", subject="一", body="二")
    with email.session() as send, pytest.raises(expected):
        send(letter)


def test_an_account_without_a_full_name_gets_mail_as_well(reader):
    class Bare:
        email = "bare@example.cn"

    letter = Letter(person=Bare(), language="zh-hans", message_id="<1@x>", subject="一", body="二")
    assert email.compose(letter).to == ["bare@example.cn"]


def test_addresses_are_masked():
    assert masked("to li.lei+jb@mail.example.cn, x@y.cn: no") == "to l***@mail.example.cn, x***@y.cn: no"


def test_the_row_of_a_sent_mail_says_so(sent, reader):
    sent(reader)
    assert Delivery.objects.get().state == "sent"
