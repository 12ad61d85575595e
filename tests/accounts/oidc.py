"""An identity provider that speaks OpenID Connect over real HTTP, and fails in the way that it is told to."""

import json
import threading
import time
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

PERSON = {"sub": "0010", "name": "秦明远", "email": "qin@lanyu.example", "email_verified": True}


class Handler(BaseHTTPRequestHandler):
    """Discovery, the page that asks the person (it always agrees), the token and the person's data."""

    protocol_version = "HTTP/1.0"

    def do_GET(self):
        path = urlsplit(self.path).path
        if path == "/authorize":
            asked = parse_qs(urlsplit(self.path).query)
            to = f"{asked['redirect_uri'][0]}?{urlencode({'code': 'once', 'state': asked['state'][0]})}"
            self.send_response(302)
            self.send_header("Location", to)
            self.end_headers()
            return
        host = f"http://127.0.0.1:{self.server.server_address[1]}"
        told = {
            "issuer": host,
            "authorization_endpoint": f"{host}/authorize",
            "token_endpoint": f"{host}/token",
            "userinfo_endpoint": f"{host}/person",
            "jwks_uri": f"{host}/keys",
        }
        if path == "/person":
            self.tell("person", self.server.person)
        else:
            self.tell("discovery", told)

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.tell("token", {"access_token": "t", "token_type": "Bearer", "expires_in": 3600})

    def tell(self, step, answer):
        """Answer one step, or fail at it."""
        how = self.server.fails.get(step, "")
        if how == "hang":
            time.sleep(3)
            return
        if how == "loop":
            self.send_response(302)
            self.send_header("Location", self.path)
            self.end_headers()
            return
        body = json.dumps(how if isinstance(how, (list, dict, int)) else answer).encode()
        if how in ("no json", "cut"):
            body = b"<html>maintenance" if how == "no json" else body[:-9]
        if how == "huge":
            body = b'{"x": "' + b"0" * 2_000_000 + b'"}'
        self.send_response(500 if how == "500" else 200)
        if how != "no type":
            self.send_header("Content-Type", "application/json")
        self.end_headers()
        if how == "drip":
            for one in body:
                self.wfile.write(bytes([one]))
                self.wfile.flush()
                time.sleep(0.1)
            return
        self.wfile.write(body)

    def handle(self):
        # Whoever asks does not always wait for the end.
        with suppress(BrokenPipeError, ConnectionResetError):
            super().handle()

    def log_message(self, *_args):
        pass


@contextmanager
def provider(*, says=PERSON, **fails):
    """Serve; `fails` names what a step answers instead. Yields the server's address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads, server.block_on_close = True, False
        server.fails, server.person = fails, says
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def apps(address: str) -> dict:
    """Return the setting that makes this provider one of the platform's."""
    app = {"client_id": "jiebang", "secret": "s", "key": "", "provider_id": "oidc", "name": "单位门户"}
    app["settings"] = {"server_url": address, "oauth_pkce_enabled": True}
    return {"openid_connect": {"APPS": [app]}}
