"""Tables of accounts: ministries and people, how people prove who they are, what was opened in an emergency."""

from exchange.accounts.models.opened import OpenedMinistry
from exchange.accounts.models.people import FailedSignIn, Invitation, Membership, Ministry, Person
from exchange.accounts.models.proofs import (
    Means,
    OpenSession,
    Passkey,
    PasswordReset,
    ProviderIdentity,
    RecoveryCode,
    TimeCode,
)
from exchange.accounts.models.visits import Visit

__all__ = [
    "FailedSignIn",
    "Invitation",
    "Means",
    "Membership",
    "Ministry",
    "OpenSession",
    "OpenedMinistry",
    "Passkey",
    "PasswordReset",
    "Person",
    "ProviderIdentity",
    "RecoveryCode",
    "TimeCode",
    "Visit",
]
