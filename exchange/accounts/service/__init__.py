"""What people may do with accounts: sign in, invite, change their own settings, manage a ministry's people."""
