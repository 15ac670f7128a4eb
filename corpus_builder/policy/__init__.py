"""Rights and policy: what may not be published, and what is shown instead."""
