"""Scripts that measure the package, and those that fit its models."""

import os

# A product of matrices depends in its last bits on how many threads share it, and fitted weights on those bits: what is
# shipped was fitted with two. This must be said before numpy is imported.
os.environ["OPENBLAS_NUM_THREADS"] = "2"
