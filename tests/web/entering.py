"""Coming and going through the sign-in page, as tests of pages do it."""

from portal.models import Person
from tests.support.client import PageClient
from tests.support.people import PASSWORD


def attempt(client: PageClient, email: str, password: str = PASSWORD, **fields: str) -> str | None:
    """Try to sign in: where one is led to, None when refused."""
    return client.post("/sign-in", data={"email": email, "password": password, **fields}).location


def enter(client: PageClient, person: Person) -> None:
    """Sign in, and open some page: it brings the token of the new session."""
    client.get("/sign-in")
    assert attempt(client, person.email) == "/"
    client.get("/no-such-page", expect=404)


def leave(client: PageClient) -> None:
    """Sign out by the button of a page that is opened for it."""
    client.get("/no-such-page", expect=404)
    client.post("/sign-out", follow_redirects=True)
