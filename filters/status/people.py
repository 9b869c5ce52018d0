# ruff: noqa: E501  (a table of patterns reads best with one row a line)
"""Words for other people, as patterns that `filters.status.experiencer` and `filters.status.introduction` share.

Knows no grammar: who does what in a sentence is theirs to tell.
"""

PERSON = (
    r"(?:mum|mom|mother|dad|father|parent|sister|brother|son|daughter|kid|children|husband|wife|wives"
    r"|partner|boyfriend|girlfriend|friend|mate|cousin|aunt|auntie|uncle|nan|nana|gran|grandad"
    r"|grandma|grandmother|grandfather|niece|nephew|neighbour|flatmate|housemate|roommate|boss"
    r"|manager|supervisor|colleague|apprentice|oldest|eldest|youngest|ex|stepdad|stepmum|twin"
    r"|(?:sister|brother|mother|father|son|daughter)s?-in-law|ex-(?:wife|husband)|man|woman|men|women"
    r"|bloke|chap|fella|guy|lad|lass|girl|boy|lady|twins|person|people|student|landlord|landlady|tenant"
    r"|teacher|nurse|carer|gentlem[ae]n|lodger|workmate|classmate|teammate|roomie|co-?worker|spouse"
    r"|fianc[ée]e?|missus|granny|grandpa|grandson|granddaughter|grandchild(?:ren)?|grandparent"
    r"|godson|goddaughter|step(?:son|daughter|father|mother)|in-law|pal|folk|widow|widower"
    r"|teen(?:ager)?|soldier|resident|(?:other|better) half|mam)(?:e?s)?"
)
OWNER = r"(?:my|our|his|her|their|a|an|the|that|this|some|(?:both|half|all) (?:my|our|the)|(?:one|two|both|some|most|all|half|many|lots|plenty|several|a (?:few|couple|lot)) of (?:my|our|the|those|us))"
SOMEBODY = rf"(?:{OWNER} (?:[\w’'-]+ ){{0,2}}?{PERSON}(?: of (?:mine|ours|his|hers|theirs))?|(?:some|most|other|lots of|plenty of|many|a lot of) people|some(?:body|one)|every(?:body|one)(?= (?:at|in|on)\b)|(?-i:[Oo]ur [A-Z]\w+)|he|she|mum|dad|nan|gran|grandad|grandma|mam)"
WHICH = (
    r"(?: (?:at|from|in|on|of|round|down\w*|up\w*|next)\b(?: [\w’'-]+){0,4}?|(?: who| that)? I (?:was|am|work|live)\b(?: [\w’'-]+){1,4}?)?"
    r"(?:, [^,]{2,30},)?"
)
LEAD = r"^\W*(?:(?:well|so|and|but|yeah|yes|no|oh|mm|i think|apparently|only|now|i mean|you see|mind you)[,:]?\s+)*"
PLACE = r"(?:house|home|family|street|group|class|office|ward|team|road|work|job|unit|shift|block|village|church|school|department|crew|household|side|lot|town|course|club|building|hostel|estate)"
GROUP = rf"(?:half|all|most|some|the (?:whole|rest)|everyone|everybody)(?: (?:of|in|at|on))? (?:my|our|the|that) {PLACE}"
"""Several people at once: "half my office", "everyone in our family"."""
