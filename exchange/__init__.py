"""A knowledge exchange between ministries."""
