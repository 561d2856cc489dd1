"""The link of a password letter: made from the row's id and the installation's key, so it stands in no table."""

from uuid import UUID

from itsdangerous import BadSignature

from exchange.kernel.signing import signer

_SALT = "password-reset"


def reset_token(reset_id: UUID, secret_key: str) -> str:
    """What stands in the address."""
    token = signer(secret_key, _SALT).dumps(reset_id.hex)
    return str(token)


def reset_id_of(token: str, secret_key: str) -> UUID | None:
    """The row that a token names; None for one that was not made here."""
    try:
        return UUID(str(signer(secret_key, _SALT).loads(token)))
    except (BadSignature, ValueError):
        return None
