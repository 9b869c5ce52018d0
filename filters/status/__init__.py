"""What a mention of a symptom says of it: present, denied, past, another person's or a what-if."""
