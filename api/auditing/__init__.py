"""Audits by people who are no programmers: what is drawn, what they answer, who is drawn by lot."""
