"""Own word lists for telling names from words: frequent given names, names that are words.

Frequent given names of the English-speaking public, without those that are mostly everyday words.
The larger lists come from packages (`gazetteers`). No list of private names ever belongs here: in
an output filter it would be a raw read of them.
"""

_GIVEN = """
Aaron Abby Abigail Adam Adele Adrian Agnes Ahmed Aisha Alan Albert Alex Alexander Alexandra Alfie
Alice Alison Amanda Amber Amelia Amir Amy Ana Andrea Andrew Angela Anita Anna Anne Annie Anthony
Antonio Aoife Archie Arthur Ashley Audrey Barbara Barry Beatrice Becca Becky Ben Benjamin Bernard
Beth Bethany Betty Beverley Bob Bobby Bradley Brandon Brenda Brian Bruce Bryan Callum Cameron Carl
Carlos Carmen Carol Caroline Catherine Cathy Charles Charlie Charlotte Cheryl Chloe Chris Christina
Christine Christopher Claire Clara Colin Connor Craig Cynthia Daisy Dan Daniel Danielle Danny Darren
Dave David Dean Debbie Deborah Declan Denise Dennis Derek Diana Diane Diego Dominic Donald Donna
Dorothy Doug Douglas Dylan Eddie Edward Eileen Elaine Eleanor Elena Elizabeth Ella Ellen Ellie Ellis
Elodie Emily Emma Eric Erin Ethan Eva Evelyn Evie Farah Fatima Fiona Florence Frances Francesca Fred
Freya Gareth Gary Gavin Gemma Geoff Geoffrey George Georgia Gerald Gina Gloria Gordon Graham Greg
Gregory Hannah Harold Harry Hassan Hayley Heather Helen Henry Holly Howard Hugh Ian Ibrahim Imran
Ingrid Irene Isaac Isabel Isabella Isla Jacob Jacqueline Jake James Jamie Jane Janet Janice Jasmine
Jason Jayden Jean Jeff Jeffrey Jennifer Jenny Jeremy Jerry Jess Jessica Jill Jim Jimmy Joan Joanna
Joanne Jodie Joe Joel John Johnny Jon Jonathan Jordan Jose Joseph Josh Joshua Joyce Juan Judith Judy
Julia Julian Julie Justin Karen Kate Katherine Kathleen Kathryn Katie Kayleigh Keith Kelly Ken
Kenneth Kerry Kevin Khalid Kieran Kim Kimberly Kirsty Kyle Larry Laura Lauren Leah Leanne Lee Leo
Leon Lewis Liam Linda Lindsay Lisa Liz Logan Lorraine Lottie Louis Louise Lucas Lucy Luis Lukas Luke
Lynn Maddie Madison Maggie Malcolm Marcus Margaret Maria Marie Marilyn Mario Marion Martha Martin
Martina Mary Mason Mateo Matt Matthew Maureen Megan Mel Melanie Melissa Michael Michelle Miguel Mike
Millie Mohamed Mohammad Mohammed Molly Monica Muhammad Nadia Nancy Naomi Natalie Natasha Nathan Neil
Niamh Nicholas Nick Nicola Nicole Nigel Noah Nora Norman Oliver Olivia Ollie Omar Oscar Owen Pamela
Patricia Patrick Paul Paula Pauline Pavel Pete Peter Phil Philip Phillip Phoebe Priya Rachel Raj
Ralph Raymond Rebecca Richard Rita Robert Roger Ronald Rosie Ross Roy Russell Ruth Ryan Sadie Sally
Sam Samantha Samuel Sandra Sara Sarah Scott Sean Sebastian Shannon Sharon Shaun Sheila Shirley Simon
Siobhan Sofia Sofie Sophia Sophie Stacey Stefan Steph Stephanie Stephen Steve Steven Stuart Susan
Suzanne Sylvia Tanya Tara Tash Ted Teresa Terry Theo Theresa Thomas Tilly Tim Timothy Tina Toby Todd
Tom Tommy Tony Tracey Tracy Trevor Tyler Valerie Vanessa Veronica Vicky Victoria Vikram Vincent
Walter Wayne Wendy William Yasmin Yusuf Yvonne Zachary Zainab Zara Zoe
"""

