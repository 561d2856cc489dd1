"""Reads about ministries and people, for every capability above: frozen values, no tables."""

from exchange.accounts.queries.administration import (
    ManagedPerson,
    OpenInvitation,
    SampleAccount,
    managed_ministries,
    managed_people,
    managed_person,
    open_invitations,
    sample_accounts,
)
from exchange.accounts.queries.institutions import (
    MinistryView,
    ministries,
    ministries_by_id,
    ministry,
    ministry_by_slug,
    ministry_view,
)
from exchange.accounts.queries.people import (
    PersonView,
    PostView,
    Recipient,
    SignedIn,
    actor_of,
    people_with,
    person_by_email,
    post_views,
    recipient,
    signed_in,
)

__all__ = [
    "ManagedPerson",
    "MinistryView",
    "OpenInvitation",
    "PersonView",
    "PostView",
    "Recipient",
    "SampleAccount",
    "SignedIn",
    "actor_of",
    "managed_ministries",
    "managed_people",
    "managed_person",
    "ministries",
    "ministries_by_id",
    "ministry",
    "ministry_by_slug",
    "ministry_view",
    "open_invitations",
    "people_with",
    "person_by_email",
    "post_views",
    "recipient",
    "sample_accounts",
    "signed_in",
]
