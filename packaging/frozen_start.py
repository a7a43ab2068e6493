"""The frozen program's first module."""

import sys

if sys.argv[1:2] == ["--read-table"]:
    # The small process that parses a foreign table: it loads neither the window nor the command line.
    from desktop_app.exchange.tables.child import main as read_table

    sys.exit(read_table(sys.argv[2]))

from desktop_app.__main__ import main

sys.exit(main())
