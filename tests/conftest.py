"""What all tests share."""

import pandas as pd

pd.set_option("mode.string_storage", "python")  # as while a command runs: scripts of the tests run with Arrow
