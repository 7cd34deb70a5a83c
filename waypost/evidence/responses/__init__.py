"""Files of responses: each row ends as a statement in the stream, in whatever format it came."""

from .columns import GUESSES, guess
from .formats import FORMATS
from .rows import BadRow, FileRefused, Response
from .runner import ImportAccount, import_file

__all__ = ["FORMATS", "GUESSES", "BadRow", "FileRefused", "ImportAccount", "Response", "guess", "import_file"]
