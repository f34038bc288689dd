"""The write side: facts, rules, the shell that appends, and the store below it."""
