"""Finds what may identify a person in free text; `detector` is the door.

One detector for the output filter and for training, asked with different thresholds.
"""
