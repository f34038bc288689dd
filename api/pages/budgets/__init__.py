"""Pages about budgets: what was planned and what became of it, and the trace to every line."""
