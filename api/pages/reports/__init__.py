"""Reports at the desk: what is out, what comes next, and what it is built by."""
