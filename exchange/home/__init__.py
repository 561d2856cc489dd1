"""The first page: for a visitor what the exchange is, for a person what waits for them."""
