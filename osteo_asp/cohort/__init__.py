"""The cohort: the guideline over whole columns of patients, from data frames, files or Spark.

Nothing is imported here, for it takes the extra `cohort`; `require` says so in one sentence.
"""

from __future__ import annotations

from importlib.util import find_spec

from ..errors import InputError

__all__ = ["require"]


def require(extra: str = "cohort") -> None:
    """Check that the libraries of an extra are there.

    Raises:
        InputError: one is not.
    """
    needed = ("numpy", "pyarrow", "narwhals", *(("pyspark",) if extra == "spark" else ()))
    missing = [name for name in needed if find_spec(name) is None]
    if missing:
        raise InputError("no_extra", values=", ".join(missing), extra=extra)
