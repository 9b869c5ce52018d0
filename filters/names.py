"""Public word lists for `filters.identifiers`: given names, and capitals that are no names.

Frequent given names of the English-speaking public, without those that are mostly everyday words
(May, Will, Hope, Grace, Joy, Faith, Rose, Mark, Bill, Art, Rob, Sue, Pat, Dawn, June, April).
No list of private names ever belongs here: in an output filter it would be a raw read of them.
"""

_GIVEN = """
Aaron Abigail Adam Adele Adrian Agnes Ahmed Aisha Alan Albert Alex Alexander Alexandra Alice
Alison Amanda Amber Amelia Amir Amy Ana Andrea Andrew Angela Anita Anna Anne Annie Anthony Antonio
Arthur Ashley Audrey Barbara Barry Beatrice Becky Ben Benjamin Bernard Beth Bethany Betty Beverley
Bob Bobby Bradley Brandon Brenda Brian Bruce Bryan Callum Cameron Carl Carlos Carmen Carol
Caroline Catherine Cathy Charles Charlie Charlotte Cheryl Chloe Chris Christina Christine
Christopher Claire Clara Colin Connor Craig Cynthia Daisy Dan Daniel Danielle Danny Darren Dave
David Dean Deborah Debbie Declan Denise Dennis Derek Diana Diane Diego Dominic Donald Donna
Dorothy Doug Douglas Dylan Eddie Edward Eileen Elaine Eleanor Elena Elizabeth Ella Ellen Ellie
Emily Emma Eric Erin Ethan Eva Evelyn Farah Fatima Fiona Florence Frances Francesca Fred Gareth
Gary Gavin Geoff Geoffrey George Georgia Gerald Gina Gloria Gordon Graham Greg Gregory Hannah
Harold Harry Hassan Heather Helen Henry Holly Howard Hugh Ian Imran Irene Isaac Isabel Isabella
Jacob Jacqueline Jake James Jamie Jane Janet Janice Jasmine Jason Jayden Jean Jeff Jeffrey
Jennifer Jenny Jeremy Jerry Jess Jessica Jill Jim Jimmy Joan Joanna Joanne Joe Joel John Johnny
Jon Jonathan Jordan Jose Joseph Josh Joshua Joyce Juan Judith Judy Julia Julian Julie Justin Karen
Kate Katherine Kathleen Kathryn Katie Keith Kelly Ken Kenneth Kerry Kevin Khalid Kim Kimberly
Kirsty Kyle Larry Laura Lauren Leah Leanne Lee Leo Leon Lewis Liam Linda Lindsay Lisa Liz Logan
Lorraine Louis Louise Lucas Lucy Luis Luke Lynn Madison Maggie Malcolm Marcus Margaret Maria Marie
Marilyn Marion Mario Martha Martin Martina Mary Mason Matt Matthew Maureen Megan Mel Melanie
Melissa Michael Michelle Miguel Mike Mohammed Molly Monica Muhammad Nadia Nancy Naomi Natalie
Natasha Nathan Neil Nicholas Nick Nicola Nicole Nigel Noah Nora Norman Oliver Olivia Omar Oscar
Owen Pamela Patricia Patrick Paul Paula Pauline Pete Peter Phil Philip Phillip Phoebe Priya Rachel
Raj Ralph Raymond Rebecca Richard Rita Robert Roger Ronald Rosie Ross Roy Russell Ruth Ryan Sally
Sam Samantha Samuel Sandra Sara Sarah Scott Sean Sebastian Shannon Sharon Shaun Sheila Shirley
Simon Sofia Sophia Sophie Stacey Stephanie Stephen Steve Steven Stuart Susan Suzanne Sylvia Tanya
Tara Ted Teresa Terry Theresa Thomas Tim Timothy Tina Toby Todd Tom Tommy Tony Tracey Tracy Trevor
Valerie Vanessa Veronica Vicky Victoria Vincent Walter Wayne Wendy William Yasmin Yusuf Yvonne
Zachary Zara Zoe
"""

_CAPITALS = """
I I'm I'd I'll I've Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mondays Tuesdays
Wednesdays Thursdays Fridays Saturdays Sundays January February March April May June July August
September October November December Christmas Easter Ramadan Eid Diwali Hanukkah Halloween Bonfire
Boxing Day Night Eve New Year Year's Years Mother's Father's Valentine's Good Bank Holiday
Passover Thanksgiving English French German Spanish Italian Irish Welsh Scottish British American
Australian Canadian Indian Chinese Japanese Polish Portuguese Dutch Greek Turkish Arabic Urdu
Hindi Punjabi Bengali Somali African Asian European Caribbean Jamaican Nigerian Latin Russian
Ukrainian Romanian Christian Catholic Protestant Muslim Jewish Hindu Sikh Buddhist Methodist
Baptist God Lord Jesus Christ Allah Bible Quran Koran Torah Buddha Heaven Hell England Scotland
Wales Ireland Britain Great United Kingdom States America Europe Africa Asia Australia Canada
India China France Spain Italy Germany Greece Turkey Poland Portugal London UK US USA EU NHS GP
A&E CBT DBT EMDR PTSD OCD ADHD GAD MRI ECG CT HR PE IT TV DVD PC OK Okay ID CV PIN ATM DIY MOT AA
NA CPAP IVF STD HIV COVID Covid Zoom Google Facebook Instagram TikTok YouTube Netflix WhatsApp
Amazon Uber Internet Wi-Fi WiFi Xbox PlayStation Sertraline Prozac Mum Dad Mummy Daddy Mom Nan
Nana Nanny Gran Grandma Grandad Grandpa Granny Auntie Uncle Aunt Mother Father Doctor Nurse Sir
Madam Miss Will Hope Grace Joy Faith Rose Mark Bill Art Rob Sue Pat Dawn Sunny Yeah Yes Yep No
Nope Not Well So And But Oh Ah Um Uh Er Erm Mm Hm Right Sure Maybe Sorry Please Thanks Thank Hello
Hi Hey Bye Morning Afternoon Evening What Why How When Where Who The This That It It's That's
There There's He She We They You Your My Our If Then Just Like Because Bit Fine Some Sort Kind
Still Now Today Tomorrow Yesterday Alright Really Honestly Actually Anyway Olympics Premier League
World Cup Army Navy Air Force Royal Parliament Council Social Services Job Centre Jobcentre
Universal Credit Sunday's Saturday's Alcoholics Anonymous Prince King Queen
"""

GIVEN_NAMES = frozenset(_GIVEN.split())
EVERYDAY_CAPITALS = frozenset(_CAPITALS.split())
