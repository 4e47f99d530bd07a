"""Guided screens for what editors do most: one page each, from the front page to the reader."""
