"""The pages of a person's notifications, and of the mails in the demonstration."""
