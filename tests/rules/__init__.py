"""Tests of `policies/rules`, on the rules as the seeded database stores them."""
