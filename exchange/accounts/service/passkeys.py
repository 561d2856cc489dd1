"""Passkeys (WebAuthn): made on the person's device, checked here; the device itself asks for finger, face or PIN."""

import json
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.events import ProofChanged
from exchange.accounts.models import Passkey, Person
from exchange.accounts.service.second_factors import keep_one_factor
from exchange.audit.service import Act, record
from exchange.kernel.actor import Actor
from exchange.kernel.errors import InvalidError, NotFoundError
from exchange.kernel.events import emit
from exchange.kernel.messages import N_, Message

MOST = 10
LONGEST_NAME = 60
_MILLISECONDS = 300_000  # to find the key in the bag


@dataclass(frozen=True)
class Site:
    """Which host the keys belong to, by the configured address and never by a request's."""

    host: str
    origin: str
    name: str

    @classmethod
    def of(cls, public_url: str, name: str) -> "Site":
        """From the settings."""
        parts = urlsplit(public_url)
        return cls(parts.hostname or "", f"{parts.scheme}://{parts.netloc}", name)

    @property
    def has_passkeys(self) -> bool:
        """Browsers make passkeys for names of hosts only, never for numbers."""
        return not self.host.replace(".", "").isdigit() and ":" not in self.host


def creation_options(session: Session, *, person_id: UUID, site: Site, challenge: bytes) -> str:
    """What the browser is asked for a new key, as JSON. Keys that the person has are left out."""
    import webauthn  # noqa: PLC0415 - a third of a second that few requests need
    from webauthn.helpers import structs  # noqa: PLC0415 - as above

    person = session.get_one(Person, person_id)
    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name=site.name,
        user_id=person.id.bytes,
        user_name=person.email,
        challenge=challenge,
        timeout=_MILLISECONDS,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[_descriptor(one) for one in _keys_of(session, person_id)],
    )
    return webauthn.options_to_json(options)


def request_options(session: Session, *, site: Site, challenge: bytes, person_id: UUID | None = None) -> str:
    """What the browser is asked at sign-in, as JSON; without a person any key of this site may answer."""
    import webauthn  # noqa: PLC0415 - as above
    from webauthn.helpers import structs  # noqa: PLC0415 - as above

    options = webauthn.generate_authentication_options(
        rp_id=site.host,
        challenge=challenge,
        timeout=_MILLISECONDS,
        allow_credentials=[_descriptor(one) for one in _keys_of(session, person_id)] if person_id else None,
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def add_passkey(
    session: Session, *, actor: Actor, site: Site, challenge: bytes, answer: str, name: str, now: datetime
) -> Passkey:
    """Keep the key that the device has made.

    Raises:
        InvalidError: the answer is not one to this challenge, or there are ten already.
    """
    import webauthn  # noqa: PLC0415 - as above
    from webauthn.helpers.exceptions import WebAuthnException  # noqa: PLC0415 - as above

    if actor.person_id is None:
        raise NotFoundError
    if len(_keys_of(session, actor.person_id)) >= MOST:
        raise InvalidError({"name": Message(N_("There are ten passkeys already. Remove one first."))})
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError) as error:
        raise InvalidError({"name": Message(N_("The device did not make a passkey. Start again."))}) from error
    row = Passkey(
        person_id=actor.person_id,
        credential_id=_text(made.credential_id),
        public_key=made.credential_public_key,
        uses=made.sign_count,
        name=" ".join(name.split())[:LONGEST_NAME] or "Passkey",
        made_at=now,
    )
    session.add(row)
    session.flush()
    _note(session, actor, "passkey.added", now)
    return row


def person_by_passkey(session: Session, *, site: Site, challenge: bytes, answer: str, now: datetime) -> Person:
    """Whose key has signed the challenge.

    Raises:
        NotFoundError: alike for an unknown key, a wrong signature, a copy of a key, and a closed account.
    """
    import webauthn  # noqa: PLC0415 - as above
    from webauthn.helpers.exceptions import WebAuthnException  # noqa: PLC0415 - as above

    row = _named(session, answer)
    person = session.get(Person, row.person_id) if row else None
    if row is None or person is None or person.disabled_at is not None:
        raise NotFoundError
    try:
        checked = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=row.public_key,
            credential_current_sign_count=row.uses,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError) as error:
        raise NotFoundError from error
    row.uses, row.used_at = checked.new_sign_count, now
    return person


def remove_passkey(session: Session, *, actor: Actor, passkey_id: UUID, now: datetime) -> None:
    """Forget one.

    Raises:
        NotFoundError: no such passkey of this person.
        RefusedError: it is the last second factor of somebody who needs one.
    """
    row = session.get(Passkey, passkey_id)
    if row is None or row.person_id != actor.person_id:
        raise NotFoundError
    keep_one_factor(session, row.person_id, without=row.id)
    session.delete(row)
    session.flush()
    _note(session, actor, "passkey.removed", now)


def _named(session: Session, answer: str) -> Passkey | None:
    try:
        name = json.loads(answer)["id"]
    except (ValueError, KeyError, TypeError):
        return None
    return session.scalars(select(Passkey).where(Passkey.credential_id == str(name))).one_or_none()


def _keys_of(session: Session, person_id: UUID) -> list[Passkey]:
    return list(session.scalars(select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.id)))


def _descriptor(row: Passkey):  # type: ignore[no-untyped-def]  # noqa: ANN202 - the library's type, loaded lazily
    from webauthn.helpers import base64url_to_bytes, structs  # noqa: PLC0415 - as above

    return structs.PublicKeyCredentialDescriptor(id=base64url_to_bytes(row.credential_id))


def _text(identifier: bytes) -> str:
    from webauthn.helpers import bytes_to_base64url  # noqa: PLC0415 - as above

    return bytes_to_base64url(identifier)


def _note(session: Session, actor: Actor, what: str, now: datetime) -> None:
    if actor.person_id is not None:
        record(session, actor=actor, act=Act(f"person.{what}", "person", actor.person_id), now=now)
        emit(session, ProofChanged(actor.person_id, what, now))
