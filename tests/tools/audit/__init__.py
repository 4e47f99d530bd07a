"""What people and machines meet on every page: accessibility, markup, layout, weight."""
