from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts import operators
from accounts.typed import columns, mail


class UserManager(BaseUserManager["User"]):
    """Makes people. An address is kept in one spelling, so that one mailbox is one account."""

    def create_user(self, email, password=None, **fields):
        """A person who signs in with `email`; without a password they can sign in only by other means."""
        user = self.model(email=email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        """An operator: nobody stands above the operators, and the framework's superuser has no right of their own."""
        return self.create_user(email, password, **{**fields, "is_operator": True, "is_superuser": False})

    def get_by_natural_key(self, email):
        return self.get(email=mail.folded(email))


class User(AbstractBaseUser, PermissionsMixin):
    """A person. What they may do comes from their memberships, their expert profile, or from being an operator."""

    class Language(models.TextChoices):
        CHINESE = "zh-hans", "简体中文"
        ENGLISH = "en", "English"

    class Theme(models.TextChoices):
        SYSTEM = "", _("跟随系统")
        LIGHT = "light", _("浅色")
        DARK = "dark", _("深色")

    noun = "user"

    email = columns.Mail(_("电子邮箱"), unique=True)
    name = columns.Line(_("姓名"), max_length=60, blank=True, default="")
    phone = columns.Phone(_("手机号码"), max_length=60, blank=True, default="")
    language = models.CharField(_("语言"), max_length=10, choices=Language, default=Language.CHINESE)
    theme = models.CharField(_("外观"), max_length=5, choices=Theme, blank=True, default=Theme.SYSTEM)
    is_operator = models.BooleanField(_("平台运营人员"), default=False)
    is_staff = models.BooleanField(_("可进入后台"), default=False)
    is_active = models.BooleanField(_("可登录"), default=True)
    # Whether programs may compare what the profile says of their knowledge with what a challenge asks for.
    matched = models.BooleanField(default=True, editable=False)
    # What an organisation's token acts as: it has no mailbox, signs in nowhere and is told nothing.
    is_program = models.BooleanField(default=False, editable=False)
    registered_at = models.DateTimeField(_("注册时间"), null=True, blank=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("用户")
        verbose_name_plural = _("用户")
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_lower"),
        ]

    def __str__(self):
        return self.name or self.email

    def save(self, **kwargs):
        # Operators work in the admin: whoever becomes one may open it.
        if self.is_operator and not self.is_staff:
            self.is_staff = True
            if (fields := kwargs.get("update_fields")) is not None:
                kwargs["update_fields"] = {*fields, "is_staff"}
        super().save(**kwargs)

    @property
    def chain(self):
        """The timeline that everything about this person belongs to."""
        return f"user:{self.pk}"

    def has_perm(self, perm, obj=None):
        """Return whether the person may do this in the administration: what operators may, whatever the row says."""
        return self.is_active and self.is_operator and perm in operators.PERMISSIONS

    def has_perms(self, perm_list, obj=None):
        """Return whether the person may do all of this in the administration."""
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label):
        """Return whether the administration shows the person something of this app."""
        return self.is_active and self.is_operator and app_label in operators.APPS

    def get_full_name(self):
        return self.name or self.email

    def get_short_name(self):
        return self.name or self.email
