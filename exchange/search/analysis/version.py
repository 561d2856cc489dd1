"""The version of everything in this package: an index made by another version is rebuilt."""

ANALYSIS_VERSION = "7"
