"""Parts of a page that are told by what lies together: hidden ones, notices, teasers under a label, pull quotes."""
