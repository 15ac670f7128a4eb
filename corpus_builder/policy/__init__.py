"""Rights and policy: what may not be published, and what of it is shown instead."""
