"""Who waits for a round leaves an address, and hears of it once."""
