"""Rooms behind one port: what a participant is given at the click. Nothing here is minted in advance."""
