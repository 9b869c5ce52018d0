"""The words beside people: titles, what they are to somebody, what they do. Lists for `phrases`."""

TITLE = (
    "Dr|Mr|Mrs|Ms|Mx|Miss|Prof|Professor|Doctor|Rev|Reverend|Sir|Dame"
    "|Nurse|Judge|Officer|Sergeant|Captain|Inspector|President|Coach"
    "|Sister|Brother|Father|Cousin"
    "|Auntie|Aunty|Aunt|Uncle|Nana|Nanny|Grandma|Grandad|Grandpa"
)
RELATION = (
    "sister|brother|twin|stepsister|stepbrother|eldest|youngest"
    "|mum|mom|mother|stepmum|stepmom|stepmother|godmother"
    "|dad|father|stepdad|stepfather"
    "|son|daughter|baby|kid|boy|girl|stepson|stepdaughter|godson|grandson|granddaughter"
    "|cousin|aunt|auntie|uncle|niece|nephew"
    "|husband|hubby|wife|partner|boyfriend|bf|girlfriend|gf|fianc[eé]e?|ex"
    "|friend|bestie|mate|neighbou?r|flatmate|roommate|housemate|landlord"
    "|guy|lad|man|woman|lady|dog|cat"
    "|boss|manager|supervisor|colleague|teacher|sponsor"
    "|carer|nurse|midwife|social worker"
    "|therapist|counsell?or|psychiatrist|psychologist"
)
TALKS = (
    "said|says|told|tells|asked|asks|replied|answered|explained|suggested|mentioned"
    "|phoned|rang|texted|texts|messaged|emailed"
    "|shouted|shouts|yelled|whispered|laughed|cried"
    "|thinks|reckons|insists|insisted|admitted|promised|swears|swore|apologised|apologized"
)
PERSONAL_ACTS = (
    "lives|lived|died|moved|works|worked|walked|drove|sat|spent|lost|married"
    "|wants|wanted|knows|knew|thought|remembers|remembered|noticed|hears|heard"
    "|hates|hated|loves|loved|likes|liked|tries|tried|called|calls|wrote"
    "|left me|is from|is my|was my|who"
)
"""What hardly anything but a person does."""

ACTS = (
    "was|wasn't|is|isn't|has|hasn't|had|hadn't|does|doesn't|did|didn't"
    "|will|won't|would|wouldn't|can't|couldn't|never|always|used to"
    "|came|comes|went|goes|left|leaves|kept|keeps|stayed|stays|ended|started|stopped|turned"
    "|gets|got|made|makes|took|takes|gave|gives|found|pulled|picked|helped|helps|needs|needed"
    "|sees|saw|looked|looks|seems|seemed|and (I|me|him|her)"
)
"""What many things do as well."""
