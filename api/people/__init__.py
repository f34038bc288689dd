"""People without names: who signs in here, and how they prove that it is them.

A person is a random id, a handle they chose, and things only they have: a passphrase, an app that
shows codes, a list of recovery codes. No e-mail, no telephone number, no name. What somebody may
do stands in the book of each fund and nowhere here. Nothing in this package knows HTTP.
"""
