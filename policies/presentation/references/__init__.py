"""Text that follows the data: what `[[…]]` prints, and which texts still hold a former figure."""
