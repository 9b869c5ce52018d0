"""Numbers in words, as people say ages, doses and weights."""

SMALL = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip
TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen")
TENS = (
    "eighteen", "nineteen", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty",
    "ninety", "hundred",
)  # fmt: skip
