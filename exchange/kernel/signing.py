"""Links and marks that only this installation can have made: HMAC-SHA-256 under the secret key, one key per purpose."""

from hashlib import sha256

from itsdangerous import URLSafeSerializer


def signer(secret_key: str, purpose: str) -> URLSafeSerializer:
    """Signs and reads small values for an address or a cookie; what was signed for another purpose is not read."""
    return URLSafeSerializer(
        secret_key, salt=purpose, signer_kwargs={"key_derivation": "hmac", "digest_method": sha256}
    )


def digits_for(secret_key: str, purpose: str, said: str) -> str:
    """64 hexadecimal digits that nobody else can reckon: the same ones for the same purpose and words."""
    return sha256(signer(secret_key, purpose).dumps(said).encode()).hexdigest()
