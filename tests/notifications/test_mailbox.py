from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.message import EmailMessage

from notifications import mailbox

BACKEND = "notifications.mailbox.MailboxBackend"


def post(subject, to):
    message = EmailMultiAlternatives(subject, f"正文 {subject}", to=[to], connection=get_connection(BACKEND))
    message.attach_alternative(f"<p>正文 {subject}</p>", "text/html")
    message.send()


def test_each_mail_is_a_file_that_can_be_read_again(settings, tmp_path):
    settings.MAILBOX_DIR = tmp_path / "mail"
    assert mailbox.mails() == []
    post("甲", "a@example.cn")
    post("乙", "b@example.cn")
    newest, oldest = mailbox.mails()
    assert [mail.message["Subject"] for mail in (newest, oldest)] == ["乙", "甲"]
    assert (newest.plain.strip(), newest.html.strip()) == ("正文 乙", "<p>正文 乙</p>")
    assert mailbox.mails(to="A@example.cn")[0].name == oldest.name
    assert len(mailbox.mails(limit=1)) == 1


def test_a_mail_without_an_html_part_is_read_too(settings, tmp_path):
    settings.MAILBOX_DIR = tmp_path
    EmailMessage("丙", "只有文字", to=["a@example.cn"], connection=get_connection(BACKEND)).send()
    (mail,) = mailbox.mails()
    assert (mail.plain.strip(), mail.html) == ("只有文字", "")
    mail.message.clear_content()
    mail.message.make_mixed()
    assert mail.plain == ""


def test_nothing_outside_the_folder_is_read(settings, tmp_path):
    settings.MAILBOX_DIR = tmp_path / "mail"
    (tmp_path / "1.eml").write_text("Subject: outside")
    assert mailbox.read("../1.eml") is None
    assert mailbox.read("1.eml") is None
