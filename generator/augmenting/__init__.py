"""From labelled rows to the rows that were missing, and what they were worth."""
