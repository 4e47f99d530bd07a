"""What provinces and cities add: the list that can be narrowed and sorted, and a page each."""
