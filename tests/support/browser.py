"""A test client that behaves like a person's browser and checks every page that it is shown."""

from collections.abc import Mapping
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from exchange.accounts.models import Means, Person
from tests.support.page import Page, check_page
from tests.support.signing import csrf_token, session_of


class Browser:
    """One person's browser: its own cookies, its own language."""

    def __init__(self, app: Flask, session: Session, language: str = "en") -> None:
        self._app = app
        self._session = session
        self._client = app.test_client()
        self.language = language

    def another(self, language: str = "en") -> "Browser":
        """A second person at another machine."""
        return Browser(self._app, self._session, language)

    def sign_in(self, person: Person, means: Means = Means.TWO_FACTORS) -> "Browser":
        """Become this person without passing through the sign-in page (which has tests of its own)."""
        self._session.commit()
        with self._client.session_transaction() as cookies:
            cookies.clear()
            cookies.update(session_of(self._app, person, means))
        return self

    def get(
        self, path: str, *, follow: bool = True, check: bool = True, headers: Mapping[str, str] | None = None
    ) -> Page:
        """Open a page."""
        self._session.commit()
        response = self._client.get(path, follow_redirects=follow, headers=self._headers(headers))
        self._session.expire_all()
        is_html = response.mimetype == "text/html"
        is_text = (response.mimetype or "").startswith(("text", "application/json", "application/atom+xml"))
        page = Page(response.status_code, response.get_data(as_text=True) if is_text else "", response.location)
        if check and is_html and response.status_code not in {301, 302, 303, 307, 308}:
            check_page(page)
        return page

    def raw(self, path: str) -> Any:
        """The answer as it came, for bytes and headers."""
        self._session.commit()
        response = self._client.get(path, headers=self._headers(None))
        response.get_data()
        response.close()
        return response

    def post(
        self,
        path: str,
        data: Mapping[str, Any] | None = None,
        *,
        follow: bool = False,
        check: bool = True,
        headers: Mapping[str, str] | None = None,
    ) -> Page:
        """Send a form, with the token that a page of this session carries."""
        self._session.commit()
        form = {"csrf_token": self._token()} | dict(data or {})
        response = self._client.post(path, data=form, follow_redirects=follow, headers=self._headers(headers))
        self._session.expire_all()
        page = Page(response.status_code, response.get_data(as_text=True), response.location)
        if check and response.mimetype == "text/html" and response.status_code in {200, 422}:
            check_page(page)
        return page

    def _token(self) -> str:
        """The token of this session, without opening a page for it: that each form carries one, check_page sees."""
        with self._client.session_transaction() as cookies:
            return csrf_token(self._app, cookies)

    def _headers(self, more: Mapping[str, str] | None) -> dict[str, str]:
        return {"Accept-Language": self.language} | dict(more or {})
