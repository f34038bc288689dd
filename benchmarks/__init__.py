"""What is measured, beside what the machine itself can do. `make bench` runs all of it."""
