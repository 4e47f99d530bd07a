"""The editors' desk: everything that staff see."""
