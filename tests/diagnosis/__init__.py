"""Tests of the 诊断表."""
