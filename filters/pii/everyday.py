"""Capitals that identify nobody: the calendar, peoples, institutions, medicines, tests, fillers.

What stands here is never taken for a person, a place or an organisation, whatever surrounds it,
because it is clinical content or says nothing. Own lists of common knowledge; knows no sentence.
"""

import re

from filters.phrases import phrases
from filters.pii.cased import cased

_CALENDAR = """
Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mondays Tuesdays Wednesdays Thursdays
Fridays Saturdays Sundays Mon Tue Tues Wed Thu Thurs Fri Sat Sun January February March July
September October November December Feb Mar Apr Jul Aug Sep Sept Oct Nov Dec Christmas Xmas
Easter Ramadan Eid Diwali Hanukkah Halloween Passover Thanksgiving Pentecost Carnival
"""
_PEOPLES = """
Afghan African Albanian Algerian American Americans Arab Arabic Argentinian Armenian Asian
Australian Austrian Azerbaijani Bangladeshi Belarusian Belgian Bengali Bolivian Bosnian Brazilian
British Bruneian Bulgarian Cambodian Cameroonian Canadian Cantonese Caribbean Catalan Chilean
Chinese Colombian Congolese Croatian Cuban Cypriot Czech Danish Dominican Dutch Ecuadorian Egyptian
English Eritrean Estonian Ethiopian European Fijian Filipino Finnish Flemish French Gambian
Georgian German Germans Ghanaian Greek Greenlandic Guatemalan Guyanese Haitian Hindi Hispanic
Honduran Hungarian Icelandic Indian Indonesian Iranian Iraqi Irish Israeli Italian Ivorian Jamaican
Japanese Jordanian Kazakh Kenyan Korean Kosovan Kurdish Kuwaiti Latin Latina Latino Latvian
Lebanese Liberian Libyan Lithuanian Macedonian Malawian Malay Malaysian Maltese Mandarin Maori
Mexican Moldovan Mongolian Moroccan Mozambican Namibian Nepalese Nepali Nicaraguan Nigerian
Norwegian Pakistani Palestinian Panamanian Pashto Persian Peruvian Poles Polish Portuguese
Punjabi Romani Romanian Russian Rwandan Samoan Saudi Scandinavian Scot Scots Scottish Senegalese
Serbian Sicilian Singaporean Sinhalese Slovak Slovenian Somali Spanish Sudanese Swedish Swiss
Syrian Taiwanese Tamil Tanzanian Thai Tibetan Tongan Tunisian Turk Turkish Ugandan Ukrainian Urdu
Uruguayan Uzbek Venezuelan Vietnamese Welsh Yemeni Yoruba Zambian Zimbabwean Zulu Aboriginal Roman
Romans Viking Vikings Tudor Tudors Victorian Victorians Edwardian Celtic Norse Amish
Christians Catholic Catholics Protestant Orthodox Anglican Evangelical Muslim Muslims
Islam Islamic Jew Jews Jewish Judaism Hindu Hindus Sikh Buddhist Methodist Baptist Quaker Mormon
Pentecostal Christianity Buddhism Hinduism Republican Democrat Democrats Tory Tories Marxist
Communist God Lord Jesus Christ Allah Bible Quran Koran Torah Buddha Satan Heaven Hell
"""
_INSTITUTIONS = """
GPs A&E Samaritans Parliament Congress Senate Jobcentre Olympics Medicare Medicaid
"""
_BRANDS = """
Zoom Google Facebook Instagram TikTok YouTube Netflix WhatsApp Amazon Uber Internet Wi-Fi WiFi Xbox
PlayStation Nintendo Twitter Snapchat Reddit Tinder Skype Spotify Disney Disneyland Lego iPhone
iPad Android Alexa Siri Wikipedia Gmail Kindle Fitbit Tesco Asda Sainsbury's Aldi Lidl Ikea
Walmart Walgreens Starbucks McDonald's Coke Pepsi Guinness
"""
_MEDICINES = """
Abilify Adderall Advil Ambien Anafranil Antabuse Ativan Benadryl Buspar Buprenorphine Campral
Celexa Champix Chantix Cipramil Clozaril Codeine Concerta Cymbalta Depakote Desyrel Dexedrine
Diazepam Effexor Elavil Elvanse Epilim Eskalith Fentanyl Gabapentin Geodon Haldol Heroin Ibuprofen
Imodium Insulin Invega Ketamine Klonopin Lamictal Latuda Lexapro Librium Lithium Luvox Lyrica
Melatonin Metformin Methadone Methotrexate Mirtazapine Modafinil Naloxone Naltrexone Narcan Nardil
Neurontin Nicorette Nicotine Norpramin Nurofen Oxycontin Pamelor Panadol Paracetamol Parnate Paxil
Percocet Pregabalin Pristiq Propranolol Prozac Quetiapine Remeron Risperdal Ritalin Saphris Seroquel
Seroxat Sertraline Strattera Suboxone Subutex Tegretol Temazepam Topamax Tramadol Trazodone
Trileptal Trintellix Tylenol Valium Venlafaxine Viagra Vicodin Viibryd Vivitrol Vyvanse Warfarin
Wellbutrin Xanax Xyrem Zoloft Zopiclone Zyban Zyprexa Cannabis Cocaine Ecstasy Marijuana
Methamphetamine
"""
_CLINICAL = """
Alzheimer's Alzheimer Parkinson's Asperger's Tourette's Crohn's Hashimoto's Huntington's
Korsakoff's
Hodgkin's Raynaud's Cushing's Addison's Lyme Botox Covid Corona Coronavirus Socratic Gestalt
Freudian Rogerian Jungian Freud Jung Likert Rorschach Cognitive Behavioural Behavioral Dialectical
Therapy Disorder Syndrome Depression Anxiety Bipolar Schizophrenia Mania Inventory Questionnaire
Mindfulness Interpersonal Psychodynamic Motivational Desensitization Reprocessing Pilates Reiki
Zumba
"""
_KIN_AND_TITLES = """
Mum Mums Dad Dads Mummy Daddy Mom Moms Mama Papa Nan Nana Nanny Gran Grandma Grandad Granddad
Grandpa Granny Auntie Aunty Uncle Aunt Mother Father Sister Brother Son Daughter Husband Wife Doctor
Doc Nurse Sir Madam Ma'am Miss Mister Mr Mrs Ms Mx Dr Prof Professor Rev Reverend Imam Rabbi
Judge Officer Sergeant Captain Therapist Counsellor Counselor Patient Client
Prince Princess King Queen
"""
_FILLERS = """
Mh I Im Ive Aye Yeah Yes Yep Yup Ya No Nope Nah Not Well So And But Or Oh Ah Aw Um Uh Er Erm
Mm Mmm Mhm Mm-hmm Uh-huh Hm Hmm Huh Ha Haha Wow Whoa Ooh Ugh Phew Gosh Jeez Okay OK Ok Right Sure
Maybe Sorry Please Thanks Thank Hello Hi Hiya Hey Bye Cheers Morning Afternoon Evening What Why How
When Where Who Which The This That These Those It There Here He She We They You
Your My Our His Her Their Its If Then Just Like Because Bit Fine Some Any Sort Kind Still Now Today
Tomorrow Yesterday Tonight Alright Really Honestly Actually Anyway Lol Omg Btw Tbh Idk Imo Ngl Smh
Dunno Gonna Gotta Wanna Hooray Hurrah Hurray Yay Oops Whoops Ouch Eek Cos Cuz
A An As At By For From In Of On To With
"""

