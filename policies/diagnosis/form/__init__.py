"""What is asked and how it is typed: stages, departments, fields, the form and its worksheet."""
