"""Bring practices in from folders of files: read and checked first, written all together or not at all."""

from exchange.practices.importing.folder import PracticeFolder, laid_out, read_folder, read_organisations
from exchange.practices.importing.writing import Imported, Outcome, import_practices

__all__ = ["Imported", "Outcome", "PracticeFolder", "import_practices", "laid_out", "read_folder", "read_organisations"]
