"""Orders that take two people: asked for, approved, prepared, authorised, carried out.

The rules of what an order becomes stay where they are; here stand who may sign it and when.
"""
