"""Words for other people, as lists that the tables of `filters.status.experiencer`, `introduction`
and `retelling` share.

Written as `filters.phrases` reads them; {name} in a list is another of `PEOPLE`. Knows no grammar:
who does what in a sentence is theirs to tell.
"""

PERSON = (
    "("
    # family
    "mum|mom|mam|mother|dad|father|parent|sister|brother|twin|twins|son|daughter|kid|children"
    "|oldest|eldest|youngest|cousin|aunt|auntie|uncle|niece|nephew|godson|goddaughter"
    "|nan|nana|gran|granny|grandma|grandmother|grandad|grandpa|grandfather|grandparent"
    "|grandson|granddaughter|grandchild(ren)?|stepdad|stepmum|step(son|daughter|father|mother)"
    "|(sister|brother|mother|father|son|daughter)s?-in-law|in-law"
    # partners, past ones too
    "|husband|wife|wives|partner|boyfriend|girlfriend|fianc[ée]e?|spouse|missus"
    "|(other|better) half|ex|ex-(wife|husband)|widow|widower"
    # those one lives, works or goes to school with
    "|friend|mate|pal|neighbour|flatmate|housemate|roommate|roomie|lodger|tenant|landlord|landlady"
    "|boss|manager|supervisor|colleague|co-?worker|workmate|teammate|classmate|apprentice"
    "|student|teacher|nurse|carer|soldier|resident"
    # anybody
    "|man|woman|men|women|gentlem[ae]n|person|people|folk|bloke|chap|fella|guy"
    "|lad|lass|lady|girl|boy|teen(ager)?"
    ")(e?s)?"
)
OWNER = (
    "my|our|his|her|their|a|an|the|that|this|some|(both|half|all) (my|our|the)"
    "|(one|two|both|some|most|all|half|many|lots|plenty|several|a (few|couple|lot)) of {whose}"
)
WHOSE = "my|our|the|those|us"
SOMEBODY = (
    r"{owner} ([\w'-]+ ){0,2}?{person}( of (mine|ours|his|hers|theirs))?"
    r"|(some|most|other|lots of|plenty of|many|a lot of) people"
    r"|some(body|one)|every(body|one)(?= (at|in|on)\b)"
    r"|(?-i:[Oo]ur [A-Z]\w+)"
    r"|he|she|mum|dad|nan|gran|grandad|grandma|mam"
)
WHICH = r"( {from}\b( [\w'-]+){0,4}?|( who| that)? I (was|am|work|live)\b( [\w'-]+){1,4}?)?{aside}?"
"""Which of them: "at work", "I live with", ", who is ninety,"."""
FROM = r"at|from|in|on|of|round|down\w*|up\w*|next"
ASIDE = ", [^,]{2,30},"
LEAD = (
    r"\W*((well|so|and|but|yeah|yes|no|oh|mm|i think|apparently|only|now|i mean|you see|mind you)"
    r"[,:]?\s+)*"
)
"""How a clause begins before it says anything."""
PLACE = (
    "house|home|family|household|side|street|road|block|estate|village|town|building|hostel|church"
    "|office|work|job|unit|shift|crew|team|department|ward|group|lot|class|school|course|club"
)
GROUP = (
    "(half|all|most|some|the (whole|rest)|everyone|everybody)( (of|in|at|on))?"
    " (my|our|the|that) {place}"
)
"""Several people at once: "half my office", "everyone in our family"."""

PEOPLE = {
    "person": PERSON,
    "owner": OWNER,
    "whose": WHOSE,
    "somebody": SOMEBODY,
    "which": WHICH,
    "from": FROM,
    "aside": ASIDE,
    "lead": LEAD,
    "place": PLACE,
    "group": GROUP,
}
