"""The build: compiles the package's own knowledge base into the wheel, so that no first question waits for it."""

from __future__ import annotations

import os
import sys
import tempfile
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class FormHook(BuildHookInterface):  # type: ignore[type-arg]
    """Puts the compiled form of `kb/` beside the modules; a checkout in use compiles what it has edited by itself."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, unless the package is installed to be edited."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from osteo_asp.form import compile_form, key_of

        folder = os.path.join(self.root, "kb")
        name = f"{key_of(folder)}.form"
        path = os.path.join(tempfile.mkdtemp(), name)
        compile_form(folder, path)
        build_data["force_include"][path] = f"osteo_asp/forms/{name}"
