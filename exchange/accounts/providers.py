"""The ministries' own sign-in services (OpenID Connect), from the file that EXCHANGE_OIDC_FILE names.

- name: az                                  # stands in the address /sign-in/oidc/az
  label: Ministry of Labour, Azerbaijan
  issuer: https://id.ministry.example
  client_id: exchange
  client_secret_file: /run/secrets/oidc-az  # or client_secret
  domains: [ministry.example]               # mail domains whose people are sent there
  ministry: az-labour-social-protection
  roles_claim: groups
  roles: {exchange-publishers: [publisher, official], exchange-admins: [administrator]}
  proves_second_factor: yes                 # every sign-in there needs two factors
"""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import cattrs

from exchange.accounts.addresses import normal_address
from exchange.kernel.actor import Role
from exchange.kernel.settings import WrongSettingError


@dataclass(frozen=True)
class Provider:
    """One service and what it may say about people here: only the mapped roles, only of its ministry."""

    name: str
    label: str
    issuer: str
    client_id: str
    domains: tuple[str, ...]
    ministry: str
    roles: dict[str, tuple[Role, ...]]
    client_secret: str = ""
    client_secret_file: str = ""
    roles_claim: str = "groups"
    proves_second_factor: bool = False
    scopes: tuple[str, ...] = field(default=("openid", "email", "profile"))

    @property
    def secret(self) -> str:
        """The client's secret, from its file where one is named."""
        if self.client_secret_file:
            return Path(self.client_secret_file).read_text(encoding="utf-8").strip()
        return self.client_secret

    def covers(self, email: str) -> bool:
        """Whether people of this address sign in there."""
        return normal_address(email).rpartition("@")[2] in self.domains

    def roles_for(self, claims: dict[str, Any]) -> frozenset[Role]:
        """The roles that the service's groups stand for; what is not mapped gives nothing."""
        said = claims.get(self.roles_claim) or ()
        groups = (said,) if isinstance(said, str) else tuple(said)
        return frozenset(role for group in groups for role in self.roles.get(str(group), ()))


@cache
def read_providers(path: str) -> tuple[Provider, ...]:
    """Every service of the file; none without one.

    Raises:
        WrongSettingError: the file cannot be read or does not say what is needed.
    """
    if not path:
        return ()
    import yaml  # noqa: PLC0415 - only an installation with such services has the file

    try:
        entries = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
        return cattrs.Converter(forbid_extra_keys=True).structure(entries, tuple[Provider, ...])
    except (OSError, yaml.YAMLError, cattrs.BaseValidationError, TypeError) as error:
        raise WrongSettingError(f"EXCHANGE_OIDC_FILE {path} cannot be used: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    if isinstance(error, cattrs.BaseValidationError):
        return "; ".join(cattrs.transform_error(error))
    return str(error)
