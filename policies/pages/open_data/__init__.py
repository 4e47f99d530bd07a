"""The content as data for other programs, in one edition, with its basis."""
