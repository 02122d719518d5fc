"""At which value of a figure two cases cost the same, as an interval that is proven."""