# Capitals that belong together and say nothing of anybody, whatever their single words may be.
_PHRASES = r"""
    # feasts
    (New Year|Mother|Father|Valentine|St Patrick)'?s (Day|Eve)
    New Year('?s)?
    (Christmas|Boxing|Labou?r|Independence|Memorial) (Day|Eve|Sunday|Monday)
    (Remembrance|Election|Easter) (Day|Eve|Sunday|Monday)
    Bank Holiday
    Good Friday
    Bonfire Night
    Dry January
    World Cup
    Premier League
    Super Bowl
    # institutions
    (Alcoholics|Narcotics|Gamblers) Anonymous
    Citizens Advice
    Social (Services?|Security)
    Universal Credit
    Job Centre
    Red Cross
    Salvation Army
    Home Office
    Royal (Navy|Mail|Family)
    Air Force
    Ivy League
    Good (Morning|Afternoon|Evening)
    # tests and conditions
    {author}('s)?( [A-Z][\w-]+){0,4} (?i:{test})    # Beck Depression Inventory
    Lewy body
    Graves' disease
    Tai Chi
    # names that everybody says and nobody has
    Steady Eddie
    Tom,? Dick,? and Harry
    Jack the Lad
    Plain Jane
    (Average|Joe) (Joe|Bloggs|Public)
    (Jane|John) Doe
    Debbie Downer
    Negative Nancy
    Nosy Parker
    Peter Pan
    Jekyll and Hyde
    Father Christmas
    Santa( Claus)?
    Mickey Mouse
    Mother Teresa
    Uncle Sam
    Sherlock( Holmes)?
    Big Ben
    Murphy's Law
    Adam's apple
    Cup of Joe
    (Hail|Bloody) Mary
"""
_TESTS = {
    "author": ("Beck|Hamilton|Edinburgh|Montgomery|Pittsburgh|Columbia|Young|Yale|Epworth|Zung"),
    "test": "scale|inventory|index|questionnaire|rating|test",
}
PHRASES = cased(_PHRASES, **_TESTS)
SAYINGS = phrases(_PHRASES, **_TESTS)
"""The same in text without capitals."""

_CONTRACTION = re.compile(
    r"(?:\w+n't|\w+'(?:m|re|ve|ll|d)|(?:it|that|there|what|who|he|she|let|here|how|where)'s)", re.I
)
_TEST_WITH_NUMBER = re.compile(r"[A-Z]{2,}-\d+[A-Z]?")
# Stems that generic names of medicines share; long enough that few people are called so.
_GENERIC_MEDICINE = re.compile(
    r"[A-Z]?[a-z]{2,}(?:azepam|azolam|pramine|triptyline|oxetine|azodone|aloperidol|peridone|apine"
    r"|azine|idone|prazole|olol|pril|sartan|statin|cillin|mycin|orphine|codone|adone|barbital"
    r"|phenidate|amfetamine|amphetamine|lafaxine|opram|traline|otrigine|valproate|triptan|profen)"
)


def _words(*lists: str) -> frozenset[str]:
    return frozenset(word.casefold() for text in lists for word in text.split())


NEVER_NAMES = _words(
    _CALENDAR,
    _PEOPLES,
    _INSTITUTIONS,
    _BRANDS,
    _MEDICINES,
    _CLINICAL,
    _KIN_AND_TITLES,
    _FILLERS,
)


def identifies_nobody(word: str) -> bool:
    """Whether a capitalised word is one of these: "Monday", "Sertraline", "PHQ-9"."""
    plain = word.replace("’", "'")
    return (
        plain.casefold().removesuffix("'s") in NEVER_NAMES
        or plain.casefold() in NEVER_NAMES
        or _CONTRACTION.fullmatch(plain) is not None
        or _TEST_WITH_NUMBER.fullmatch(word) is not None
        or _GENERIC_MEDICINE.fullmatch(word) is not None
    )
