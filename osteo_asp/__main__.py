"""`python -m osteo_asp` is the command `osteo-asp`."""

import sys

from .cli import main

sys.exit(main())
