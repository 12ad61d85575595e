"""What a WeCom account tells about its person."""

from allauth.socialaccount.providers.base import ProviderAccount
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider

from accounts.typed import mail
from accounts.wecom.views import WeComAdapter


class WeComAccount(ProviderAccount):
    def to_str(self):
        return self.account.extra_data.get("name") or super().to_str()


class WeComProvider(OAuth2Provider):
    """People of one enterprise; their id is unique within it, so the enterprise's id stands before it."""

    id = "wecom"
    name = "企业微信"
    account_class = WeComAccount
    oauth2_adapter_class = WeComAdapter

    def extract_uid(self, data):
        return f"{data['corp']}:{data['userid']}"

    def extract_common_fields(self, data):
        return {"name": data.get("name", ""), "email": mail.folded(data.get("biz_mail") or data.get("email"))}


provider_classes = [WeComProvider]
