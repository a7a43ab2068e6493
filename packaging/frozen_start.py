"""The frozen program's first module."""

import sys

if sys.argv[1:2] == ["--read-table"]:
    # The small process that parses a foreign table: it loads neither the window nor the command line.
    from desktop_app.exchange.tables.child import main as read_table

    sys.exit(read_table(sys.argv[2]))

if sys.argv[1:2] == ["--start-up-probe"]:
    # How long an installed program takes to start, beside a bare window out of the same folder.
    from start_up_probe import probe

    probe(sys.argv[2:])

from desktop_app.__main__ import main

sys.exit(main())
