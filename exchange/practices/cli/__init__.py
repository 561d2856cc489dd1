"""Commands of the operator: bring practices in and take them out, look after the index, search as somebody would."""

from exchange.practices.cli.bringing import import_folders
from exchange.practices.cli.exporting import export
from exchange.practices.cli.indexing import index
from exchange.practices.cli.searching import search

commands = (import_folders, export, index, search)
