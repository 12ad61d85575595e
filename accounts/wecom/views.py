"""WeCom's way of signing in: a code page of its own, and a token of the enterprise instead of the person."""

from urllib.parse import urlencode

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter, OAuth2CallbackView, OAuth2LoginView

API = "https://qyapi.weixin.qq.com/cgi-bin/"


def ask(path: str, **params) -> dict:
    """Return WeCom's answer; raises OAuth2Error when it names an error."""
    with get_adapter().get_requests_session() as session:
        response = session.get(API + path, params=params)
        response.raise_for_status()
        answer = response.json()
    if answer.get("errcode"):
        raise OAuth2Error(f"WeCom answers {answer['errcode']} to {path}")
    return answer


class WeComClient(OAuth2Client):
    """Names its parameters as WeCom does, and fetches the enterprise's token."""

    agent_id = ""

    def get_redirect_url(self, authorization_url, scope, extra_params):
        """Return the page where a person shows a code to their phone."""
        query = {
            "login_type": "CorpApp",
            "appid": self.consumer_key,
            "agentid": self.agent_id,
            "redirect_uri": self.callback_url,
            "state": self.state,
        }
        return f"{authorization_url}?{urlencode(query)}"

    def get_access_token(self, code, pkce_code_verifier=None):
        """Return the enterprise's token, with the person's code beside it."""
        answer = ask("gettoken", corpid=self.consumer_key, corpsecret=self.consumer_secret)
        return {"access_token": answer["access_token"], "expires_in": answer["expires_in"], "code": code}


class WeComAdapter(OAuth2Adapter):
    provider_id = "wecom"
    client_class = WeComClient
    authorize_url = "https://login.work.weixin.qq.com/wwlogin/sso/login"
    access_token_url = API + "gettoken"

    def get_client(self, request, app):
        """Return the client of this enterprise's application."""
        client = super().get_client(request, app)
        client.agent_id = app.settings.get("agent_id", "")
        return client

    def complete_login(self, request, app, token, response):
        """Return the person whose code this is; a stranger to the enterprise is refused."""
        who = ask("auth/getuserinfo", access_token=token.token, code=response["code"])
        if "userid" not in who:
            raise OAuth2Error("WeCom knows no member for this code")
        person = ask("user/get", access_token=token.token, userid=who["userid"])
        return self.get_provider().sociallogin_from_response(request, {**person, "corp": app.client_id})


oauth2_login = OAuth2LoginView.adapter_view(WeComAdapter)
oauth2_callback = OAuth2CallbackView.adapter_view(WeComAdapter)
