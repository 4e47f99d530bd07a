"""Ill treatment of a running site, bounded in time: `make torture`; every figure is printed."""
