"""Two ministries agree on one time, get it into their calendars, and meet: each step once, by who may take it."""
