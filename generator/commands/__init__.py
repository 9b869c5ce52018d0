"""The verbs of the command line, a file for each family; `generator.cli` assembles them."""
