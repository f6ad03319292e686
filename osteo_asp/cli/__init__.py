"""The command line: the questions of the package, asked of files."""

from .main import main

__all__ = ["main"]
