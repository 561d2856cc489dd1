"""What the exchange does, in counts of institutions: kept as things happen, never counted when a page is opened."""