# Names that are more often something else. They count as names only where a cue says so.
_AMBIGUOUS = """
Ace Alma Angel April Art Ash Ashes Aspen August Autumn Basil Bay Bear Beau Berry Bill Blue Bo 
Brandy Brook Buck Bud Buddy Candy Cash Chance Charity Chase Cherry China Christian Chuck Clay
Cliff Clover Coral Crystal Dale Dash Dawn Dell Destiny Diamond Don Dot Drew Duke Dusty
Earl Eden Ever Faith Fern Forest Frank Gay Gem Gene Ginger Glen Glory Grace Grant Guy Harmony Harper
Haven Hazel Heath Honor Hope Hunter Iris Ivory Ivy Jack Jade Jan Jay Jet Jewel Joy
 June Junior Lance Lane Lily Liberty Major Mark Marsh Max May Melody Mercedes
Mercy Miles Mini Misty Oak Ocean Olive Opal Page Paris Pat Patience Peace Pearl Penny Pepper
Pierce Poppy Porter Precious Presley Ray Reed Rich River Rob Robin Rocky Rose Rowan
Ruby Rusty Sage Sandy Scarlet Sierra Silver Skip Sky Skye Sonny Star Stone Storm Sue Summer Sunday
Sunny Teddy Temple Trinity True Van Victor Violet Wade Ward Will Willow Winter Woody Wren
"""
# Places that are more often something else: "Nice to see you", "a long bath", "cold turkey".
_AMBIGUOUS_PLACES = """
Ash Bath Battle Bury Chad Chard China Cork Deal Derby Diss Ely Eye Hove Hull Jersey Male March
Mobile Nice Orange Poole Reading Rugby Rye Sale Sandwich Settle Split Stone Street Turkey
Ware Wells
"""
# Too large to point at anybody, so only the de-identifier takes them out.
_LARGE_PLACES = """
England|Scotland|Wales|Northern Ireland|Britain|Great Britain|UK|U.K.|USA|US|U.S.|U.S.A.|America
|United States|Czechia|Czech Republic|Russia|Iran|Syria|Laos|Libya|Macedonia|Slovakia|Holland
|The Netherlands|South Korea|North Korea|Palestine|Vatican|Brunei|London|Europe|Africa|Asia
|Hong Kong|Kosovo|Ivory Coast|Burma|Tibet
"""
# Everyday words that neither the knowledge base nor Faker's fillers happen to use.
_MORE_EVERYDAY = """
art basil candy cherry chuck cliff dale diamond duke dusty excellent fantastic glen grant
great harmony hopefully hunter jack junior king lance luckily mercy mini nope ocean
orange precious rich robin rocky sandy super sue rob unfortunately victor wow crystal
ivy jade lily melody olive opal pearl poppy ray rose ruby violet initially basically
obviously seriously definitely absolutely exactly totally congratulations awesome brilliant lovely
cool cheers bless damn fuck fucking shit bloody goodness gosh yikes dude bro chemo rehab detox
apt st rd ave iban zip fax bot user website online info email e-mail
northern southern eastern western union treaty margarita velvet brush
forty sixty seventy eighty ninety libido menopause
"""

GIVEN_NAMES = frozenset(_GIVEN.split())
AMBIGUOUS_NAMES = frozenset(_AMBIGUOUS.split())
AMBIGUOUS_PLACES = frozenset(_AMBIGUOUS_PLACES.split())
LARGE_PLACES = frozenset(place.strip() for place in _LARGE_PLACES.split("|"))
MORE_EVERYDAY_WORDS = frozenset(_MORE_EVERYDAY.split())
