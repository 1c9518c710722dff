"""How fast the pages are when a town becomes a district becomes a state: measured on the demo town, many times over."""
