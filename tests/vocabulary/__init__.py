"""Tests of `policies/vocabulary`."""
