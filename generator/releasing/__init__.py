"""What a release is made of: fit to leave, described, signed, and verified where it arrives."""
