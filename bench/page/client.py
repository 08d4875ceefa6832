"""Who asks: a browser's worth of HTTP over one kept connection, with the cookie of a real login."""

import http.client
import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

ACCEPTS = {  # as Chromium asks
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Accept": "text/html",
    "Accept-Language": "zh-CN,zh;q=0.9",
}
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Visitor:
    """One browser."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    connection: http.client.HTTPConnection | None = None

    def ask(self, path: str, *, plain: bool = False, body: str | None = None) -> tuple[int, bytes, float]:
        """Status, body as it came over the wire, and seconds."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = dict(ACCEPTS)
        if plain:
            del headers["Accept-Encoding"]
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Referer"] = f"http://127.0.0.1:{self.port}{path}"
        began = time.perf_counter()
        self.connection.request("POST" if body is not None else "GET", path, body, headers)
        answer = self.connection.getresponse()
        data = answer.read()
        took = time.perf_counter() - began
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _is, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, data, took

    def log_in(self, login: str, password: str) -> "Visitor":
        """The way everybody comes in."""
        _status, page, _took = self.ask("/login", plain=True)
        found = TOKEN.search(page.decode())
        token = found.group(1) if found else ""
        typed = urlencode({"csrf_token": token, "employee_no": login, "password": password})
        status, said, _took = self.ask("/login", plain=True, body=typed)
        if status != 303:
            raise SystemExit(f"{login} could not log in: {status}\n{said.decode()[:2000]}")
        return self
