"""Tables of content out to a spreadsheet and back: shown before, stored whole or not at all."""
