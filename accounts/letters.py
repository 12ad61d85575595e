"""What the mails about an account say: of codes, and of changes that their owner must learn of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Words:
    """A mail's subject and text; gaps are filled from what the mail is about."""

    subject: Any
    text: Any
    change: bool = False


CODE = gettext_lazy("验证码：\n\n%(code)s\n\n请在打开的页面里填入，%(minutes)s 分钟内有效。")
IGNORE = gettext_lazy("如果不是您本人操作，可以不理会这封邮件：没有验证码，别人什么也改不了。")

# By the name under which allauth sends them. What tells of a change says where it came from, and what to do.
LETTERS = {
    "account/email/email_confirmation": Words(
        gettext_lazy("邮箱验证码"), gettext_lazy("有人在%(site)s登记了您的邮箱 %(email)s。")
    ),
    "account/email/email_confirmation_signup": Words(
        gettext_lazy("注册验证码"), gettext_lazy("您正在用邮箱 %(email)s 注册%(site)s。")
    ),
    "account/email/password_reset_code": Words(
        gettext_lazy("重设密码的验证码"), gettext_lazy("您正在重设%(site)s账户 %(email)s 的密码。")
    ),
    "account/email/login_code": Words(
        gettext_lazy("登录验证码"), gettext_lazy("您正在用邮箱 %(email)s 登录%(site)s。")
    ),
    "account/email/password_reset_key": Words(
        gettext_lazy("重设密码"), gettext_lazy("重设%(site)s账户 %(email)s 的密码，请打开：\n\n%(password_reset_url)s")
    ),
    "account/email/account_already_exists": Words(
        gettext_lazy("这个邮箱已经注册"),
        gettext_lazy(
            "有人想用邮箱 %(email)s 注册%(site)s，而这个邮箱已经有账户。"
            "如果是您忘了，请重设密码：\n\n%(password_reset_url)s"
        ),
    ),
    "account/email/unknown_account": Words(
        gettext_lazy("这个邮箱没有账户"),
        gettext_lazy("有人想用邮箱 %(email)s 登录%(site)s，而这个邮箱没有账户。要注册，请打开：\n\n%(signup_url)s"),
    ),
    "invitation": Words(
        gettext_lazy("邀请您加入单位"),
        gettext_lazy(
            "%(person)s邀请您加入%(organisation)s在%(site)s的账户。\n\n"
            "请用这个邮箱 %(email)s 注册，登录后在“我的工作台”接受邀请，%(until)s之前有效：\n\n%(signup_url)s\n\n"
            "如果您不认识对方，可以不理会这封邮件。"
        ),
    ),
    "account/email/email_confirm": Words(
        gettext_lazy("邮箱已经验证"), gettext_lazy("您在%(site)s登记的邮箱已经验证。"), change=True
    ),
    "account/email/email_changed": Words(
        gettext_lazy("主邮箱已经更改"),
        gettext_lazy("您在%(site)s的主邮箱从 %(from_email)s 改为 %(to_email)s。"),
        change=True,
    ),
    "account/email/email_deleted": Words(
        gettext_lazy("邮箱已经移除"), gettext_lazy("邮箱 %(deleted_email)s 已从您在%(site)s的账户移除。"), change=True
    ),
    "account/email/password_changed": Words(
        gettext_lazy("密码已经更改"), gettext_lazy("您在%(site)s的密码已经更改。"), change=True
    ),
    "account/email/password_reset": Words(
        gettext_lazy("密码已经重设"), gettext_lazy("您在%(site)s的密码已经重设。"), change=True
    ),
    "account/email/password_set": Words(
        gettext_lazy("密码已经设置"), gettext_lazy("您在%(site)s的账户设置了密码。"), change=True
    ),
    "mfa/email/totp_activated": Words(
        gettext_lazy("已启用验证器"), gettext_lazy("您在%(site)s的账户启用了验证器应用。"), change=True
    ),
    "mfa/email/totp_deactivated": Words(
        gettext_lazy("已停用验证器"), gettext_lazy("您在%(site)s的账户停用了验证器应用。"), change=True
    ),
    "mfa/email/recovery_codes_generated": Words(
        gettext_lazy("已生成新的恢复码"),
        gettext_lazy("您在%(site)s的账户生成了一组新的恢复码，旧的不再有效。"),
        change=True,
    ),
    "mfa/email/webauthn_added": Words(
        gettext_lazy("已添加安全密钥"), gettext_lazy("您在%(site)s的账户添加了一把安全密钥。"), change=True
    ),
    "mfa/email/webauthn_removed": Words(
        gettext_lazy("已移除安全密钥"), gettext_lazy("您在%(site)s的账户移除了一把安全密钥。"), change=True
    ),
    "socialaccount/email/account_connected": Words(
        gettext_lazy("已关联登录方式"), gettext_lazy("您在%(site)s的账户关联了登录方式 %(provider)s。"), change=True
    ),
    "socialaccount/email/account_disconnected": Words(
        gettext_lazy("已解除登录方式"), gettext_lazy("您在%(site)s的账户解除了登录方式 %(provider)s。"), change=True
    ),
}
# How long a code of each kind of mail holds, in seconds.
HOLDS = {
    "account/email/email_confirmation": "ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT",
    "account/email/email_confirmation_signup": "ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT",
    "account/email/password_reset_code": "ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT",
    "account/email/login_code": "ACCOUNT_LOGIN_BY_CODE_TIMEOUT",
}


def site_name() -> str:
    """Return the name of the site in the active language."""
    return settings.SITE_NAME or _("揭榜")


def letter(
    kind: str, email: str, facts: Mapping[str, Any], *, sender: str | None = None, key: str = ""
) -> EmailMultiAlternatives:
    """Return a mail to this mailbox in the active language, plain and as HTML, ready to be sent.

    With a `key`, one that is sent twice is recognised as one by the reader's program.
    """
    subject, text = put(kind, {"email": email, **facts})
    body = {"subject": subject, "body": text, "language": get_language(), "site": site_name()}
    headers = {"Message-ID": f"<{key}@{urlsplit(settings.SITE_URL).hostname}>"} if key else None
    made = EmailMultiAlternatives(subject, text, sender, [email], headers=headers)
    made.attach_alternative(render_to_string("account/mail.html", body), "text/html")
    return made


def put(kind: str, facts: Mapping[str, Any]) -> tuple[str, str]:
    """Return subject and text of a mail in the active language. Raises KeyError for a kind that nobody worded."""
    words, site = LETTERS[kind], site_name()
    known = {**facts, "site": site}
    if kind in HOLDS:
        known["minutes"] = getattr(settings, HOLDS[kind]) // 60
    parts = [words.text % known]
    if kind in HOLDS:
        parts += [CODE % known, str(IGNORE)]
    if words.change:
        parts.append(
            _("来自 IP 地址 %(ip)s，时间 %(time)s（北京时间）。如果不是您本人操作，请立即重设密码并检查两步验证。")
            % known
        )
    parts.append(f"{site}\n{settings.SITE_URL}")
    return _("【%(site)s】%(subject)s") % {"site": site, "subject": words.subject}, "\n\n".join(parts)
