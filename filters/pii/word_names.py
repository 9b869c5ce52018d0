"""Given names that are words without their capital: "nick", "will", "hope". Knows no sentence."""

# Frequent given names that are words or parts of phrases when they have no capital.
_WORDS_TOO = """
amber bob carol daisy dean eve florence georgia heather holly jean jerry joe john josh joyce ken
mason matt mike nick norman oscar peter roger scott victoria
"""
# Names that are more often words, as far as people bear them and they make sense in these places.
_WORDS_FIRST = """
angel april art ash autumn basil bill buck bud buddy candy chance charity chase cherry christian
chuck clay cliff clover coral crystal dale dawn dell don dot drew earl eden faith fern frank gene
ginger glen grace grant guy harmony harper haven hazel heath hope hunter iris ivory ivy jack jade
jan jay jet jewel josh joy june junior lance lane lily mark marsh max may melody mercedes mercy
miles misty olive paris pat patience pearl penny poppy ray reed rob robin rose rowan ruby rusty
sage sandy scarlet sierra skye sonny stone sue summer sunny teddy trinity victor violet wade ward
will willow wren sunday peace
"""
MODAL = frozenset({"will", "may", "rose", "drew", "don"})
"""They go on with a sentence that began with a person: "my brother will come"."""
WORDS_TOO, WORDS_FIRST = frozenset(_WORDS_TOO.split()), frozenset(_WORDS_FIRST.split())
# What a speaker may be, and a name as well: "I'm frank", "it's may", "I'm joy".
_NOT_ME = """
frank sunny rusty misty junior christian ginger don will may june april summer autumn sunday dawn
patience peace bud buddy sonny angel candy
"""
NOT_OF_ME = frozenset(_NOT_ME.split())
IDEAS = frozenset(
    {"hope", "joy", "faith", "art", "peace", "patience", "charity", "mercy", "harmony"}
)
"""What people get on with and lose as well as people."""
