"""Bundles have no pages: their tables and commands are all that the application sees of them."""

from flask import Flask

from exchange.bundles.models import BundleArrival
from exchange.web.deps import Deps


def register(app: Flask, deps: Deps) -> None:  # noqa: ARG001 - every capability is registered alike
    """Make the tables known."""
    app.extensions["exchange.bundles"] = BundleArrival
