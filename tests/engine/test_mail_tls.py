"""Mail over TLS, from the first byte or by STARTTLS: to whoever proves who he is."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import trustme

from engine import clock, mail
from engine.mail import BACK_OFF, Delivered, deliver
from engine.models import Notice
from tests.engine.mailroom import MailRoom, mail_room, post_at
from tests.engine.test_mail import SOON, set_up, tell

if TYPE_CHECKING:
    from tests.engine.agency import Agency

HERE = "127.0.0.1"
PASSWORD = "rahasia sekali"


@pytest.fixture
def mailing(agency: Agency) -> Agency:
    """An agency that sends mail, with one notice waiting."""
    set_up(agency)
    tell(agency, "auditor_1")
    return agency


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Who vouches for servers."""
    return trustme.CA()


@pytest.fixture(autouse=True)
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine trusts the authority, and it alone."""
    file = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(file))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "nothing"))


@dataclass(frozen=True)
class Way:
    """One of the two ways to TLS: how the server is set up, and the address it has then."""

    option: str
    scheme: str
    more: dict[str, Any]

    def room(self, certificate: trustme.LeafCert) -> AbstractContextManager[MailRoom]:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        return mail_room(**{self.option: context}, **self.more)

    def send(self, agency: Agency, room: MailRoom) -> Delivered:
        post = post_at(room.port, f"{self.scheme}timbang:{PASSWORD.replace(' ', '%20')}@")
        return deliver(agency.database, post, clock.real() + SOON)


@pytest.fixture(params=["from the first byte", "by STARTTLS"])
def way(request: pytest.FixtureRequest) -> Way:
    if request.param == "by STARTTLS":
        return Way("tls_context", "smtp://", {})
    # The server takes TLS that it did not begin itself for none.
    return Way("ssl_context", "smtps://", {"auth_require_tls": False})


def failure(agency: Agency) -> str:
    [notice] = agency.rows(Notice)
    assert notice.mail == "waiting"
    reason: str = notice.failure
    return reason


def test_mail_and_password_reach_a_server_that_proves_who_it_is(
    mailing: Agency, authority: trustme.CA, way: Way
) -> None:
    with way.room(authority.issue_cert(HERE)) as room:
        assert way.send(mailing, room) == Delivered(sent=1)
    assert room.logins == [("timbang", PASSWORD, True)]
    assert room.subjects() == ["Berkas baru: Catatan, "]


Impostor = Callable[[trustme.CA], trustme.LeafCert]
IMPOSTORS: dict[str, tuple[Impostor, str]] = {
    "nobody vouches for": (lambda _: trustme.CA().issue_cert(HERE), "unable to get local issuer"),
    "another server's": (lambda known: known.issue_cert("mail.example"), "IP address mismatch"),
    "no longer valid": (
        lambda known: known.issue_cert(HERE, not_after=datetime(2020, 1, 1, tzinfo=UTC)),
        "certificate has expired",
    ),
}


@pytest.mark.parametrize("certificate", IMPOSTORS)
def test_a_certificate_that_proves_nothing_gets_no_password_and_no_mail(
    mailing: Agency, authority: trustme.CA, way: Way, certificate: str
) -> None:
    issue, said = IMPOSTORS[certificate]
    with way.room(issue(authority)) as room:
        assert way.send(mailing, room) == Delivered(put_off=1, reached=False)
    assert (room.logins, room.mails) == ([], [])
    assert said in failure(mailing)
    # Once the server is set right the same mail goes out.
    with way.room(authority.issue_cert(HERE)) as room:
        late = clock.real() + SOON + BACK_OFF[0]
        post = post_at(room.port, f"{way.scheme}timbang:sandi@")
        assert deliver(mailing.database, post, late) == Delivered(sent=1)


def test_a_server_that_is_no_loopback_must_offer_starttls_before_the_password(
    mailing: Agency, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "_LOOPBACK", frozenset())
    post = "smtp://timbang:sandi@"
    with mail_room(auth_require_tls=False) as room:
        done = deliver(mailing.database, post_at(room.port, post), clock.real() + SOON)
    assert done == Delivered(put_off=1, reached=False)
    assert (room.logins, room.mails) == ([], [])
    assert failure(mailing) == "tanpa TLS kata sandi tidak dikirim"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits for a word of a server that waits for one itself waits a second."""
    monkeypatch.setattr(mail, "_TIMEOUT_SECONDS", 1.0)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(("scheme", "encrypted"), [("smtp://", True), ("smtps://", False)])
def test_the_wrong_way_to_a_server_is_no_way_around_tls(
    mailing: Agency, authority: trustme.CA, scheme: str, encrypted: bool
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(HERE).configure_cert(context)
    with mail_room(ssl_context=context if encrypted else None, auth_require_tls=False) as room:
        post = post_at(room.port, f"{scheme}timbang:sandi@")
        done = deliver(mailing.database, post, clock.real() + SOON)
    assert done == Delivered(put_off=1, reached=False)
    assert (room.logins, room.mails) == ([], [])
