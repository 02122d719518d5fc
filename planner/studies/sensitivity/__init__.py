"""Which assumption moves the answer: figures at their ends, samples between them."""
