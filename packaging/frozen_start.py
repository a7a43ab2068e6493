"""The frozen program's first module."""

import sys

from desktop_app.__main__ import main

sys.exit(main())
