"""The pictures of studies and reports, all of one grammar: the title states the finding."""
