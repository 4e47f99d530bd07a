"""What the rules say of the answers: applied, frozen, and shaped for the enterprise."""
