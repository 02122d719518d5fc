"""From a file to an Instance: the format (schema), the catalog records, reading and writing. Knows nothing of
orbits or models.
"""
