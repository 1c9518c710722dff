"""The words of the Human Services Data Specification 3.1 and ours: one table, used for reading and for publishing.

Pure Python: nothing here knows the database. ``columns`` joins our columns with HSDS properties, ``profile`` says in
attributes what HSDS has no property for, ``schema`` holds the specification's own JSON Schemas.
"""
