"""The embedder, once for the whole room."""
