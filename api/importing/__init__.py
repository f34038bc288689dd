"""Books kept elsewhere, brought into a fund: what really moved, and no names."""
