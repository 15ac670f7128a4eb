"""Lines repeated by the documents of a site, as a flow."""
