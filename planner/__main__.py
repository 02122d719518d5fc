"""`python -m planner`: the same as the command `planner`."""

import sys

try:
    from planner.cli import main

    main()
except KeyboardInterrupt:  # while all of it was still being loaded
    print("interrupted; nothing was written", file=sys.stderr)
    sys.exit(130)
