"""Commands of the operator: bring practices in, look after the search index, search as somebody would."""

from exchange.practices.cli.bringing import import_folders
from exchange.practices.cli.indexing import index
from exchange.practices.cli.searching import search

commands = (import_folders, index, search)
