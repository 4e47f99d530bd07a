"""What is asked and how it is typed: the questions of an aim, fields, the form, its worksheet."""
