"""How personal data leaves: on request or in time, from the database and from files."""
