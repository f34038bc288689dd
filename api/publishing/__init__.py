"""Reports at the desk: built from the book, signed, built again by whoever checks them."""
