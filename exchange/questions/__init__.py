"""Questions to a ministry about its practice: private to two institutions or open, answered by a post, by a day."""
