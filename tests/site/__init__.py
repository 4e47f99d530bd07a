"""Tests of settings, start-up, static files, headers and the Makefile."""
