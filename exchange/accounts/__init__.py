"""People, their ministries and roles; invitations, sign-in, the profile. Who a request is from is decided here."""
