"""A knowledge exchange between ministries."""

import os

# A search is too small to share between cores: on a busy machine the numeric library's threads wait for each other for
# hundreds of milliseconds. It reads this when it is first loaded, and nothing is loaded before this package.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
