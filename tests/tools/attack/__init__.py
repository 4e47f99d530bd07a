"""Attacks on a running site (`make attack`), each with its figure."""
