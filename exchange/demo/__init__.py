"""The demonstration: 22 real practices, sample discussion, the story of two ministries, one account per role."""
