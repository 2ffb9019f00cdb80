"""The client through which every page test goes.

It keeps the token against forged requests as a browser does, and holds every answer against what is
true of all of them: the expected status, a good page, the policy of the page's content.
"""

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.html import Page


class PageClient(FlaskClient):
    """A browser without JavaScript that is never content with a bad page."""

    token: str | None = None

    def open(self, *args: Any, expect: int | None = None, csrf: bool = True, **kwargs: Any) -> TestResponse:
        """Make a request; without *expect*, anything below 400 will do. *csrf* adds the last token seen."""
        if csrf and kwargs.get("method") == "POST" and not kwargs.get("json"):
            kwargs["data"] = self._with_token(kwargs.get("data"))
        response = super().open(*args, **kwargs)
        self._check(response, expect)
        return response

    def page(self, path: str, **kwargs: Any) -> Page:
        """The parsed page at *path*."""
        return Page(self.get(path, **kwargs).text)

    def _with_token(self, data: Any) -> Any:
        if isinstance(data, str | bytes):
            return data
        if self.token is None:
            self.get("/sign-in", follow_redirects=True)
        if isinstance(data, list):
            return data if any(name == "csrf_token" for name, _ in data) else [("csrf_token", self.token), *data]
        return {"csrf_token": self.token, **(data or {})}

    def _check(self, response: TestResponse, expect: int | None) -> None:
        what = f"{response.request.method} {response.request.path}"
        as_expected = response.status_code < 400 if expect is None else response.status_code == expect
        assert as_expected, f"{what} answered {response.status}, expected {expect or 'success'}\n{response.text[:2000]}"
        policy = response.headers.get("Content-Security-Policy", "")
        assert "default-src 'none'" in policy, f"{what}: content security policy {policy!r}"
        assert "unsafe" not in policy, f"{what}: content security policy {policy!r}"
        if response.mimetype == "text/html" and response.status_code not in range(300, 400):
            page = Page(response.text)
            faults = page.faults()
            assert not faults, f"{what}: " + "\n".join(faults)
            self.token = page.csrf_token() or self.token
