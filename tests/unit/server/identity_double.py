"""A provider of identities on this machine: signs what a test tells it to sign."""

import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm


class Double:
    """Answers as RFC 6749 and OpenID Connect have it. `claims` go into the next token;
    `head` and `signs_with` make bad ones; `status` breaks the token endpoint."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.kid, self.claims, self.status = "k1", dict[str, Any](), 200
        self.calls_itself: str | None = None
        self.algorithm, self.signs_with = "RS256", self.key
        self.asked: list[dict[str, list[str]]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def token(self) -> str:
        """The next token."""
        now = int(time.time())
        usual = {"iss": self.issuer, "aud": "bantay", "sub": "7", "iat": now, "exp": now + 300}
        claims = {name: v for name, v in {**usual, **self.claims}.items() if v is not None}
        head = {"kid": self.kid}
        return jwt.encode(claims, self.signs_with, algorithm=self.algorithm, headers=head)

    def told(self, path: str) -> Any:
        """What is answered to a GET."""
        if path == "/keys":
            key = json.loads(RSAAlgorithm.to_jwk(self.key.public_key()))
            return {"keys": [{**key, "kid": self.kid, "use": "sig"}]}
        return {
            "issuer": self.calls_itself or self.issuer,
            "authorization_endpoint": f"{self.issuer}/in",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }

    def _handler(double) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                if self.path.startswith("/in?"):
                    self._sign_in()
                else:
                    self._say(200, double.told(self.path))

            def _sign_in(self) -> None:
                """Somebody signs in without being asked anything, and is sent back."""
                asked = {name: said[0] for name, said in parse_qs(self.path[4:]).items()}
                double.claims["nonce"] = asked["nonce"]
                said = urlencode({"code": "c1", "state": asked["state"], "iss": double.issuer})
                self.send_response(302)
                self.send_header("location", f"{asked['redirect_uri']}?{said}")
                self.end_headers()

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                double.asked.append(parse_qs(body))
                self._say(double.status, {"id_token": double.token()})

            def _say(self, status: int, what: Any) -> None:
                raw = json.dumps(what).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

        return Handler
