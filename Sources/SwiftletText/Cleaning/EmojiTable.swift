// swift-format-ignore-file
// Written by Fixtures/cleaning/make_emoji_table.py: change the script, not this file.

/// The 3664 emoji sequences of Unicode 15.0, each without its variation selectors, a tab, and its
/// CLDR short name as words; one a line, in the order of the bytes.
let emojiTable: StaticString = """
#⃣	keycap number sign
*⃣	keycap asterisk
0⃣	keycap 0
1⃣	keycap 1
2⃣	keycap 2
3⃣	keycap 3
4⃣	keycap 4
5⃣	keycap 5
6⃣	keycap 6
7⃣	keycap 7
8⃣	keycap 8
9⃣	keycap 9
©	copyright
®	registered
‼	double exclamation mark
⁉	exclamation question mark
™	trade mark
ℹ	information
↔	left-right arrow
↕	up-down arrow
↖	up-left arrow
↗	up-right arrow
↘	down-right arrow
↙	down-left arrow
↩	right arrow curving left
↪	left arrow curving right
⌚	watch
⌛	hourglass done
⌨	keyboard
⏏	eject button
⏩	fast-forward button
⏪	fast reverse button
⏫	fast up button
⏬	fast down button
⏭	next track button
⏮	last track button
⏯	play or pause button
⏰	alarm clock
⏱	stopwatch
⏲	timer clock
⏳	hourglass not done
⏸	pause button
⏹	stop button
⏺	record button
Ⓜ	circled m
▪	black small square
▫	white small square
▶	play button
◀	reverse button
◻	white medium square
◼	black medium square
◽	white medium-small square
◾	black medium-small square
☀	sun
☁	cloud
☂	umbrella
☃	snowman
☄	comet
☎	telephone
☑	check box with check
☔	umbrella with rain drops
☕	hot beverage
☘	shamrock
☝	index pointing up
☝🏻	index pointing up light skin tone
☝🏼	index pointing up medium-light skin tone
☝🏽	index pointing up medium skin tone
☝🏾	index pointing up medium-dark skin tone
☝🏿	index pointing up dark skin tone
☠	skull and crossbones
☢	radioactive
☣	biohazard
☦	orthodox cross
☪	star and crescent
☮	peace symbol
☯	yin yang
☸	wheel of dharma
☹	frowning face
☺	smiling face
♀	female sign
♂	male sign
♈	aries
♉	taurus
♊	gemini
♋	cancer
♌	leo
♍	virgo
♎	libra
♏	scorpio
♐	sagittarius
♑	capricorn
♒	aquarius
♓	pisces
♟	chess pawn
♠	spade suit
♣	club suit
♥	heart suit
♦	diamond suit
♨	hot springs
♻	recycling symbol
♾	infinity
♿	wheelchair symbol
⚒	hammer and pick
⚓	anchor
⚔	crossed swords
⚕	medical symbol
⚖	balance scale
⚗	alembic
⚙	gear
⚛	atom symbol
⚜	fleur-de-lis
⚠	warning
⚡	high voltage
⚧	transgender symbol
⚪	white circle
⚫	black circle
⚰	coffin
⚱	funeral urn
⚽	soccer ball
⚾	baseball
⛄	snowman without snow
⛅	sun behind cloud
⛈	cloud with lightning and rain
⛎	ophiuchus
⛏	pick
⛑	rescue worker's helmet
⛓	chains
⛔	no entry
⛩	shinto shrine
⛪	church
⛰	mountain
⛱	umbrella on ground
⛲	fountain
⛳	flag in hole
⛴	ferry
⛵	sailboat
⛷	skier
⛸	ice skate
⛹	person bouncing ball
⛹‍♀	woman bouncing ball
⛹‍♂	man bouncing ball
⛹🏻	person bouncing ball light skin tone
⛹🏻‍♀	woman bouncing ball light skin tone
⛹🏻‍♂	man bouncing ball light skin tone
⛹🏼	person bouncing ball medium-light skin tone
⛹🏼‍♀	woman bouncing ball medium-light skin tone
⛹🏼‍♂	man bouncing ball medium-light skin tone
⛹🏽	person bouncing ball medium skin tone
⛹🏽‍♀	woman bouncing ball medium skin tone
⛹🏽‍♂	man bouncing ball medium skin tone
⛹🏾	person bouncing ball medium-dark skin tone
⛹🏾‍♀	woman bouncing ball medium-dark skin tone
⛹🏾‍♂	man bouncing ball medium-dark skin tone
⛹🏿	person bouncing ball dark skin tone
⛹🏿‍♀	woman bouncing ball dark skin tone
⛹🏿‍♂	man bouncing ball dark skin tone
⛺	tent
⛽	fuel pump
✂	scissors
✅	check mark button
✈	airplane
✉	envelope
✊	raised fist
✊🏻	raised fist light skin tone
✊🏼	raised fist medium-light skin tone
✊🏽	raised fist medium skin tone
✊🏾	raised fist medium-dark skin tone
✊🏿	raised fist dark skin tone
✋	raised hand
✋🏻	raised hand light skin tone
✋🏼	raised hand medium-light skin tone
✋🏽	raised hand medium skin tone
✋🏾	raised hand medium-dark skin tone
✋🏿	raised hand dark skin tone
✌	victory hand
✌🏻	victory hand light skin tone
✌🏼	victory hand medium-light skin tone
✌🏽	victory hand medium skin tone
✌🏾	victory hand medium-dark skin tone
✌🏿	victory hand dark skin tone
✍	writing hand
✍🏻	writing hand light skin tone
✍🏼	writing hand medium-light skin tone
✍🏽	writing hand medium skin tone
✍🏾	writing hand medium-dark skin tone
✍🏿	writing hand dark skin tone
✏	pencil
✒	black nib
✔	check mark
✖	multiply
✝	latin cross
✡	star of david
✨	sparkles
✳	eight-spoked asterisk
✴	eight-pointed star
❄	snowflake
❇	sparkle
❌	cross mark
❎	cross mark button
❓	red question mark
❔	white question mark
❕	white exclamation mark
❗	red exclamation mark
❣	heart exclamation
❤	red heart
❤‍🔥	heart on fire
❤‍🩹	mending heart
➕	plus
➖	minus
➗	divide
➡	right arrow
➰	curly loop
➿	double curly loop
⤴	right arrow curving up
⤵	right arrow curving down
⬅	left arrow
⬆	up arrow
⬇	down arrow
⬛	black large square
⬜	white large square
⭐	star
⭕	hollow red circle
〰	wavy dash
〽	part alternation mark
㊗	japanese congratulations button
㊙	japanese secret button
🀄	mahjong red dragon
🃏	joker
🅰	a button blood type
🅱	b button blood type
🅾	o button blood type
🅿	p button
🆎	ab button blood type
🆑	cl button
🆒	cool button
🆓	free button
🆔	id button
🆕	new button
🆖	ng button
🆗	ok button
🆘	sos button
🆙	up button
🆚	vs button
🇦🇨	flag ascension island
🇦🇩	flag andorra
🇦🇪	flag united arab emirates
🇦🇫	flag afghanistan
🇦🇬	flag antigua and barbuda
🇦🇮	flag anguilla
🇦🇱	flag albania
🇦🇲	flag armenia
🇦🇴	flag angola
🇦🇶	flag antarctica
🇦🇷	flag argentina
🇦🇸	flag american samoa
🇦🇹	flag austria
🇦🇺	flag australia
🇦🇼	flag aruba
🇦🇽	flag åland islands
🇦🇿	flag azerbaijan
🇧🇦	flag bosnia and herzegovina
🇧🇧	flag barbados
🇧🇩	flag bangladesh
🇧🇪	flag belgium
🇧🇫	flag burkina faso
🇧🇬	flag bulgaria
🇧🇭	flag bahrain
🇧🇮	flag burundi
🇧🇯	flag benin
🇧🇱	flag st barthélemy
🇧🇲	flag bermuda
🇧🇳	flag brunei
🇧🇴	flag bolivia
🇧🇶	flag caribbean netherlands
🇧🇷	flag brazil
🇧🇸	flag bahamas
🇧🇹	flag bhutan
🇧🇻	flag bouvet island
🇧🇼	flag botswana
🇧🇾	flag belarus
🇧🇿	flag belize
🇨🇦	flag canada
🇨🇨	flag cocos keeling islands
🇨🇩	flag congo - kinshasa
🇨🇫	flag central african republic
🇨🇬	flag congo - brazzaville
🇨🇭	flag switzerland
🇨🇮	flag côte d'ivoire
🇨🇰	flag cook islands
🇨🇱	flag chile
🇨🇲	flag cameroon
🇨🇳	flag china
🇨🇴	flag colombia
🇨🇵	flag clipperton island
🇨🇷	flag costa rica
🇨🇺	flag cuba
🇨🇻	flag cape verde
🇨🇼	flag curaçao
🇨🇽	flag christmas island
🇨🇾	flag cyprus
🇨🇿	flag czechia
🇩🇪	flag germany
🇩🇬	flag diego garcia
🇩🇯	flag djibouti
🇩🇰	flag denmark
🇩🇲	flag dominica
🇩🇴	flag dominican republic
🇩🇿	flag algeria
🇪🇦	flag ceuta and melilla
🇪🇨	flag ecuador
🇪🇪	flag estonia
🇪🇬	flag egypt
🇪🇭	flag western sahara
🇪🇷	flag eritrea
🇪🇸	flag spain
🇪🇹	flag ethiopia
🇪🇺	flag european union
🇫🇮	flag finland
🇫🇯	flag fiji
🇫🇰	flag falkland islands
🇫🇲	flag micronesia
🇫🇴	flag faroe islands
🇫🇷	flag france
🇬🇦	flag gabon
🇬🇧	flag united kingdom
🇬🇩	flag grenada
🇬🇪	flag georgia
🇬🇫	flag french guiana
🇬🇬	flag guernsey
🇬🇭	flag ghana
🇬🇮	flag gibraltar
🇬🇱	flag greenland
🇬🇲	flag gambia
🇬🇳	flag guinea
🇬🇵	flag guadeloupe
🇬🇶	flag equatorial guinea
🇬🇷	flag greece
🇬🇸	flag south georgia and south sandwich islands
🇬🇹	flag guatemala
🇬🇺	flag guam
🇬🇼	flag guinea-bissau
🇬🇾	flag guyana
🇭🇰	flag hong kong sar china
🇭🇲	flag heard and mcdonald islands
🇭🇳	flag honduras
🇭🇷	flag croatia
🇭🇹	flag haiti
🇭🇺	flag hungary
🇮🇨	flag canary islands
🇮🇩	flag indonesia
🇮🇪	flag ireland
🇮🇱	flag israel
🇮🇲	flag isle of man
🇮🇳	flag india
🇮🇴	flag british indian ocean territory
🇮🇶	flag iraq
🇮🇷	flag iran
🇮🇸	flag iceland
🇮🇹	flag italy
🇯🇪	flag jersey
🇯🇲	flag jamaica
🇯🇴	flag jordan
🇯🇵	flag japan
🇰🇪	flag kenya
🇰🇬	flag kyrgyzstan
🇰🇭	flag cambodia
🇰🇮	flag kiribati
🇰🇲	flag comoros
🇰🇳	flag st kitts and nevis
🇰🇵	flag north korea
🇰🇷	flag south korea
🇰🇼	flag kuwait
🇰🇾	flag cayman islands
🇰🇿	flag kazakhstan
🇱🇦	flag laos
🇱🇧	flag lebanon
🇱🇨	flag st lucia
🇱🇮	flag liechtenstein
🇱🇰	flag sri lanka
🇱🇷	flag liberia
🇱🇸	flag lesotho
🇱🇹	flag lithuania
🇱🇺	flag luxembourg
🇱🇻	flag latvia
🇱🇾	flag libya
🇲🇦	flag morocco
🇲🇨	flag monaco
🇲🇩	flag moldova
🇲🇪	flag montenegro
🇲🇫	flag st martin
🇲🇬	flag madagascar
🇲🇭	flag marshall islands
🇲🇰	flag north macedonia
🇲🇱	flag mali
🇲🇲	flag myanmar burma
🇲🇳	flag mongolia
🇲🇴	flag macao sar china
🇲🇵	flag northern mariana islands
🇲🇶	flag martinique
🇲🇷	flag mauritania
🇲🇸	flag montserrat
🇲🇹	flag malta
🇲🇺	flag mauritius
🇲🇻	flag maldives
🇲🇼	flag malawi
🇲🇽	flag mexico
🇲🇾	flag malaysia
🇲🇿	flag mozambique
🇳🇦	flag namibia
🇳🇨	flag new caledonia
🇳🇪	flag niger
🇳🇫	flag norfolk island
🇳🇬	flag nigeria
🇳🇮	flag nicaragua
🇳🇱	flag netherlands
🇳🇴	flag norway
🇳🇵	flag nepal
🇳🇷	flag nauru
🇳🇺	flag niue
🇳🇿	flag new zealand
🇴🇲	flag oman
🇵🇦	flag panama
🇵🇪	flag peru
🇵🇫	flag french polynesia
🇵🇬	flag papua new guinea
🇵🇭	flag philippines
🇵🇰	flag pakistan
🇵🇱	flag poland
🇵🇲	flag st pierre and miquelon
🇵🇳	flag pitcairn islands
🇵🇷	flag puerto rico
🇵🇸	flag palestinian territories
🇵🇹	flag portugal
🇵🇼	flag palau
🇵🇾	flag paraguay
🇶🇦	flag qatar
🇷🇪	flag réunion
🇷🇴	flag romania
🇷🇸	flag serbia
🇷🇺	flag russia
🇷🇼	flag rwanda
🇸🇦	flag saudi arabia
🇸🇧	flag solomon islands
🇸🇨	flag seychelles
🇸🇩	flag sudan
🇸🇪	flag sweden
🇸🇬	flag singapore
🇸🇭	flag st helena
🇸🇮	flag slovenia
🇸🇯	flag svalbard and jan mayen
🇸🇰	flag slovakia
🇸🇱	flag sierra leone
🇸🇲	flag san marino
🇸🇳	flag senegal
🇸🇴	flag somalia
🇸🇷	flag suriname
🇸🇸	flag south sudan
🇸🇹	flag são tomé and príncipe
🇸🇻	flag el salvador
🇸🇽	flag sint maarten
🇸🇾	flag syria
🇸🇿	flag eswatini
🇹🇦	flag tristan da cunha
🇹🇨	flag turks and caicos islands
🇹🇩	flag chad
🇹🇫	flag french southern territories
🇹🇬	flag togo
🇹🇭	flag thailand
🇹🇯	flag tajikistan
🇹🇰	flag tokelau
🇹🇱	flag timor-leste
🇹🇲	flag turkmenistan
🇹🇳	flag tunisia
🇹🇴	flag tonga
🇹🇷	flag turkey
🇹🇹	flag trinidad and tobago
🇹🇻	flag tuvalu
🇹🇼	flag taiwan
🇹🇿	flag tanzania
🇺🇦	flag ukraine
🇺🇬	flag uganda
🇺🇲	flag us outlying islands
🇺🇳	flag united nations
🇺🇸	flag united states
🇺🇾	flag uruguay
🇺🇿	flag uzbekistan
🇻🇦	flag vatican city
🇻🇨	flag st vincent and grenadines
🇻🇪	flag venezuela
🇻🇬	flag british virgin islands
🇻🇮	flag us virgin islands
🇻🇳	flag vietnam
🇻🇺	flag vanuatu
🇼🇫	flag wallis and futuna
🇼🇸	flag samoa
🇽🇰	flag kosovo
🇾🇪	flag yemen
🇾🇹	flag mayotte
🇿🇦	flag south africa
🇿🇲	flag zambia
🇿🇼	flag zimbabwe
🈁	japanese here button
🈂	japanese service charge button
🈚	japanese free of charge button
🈯	japanese reserved button
🈲	japanese prohibited button
🈳	japanese vacancy button
🈴	japanese passing grade button
🈵	japanese no vacancy button
🈶	japanese not free of charge button
🈷	japanese monthly amount button
🈸	japanese application button
🈹	japanese discount button
🈺	japanese open for business button
🉐	japanese bargain button
🉑	japanese acceptable button
🌀	cyclone
🌁	foggy
🌂	closed umbrella
🌃	night with stars
🌄	sunrise over mountains
🌅	sunrise
🌆	cityscape at dusk
🌇	sunset
🌈	rainbow
🌉	bridge at night
🌊	water wave
🌋	volcano
🌌	milky way
🌍	globe showing europe-africa
🌎	globe showing americas
🌏	globe showing asia-australia
🌐	globe with meridians
🌑	new moon
🌒	waxing crescent moon
🌓	first quarter moon
🌔	waxing gibbous moon
🌕	full moon
🌖	waning gibbous moon
🌗	last quarter moon
🌘	waning crescent moon
🌙	crescent moon
🌚	new moon face
🌛	first quarter moon face
🌜	last quarter moon face
🌝	full moon face
🌞	sun with face
🌟	glowing star
🌠	shooting star
🌡	thermometer
🌤	sun behind small cloud
🌥	sun behind large cloud
🌦	sun behind rain cloud
🌧	cloud with rain
🌨	cloud with snow
🌩	cloud with lightning
🌪	tornado
🌫	fog
🌬	wind face
🌭	hot dog
🌮	taco
🌯	burrito
🌰	chestnut
🌱	seedling
🌲	evergreen tree
🌳	deciduous tree
🌴	palm tree
🌵	cactus
🌶	hot pepper
🌷	tulip
🌸	cherry blossom
🌹	rose
🌺	hibiscus
🌻	sunflower
🌼	blossom
🌽	ear of corn
🌾	sheaf of rice
🌿	herb
🍀	four leaf clover
🍁	maple leaf
🍂	fallen leaf
🍃	leaf fluttering in wind
🍄	mushroom
🍅	tomato
🍆	eggplant
🍇	grapes
🍈	melon
🍉	watermelon
🍊	tangerine
🍋	lemon
🍌	banana
🍍	pineapple
🍎	red apple
🍏	green apple
🍐	pear
🍑	peach
🍒	cherries
🍓	strawberry
🍔	hamburger
🍕	pizza
🍖	meat on bone
🍗	poultry leg
🍘	rice cracker
🍙	rice ball
🍚	cooked rice
🍛	curry rice
🍜	steaming bowl
🍝	spaghetti
🍞	bread
🍟	french fries
🍠	roasted sweet potato
🍡	dango
🍢	oden
🍣	sushi
🍤	fried shrimp
🍥	fish cake with swirl
🍦	soft ice cream
🍧	shaved ice
🍨	ice cream
🍩	doughnut
🍪	cookie
🍫	chocolate bar
🍬	candy
🍭	lollipop
🍮	custard
🍯	honey pot
🍰	shortcake
🍱	bento box
🍲	pot of food
🍳	cooking
🍴	fork and knife
🍵	teacup without handle
🍶	sake
🍷	wine glass
🍸	cocktail glass
🍹	tropical drink
🍺	beer mug
🍻	clinking beer mugs
🍼	baby bottle
🍽	fork and knife with plate
🍾	bottle with popping cork
🍿	popcorn
🎀	ribbon
🎁	wrapped gift
🎂	birthday cake
🎃	jack-o-lantern
🎄	christmas tree
🎅	santa claus
🎅🏻	santa claus light skin tone
🎅🏼	santa claus medium-light skin tone
🎅🏽	santa claus medium skin tone
🎅🏾	santa claus medium-dark skin tone
🎅🏿	santa claus dark skin tone
🎆	fireworks
🎇	sparkler
🎈	balloon
🎉	party popper
🎊	confetti ball
🎋	tanabata tree
🎌	crossed flags
🎍	pine decoration
🎎	japanese dolls
🎏	carp streamer
🎐	wind chime
🎑	moon viewing ceremony
🎒	backpack
🎓	graduation cap
🎖	military medal
🎗	reminder ribbon
🎙	studio microphone
🎚	level slider
🎛	control knobs
🎞	film frames
🎟	admission tickets
🎠	carousel horse
🎡	ferris wheel
🎢	roller coaster
🎣	fishing pole
🎤	microphone
🎥	movie camera
🎦	cinema
🎧	headphone
🎨	artist palette
🎩	top hat
🎪	circus tent
🎫	ticket
🎬	clapper board
🎭	performing arts
🎮	video game
🎯	bullseye
🎰	slot machine
🎱	pool 8 ball
🎲	game die
🎳	bowling
🎴	flower playing cards
🎵	musical note
🎶	musical notes
🎷	saxophone
🎸	guitar
🎹	musical keyboard
🎺	trumpet
🎻	violin
🎼	musical score
🎽	running shirt
🎾	tennis
🎿	skis
🏀	basketball
🏁	chequered flag
🏂	snowboarder
🏂🏻	snowboarder light skin tone
🏂🏼	snowboarder medium-light skin tone
🏂🏽	snowboarder medium skin tone
🏂🏾	snowboarder medium-dark skin tone
🏂🏿	snowboarder dark skin tone
🏃	person running
🏃‍♀	woman running
🏃‍♂	man running
🏃🏻	person running light skin tone
🏃🏻‍♀	woman running light skin tone
🏃🏻‍♂	man running light skin tone
🏃🏼	person running medium-light skin tone
🏃🏼‍♀	woman running medium-light skin tone
🏃🏼‍♂	man running medium-light skin tone
🏃🏽	person running medium skin tone
🏃🏽‍♀	woman running medium skin tone
🏃🏽‍♂	man running medium skin tone
🏃🏾	person running medium-dark skin tone
🏃🏾‍♀	woman running medium-dark skin tone
🏃🏾‍♂	man running medium-dark skin tone
🏃🏿	person running dark skin tone
🏃🏿‍♀	woman running dark skin tone
🏃🏿‍♂	man running dark skin tone
🏄	person surfing
🏄‍♀	woman surfing
🏄‍♂	man surfing
🏄🏻	person surfing light skin tone
🏄🏻‍♀	woman surfing light skin tone
🏄🏻‍♂	man surfing light skin tone
🏄🏼	person surfing medium-light skin tone
🏄🏼‍♀	woman surfing medium-light skin tone
🏄🏼‍♂	man surfing medium-light skin tone
🏄🏽	person surfing medium skin tone
🏄🏽‍♀	woman surfing medium skin tone
🏄🏽‍♂	man surfing medium skin tone
🏄🏾	person surfing medium-dark skin tone
🏄🏾‍♀	woman surfing medium-dark skin tone
🏄🏾‍♂	man surfing medium-dark skin tone
🏄🏿	person surfing dark skin tone
🏄🏿‍♀	woman surfing dark skin tone
🏄🏿‍♂	man surfing dark skin tone
🏅	sports medal
🏆	trophy
🏇	horse racing
🏇🏻	horse racing light skin tone
🏇🏼	horse racing medium-light skin tone
🏇🏽	horse racing medium skin tone
🏇🏾	horse racing medium-dark skin tone
🏇🏿	horse racing dark skin tone
🏈	american football
🏉	rugby football
🏊	person swimming
🏊‍♀	woman swimming
🏊‍♂	man swimming
🏊🏻	person swimming light skin tone
🏊🏻‍♀	woman swimming light skin tone
🏊🏻‍♂	man swimming light skin tone
🏊🏼	person swimming medium-light skin tone
🏊🏼‍♀	woman swimming medium-light skin tone
🏊🏼‍♂	man swimming medium-light skin tone
🏊🏽	person swimming medium skin tone
🏊🏽‍♀	woman swimming medium skin tone
🏊🏽‍♂	man swimming medium skin tone
🏊🏾	person swimming medium-dark skin tone
🏊🏾‍♀	woman swimming medium-dark skin tone
🏊🏾‍♂	man swimming medium-dark skin tone
🏊🏿	person swimming dark skin tone
🏊🏿‍♀	woman swimming dark skin tone
🏊🏿‍♂	man swimming dark skin tone
🏋	person lifting weights
🏋‍♀	woman lifting weights
🏋‍♂	man lifting weights
🏋🏻	person lifting weights light skin tone
🏋🏻‍♀	woman lifting weights light skin tone
🏋🏻‍♂	man lifting weights light skin tone
🏋🏼	person lifting weights medium-light skin tone
🏋🏼‍♀	woman lifting weights medium-light skin tone
🏋🏼‍♂	man lifting weights medium-light skin tone
🏋🏽	person lifting weights medium skin tone
🏋🏽‍♀	woman lifting weights medium skin tone
🏋🏽‍♂	man lifting weights medium skin tone
🏋🏾	person lifting weights medium-dark skin tone
🏋🏾‍♀	woman lifting weights medium-dark skin tone
🏋🏾‍♂	man lifting weights medium-dark skin tone
🏋🏿	person lifting weights dark skin tone
🏋🏿‍♀	woman lifting weights dark skin tone
🏋🏿‍♂	man lifting weights dark skin tone
🏌	person golfing
🏌‍♀	woman golfing
🏌‍♂	man golfing
🏌🏻	person golfing light skin tone
🏌🏻‍♀	woman golfing light skin tone
🏌🏻‍♂	man golfing light skin tone
🏌🏼	person golfing medium-light skin tone
🏌🏼‍♀	woman golfing medium-light skin tone
🏌🏼‍♂	man golfing medium-light skin tone
🏌🏽	person golfing medium skin tone
🏌🏽‍♀	woman golfing medium skin tone
🏌🏽‍♂	man golfing medium skin tone
🏌🏾	person golfing medium-dark skin tone
🏌🏾‍♀	woman golfing medium-dark skin tone
🏌🏾‍♂	man golfing medium-dark skin tone
🏌🏿	person golfing dark skin tone
🏌🏿‍♀	woman golfing dark skin tone
🏌🏿‍♂	man golfing dark skin tone
🏍	motorcycle
🏎	racing car
🏏	cricket game
🏐	volleyball
🏑	field hockey
🏒	ice hockey
🏓	ping pong
🏔	snow-capped mountain
🏕	camping
🏖	beach with umbrella
🏗	building construction
🏘	houses
🏙	cityscape
🏚	derelict house
🏛	classical building
🏜	desert
🏝	desert island
🏞	national park
🏟	stadium
🏠	house
🏡	house with garden
🏢	office building
🏣	japanese post office
🏤	post office
🏥	hospital
🏦	bank
🏧	atm sign
🏨	hotel
🏩	love hotel
🏪	convenience store
🏫	school
🏬	department store
🏭	factory
🏮	red paper lantern
🏯	japanese castle
🏰	castle
🏳	white flag
🏳‍⚧	transgender flag
🏳‍🌈	rainbow flag
🏴	black flag
🏴‍☠	pirate flag
🏴󠁧󠁢󠁥󠁮󠁧󠁿	flag england
🏴󠁧󠁢󠁳󠁣󠁴󠁿	flag scotland
🏴󠁧󠁢󠁷󠁬󠁳󠁿	flag wales
🏵	rosette
🏷	label
🏸	badminton
🏹	bow and arrow
🏺	amphora
🏻	light skin tone
🏼	medium-light skin tone
🏽	medium skin tone
🏾	medium-dark skin tone
🏿	dark skin tone
🐀	rat
🐁	mouse
🐂	ox
🐃	water buffalo
🐄	cow
🐅	tiger
🐆	leopard
🐇	rabbit
🐈	cat
🐈‍⬛	black cat
🐉	dragon
🐊	crocodile
🐋	whale
🐌	snail
🐍	snake
🐎	horse
🐏	ram
🐐	goat
🐑	ewe
🐒	monkey
🐓	rooster
🐔	chicken
🐕	dog
🐕‍🦺	service dog
🐖	pig
🐗	boar
🐘	elephant
🐙	octopus
🐚	spiral shell
🐛	bug
🐜	ant
🐝	honeybee
🐞	lady beetle
🐟	fish
🐠	tropical fish
🐡	blowfish
🐢	turtle
🐣	hatching chick
🐤	baby chick
🐥	front-facing baby chick
🐦	bird
🐦‍⬛	black bird
🐧	penguin
🐨	koala
🐩	poodle
🐪	camel
🐫	two-hump camel
🐬	dolphin
🐭	mouse face
🐮	cow face
🐯	tiger face
🐰	rabbit face
🐱	cat face
🐲	dragon face
🐳	spouting whale
🐴	horse face
🐵	monkey face
🐶	dog face
🐷	pig face
🐸	frog
🐹	hamster
🐺	wolf
🐻	bear
🐻‍❄	polar bear
🐼	panda
🐽	pig nose
🐾	paw prints
🐿	chipmunk
👀	eyes
👁	eye
👁‍🗨	eye in speech bubble
👂	ear
👂🏻	ear light skin tone
👂🏼	ear medium-light skin tone
👂🏽	ear medium skin tone
👂🏾	ear medium-dark skin tone
👂🏿	ear dark skin tone
👃	nose
👃🏻	nose light skin tone
👃🏼	nose medium-light skin tone
👃🏽	nose medium skin tone
👃🏾	nose medium-dark skin tone
👃🏿	nose dark skin tone
👄	mouth
👅	tongue
👆	backhand index pointing up
👆🏻	backhand index pointing up light skin tone
👆🏼	backhand index pointing up medium-light skin tone
👆🏽	backhand index pointing up medium skin tone
👆🏾	backhand index pointing up medium-dark skin tone
👆🏿	backhand index pointing up dark skin tone
👇	backhand index pointing down
👇🏻	backhand index pointing down light skin tone
👇🏼	backhand index pointing down medium-light skin tone
👇🏽	backhand index pointing down medium skin tone
👇🏾	backhand index pointing down medium-dark skin tone
👇🏿	backhand index pointing down dark skin tone
👈	backhand index pointing left
👈🏻	backhand index pointing left light skin tone
👈🏼	backhand index pointing left medium-light skin tone
👈🏽	backhand index pointing left medium skin tone
👈🏾	backhand index pointing left medium-dark skin tone
👈🏿	backhand index pointing left dark skin tone
👉	backhand index pointing right
👉🏻	backhand index pointing right light skin tone
👉🏼	backhand index pointing right medium-light skin tone
👉🏽	backhand index pointing right medium skin tone
👉🏾	backhand index pointing right medium-dark skin tone
👉🏿	backhand index pointing right dark skin tone
👊	oncoming fist
👊🏻	oncoming fist light skin tone
👊🏼	oncoming fist medium-light skin tone
👊🏽	oncoming fist medium skin tone
👊🏾	oncoming fist medium-dark skin tone
👊🏿	oncoming fist dark skin tone
👋	waving hand
👋🏻	waving hand light skin tone
👋🏼	waving hand medium-light skin tone
👋🏽	waving hand medium skin tone
👋🏾	waving hand medium-dark skin tone
👋🏿	waving hand dark skin tone
👌	ok hand
👌🏻	ok hand light skin tone
👌🏼	ok hand medium-light skin tone
👌🏽	ok hand medium skin tone
👌🏾	ok hand medium-dark skin tone
👌🏿	ok hand dark skin tone
👍	thumbs up
👍🏻	thumbs up light skin tone
👍🏼	thumbs up medium-light skin tone
👍🏽	thumbs up medium skin tone
👍🏾	thumbs up medium-dark skin tone
👍🏿	thumbs up dark skin tone
👎	thumbs down
👎🏻	thumbs down light skin tone
👎🏼	thumbs down medium-light skin tone
👎🏽	thumbs down medium skin tone
👎🏾	thumbs down medium-dark skin tone
👎🏿	thumbs down dark skin tone
👏	clapping hands
👏🏻	clapping hands light skin tone
👏🏼	clapping hands medium-light skin tone
👏🏽	clapping hands medium skin tone
👏🏾	clapping hands medium-dark skin tone
👏🏿	clapping hands dark skin tone
👐	open hands
👐🏻	open hands light skin tone
👐🏼	open hands medium-light skin tone
👐🏽	open hands medium skin tone
👐🏾	open hands medium-dark skin tone
👐🏿	open hands dark skin tone
👑	crown
👒	woman's hat
👓	glasses
👔	necktie
👕	t-shirt
👖	jeans
👗	dress
👘	kimono
👙	bikini
👚	woman's clothes
👛	purse
👜	handbag
👝	clutch bag
👞	man's shoe
👟	running shoe
👠	high-heeled shoe
👡	woman's sandal
👢	woman's boot
👣	footprints
👤	bust in silhouette
👥	busts in silhouette
👦	boy
👦🏻	boy light skin tone
👦🏼	boy medium-light skin tone
👦🏽	boy medium skin tone
👦🏾	boy medium-dark skin tone
👦🏿	boy dark skin tone
👧	girl
👧🏻	girl light skin tone
👧🏼	girl medium-light skin tone
👧🏽	girl medium skin tone
👧🏾	girl medium-dark skin tone
👧🏿	girl dark skin tone
👨	man
👨‍⚕	man health worker
👨‍⚖	man judge
👨‍✈	man pilot
👨‍❤‍👨	couple with heart man man
👨‍❤‍💋‍👨	kiss man man
👨‍🌾	man farmer
👨‍🍳	man cook
👨‍🍼	man feeding baby
👨‍🎓	man student
👨‍🎤	man singer
👨‍🎨	man artist
👨‍🏫	man teacher
👨‍🏭	man factory worker
👨‍👦	family man boy
👨‍👦‍👦	family man boy boy
👨‍👧	family man girl
👨‍👧‍👦	family man girl boy
👨‍👧‍👧	family man girl girl
👨‍👨‍👦	family man man boy
👨‍👨‍👦‍👦	family man man boy boy
👨‍👨‍👧	family man man girl
👨‍👨‍👧‍👦	family man man girl boy
👨‍👨‍👧‍👧	family man man girl girl
👨‍👩‍👦	family man woman boy
👨‍👩‍👦‍👦	family man woman boy boy
👨‍👩‍👧	family man woman girl
👨‍👩‍👧‍👦	family man woman girl boy
👨‍👩‍👧‍👧	family man woman girl girl
👨‍💻	man technologist
👨‍💼	man office worker
👨‍🔧	man mechanic
👨‍🔬	man scientist
👨‍🚀	man astronaut
👨‍🚒	man firefighter
👨‍🦯	man with white cane
👨‍🦰	man red hair
👨‍🦱	man curly hair
👨‍🦲	man bald
👨‍🦳	man white hair
👨‍🦼	man in motorized wheelchair
👨‍🦽	man in manual wheelchair
👨🏻	man light skin tone
👨🏻‍⚕	man health worker light skin tone
👨🏻‍⚖	man judge light skin tone
👨🏻‍✈	man pilot light skin tone
👨🏻‍❤‍👨🏻	couple with heart man man light skin tone
👨🏻‍❤‍👨🏼	couple with heart man man light skin tone medium-light skin tone
👨🏻‍❤‍👨🏽	couple with heart man man light skin tone medium skin tone
👨🏻‍❤‍👨🏾	couple with heart man man light skin tone medium-dark skin tone
👨🏻‍❤‍👨🏿	couple with heart man man light skin tone dark skin tone
👨🏻‍❤‍💋‍👨🏻	kiss man man light skin tone
👨🏻‍❤‍💋‍👨🏼	kiss man man light skin tone medium-light skin tone
👨🏻‍❤‍💋‍👨🏽	kiss man man light skin tone medium skin tone
👨🏻‍❤‍💋‍👨🏾	kiss man man light skin tone medium-dark skin tone
👨🏻‍❤‍💋‍👨🏿	kiss man man light skin tone dark skin tone
👨🏻‍🌾	man farmer light skin tone
👨🏻‍🍳	man cook light skin tone
👨🏻‍🍼	man feeding baby light skin tone
👨🏻‍🎓	man student light skin tone
👨🏻‍🎤	man singer light skin tone
👨🏻‍🎨	man artist light skin tone
👨🏻‍🏫	man teacher light skin tone
👨🏻‍🏭	man factory worker light skin tone
👨🏻‍💻	man technologist light skin tone
👨🏻‍💼	man office worker light skin tone
👨🏻‍🔧	man mechanic light skin tone
👨🏻‍🔬	man scientist light skin tone
👨🏻‍🚀	man astronaut light skin tone
👨🏻‍🚒	man firefighter light skin tone
👨🏻‍🤝‍👨🏼	men holding hands light skin tone medium-light skin tone
👨🏻‍🤝‍👨🏽	men holding hands light skin tone medium skin tone
👨🏻‍🤝‍👨🏾	men holding hands light skin tone medium-dark skin tone
👨🏻‍🤝‍👨🏿	men holding hands light skin tone dark skin tone
👨🏻‍🦯	man with white cane light skin tone
👨🏻‍🦰	man light skin tone red hair
👨🏻‍🦱	man light skin tone curly hair
👨🏻‍🦲	man light skin tone bald
👨🏻‍🦳	man light skin tone white hair
👨🏻‍🦼	man in motorized wheelchair light skin tone
👨🏻‍🦽	man in manual wheelchair light skin tone
👨🏼	man medium-light skin tone
👨🏼‍⚕	man health worker medium-light skin tone
👨🏼‍⚖	man judge medium-light skin tone
👨🏼‍✈	man pilot medium-light skin tone
👨🏼‍❤‍👨🏻	couple with heart man man medium-light skin tone light skin tone
👨🏼‍❤‍👨🏼	couple with heart man man medium-light skin tone
👨🏼‍❤‍👨🏽	couple with heart man man medium-light skin tone medium skin tone
👨🏼‍❤‍👨🏾	couple with heart man man medium-light skin tone medium-dark skin tone
👨🏼‍❤‍👨🏿	couple with heart man man medium-light skin tone dark skin tone
👨🏼‍❤‍💋‍👨🏻	kiss man man medium-light skin tone light skin tone
👨🏼‍❤‍💋‍👨🏼	kiss man man medium-light skin tone
👨🏼‍❤‍💋‍👨🏽	kiss man man medium-light skin tone medium skin tone
👨🏼‍❤‍💋‍👨🏾	kiss man man medium-light skin tone medium-dark skin tone
👨🏼‍❤‍💋‍👨🏿	kiss man man medium-light skin tone dark skin tone
👨🏼‍🌾	man farmer medium-light skin tone
👨🏼‍🍳	man cook medium-light skin tone
👨🏼‍🍼	man feeding baby medium-light skin tone
👨🏼‍🎓	man student medium-light skin tone
👨🏼‍🎤	man singer medium-light skin tone
👨🏼‍🎨	man artist medium-light skin tone
👨🏼‍🏫	man teacher medium-light skin tone
👨🏼‍🏭	man factory worker medium-light skin tone
👨🏼‍💻	man technologist medium-light skin tone
👨🏼‍💼	man office worker medium-light skin tone
👨🏼‍🔧	man mechanic medium-light skin tone
👨🏼‍🔬	man scientist medium-light skin tone
👨🏼‍🚀	man astronaut medium-light skin tone
👨🏼‍🚒	man firefighter medium-light skin tone
👨🏼‍🤝‍👨🏻	men holding hands medium-light skin tone light skin tone
👨🏼‍🤝‍👨🏽	men holding hands medium-light skin tone medium skin tone
👨🏼‍🤝‍👨🏾	men holding hands medium-light skin tone medium-dark skin tone
👨🏼‍🤝‍👨🏿	men holding hands medium-light skin tone dark skin tone
👨🏼‍🦯	man with white cane medium-light skin tone
👨🏼‍🦰	man medium-light skin tone red hair
👨🏼‍🦱	man medium-light skin tone curly hair
👨🏼‍🦲	man medium-light skin tone bald
👨🏼‍🦳	man medium-light skin tone white hair
👨🏼‍🦼	man in motorized wheelchair medium-light skin tone
👨🏼‍🦽	man in manual wheelchair medium-light skin tone
👨🏽	man medium skin tone
👨🏽‍⚕	man health worker medium skin tone
👨🏽‍⚖	man judge medium skin tone
👨🏽‍✈	man pilot medium skin tone
👨🏽‍❤‍👨🏻	couple with heart man man medium skin tone light skin tone
👨🏽‍❤‍👨🏼	couple with heart man man medium skin tone medium-light skin tone
👨🏽‍❤‍👨🏽	couple with heart man man medium skin tone
👨🏽‍❤‍👨🏾	couple with heart man man medium skin tone medium-dark skin tone
👨🏽‍❤‍👨🏿	couple with heart man man medium skin tone dark skin tone
👨🏽‍❤‍💋‍👨🏻	kiss man man medium skin tone light skin tone
👨🏽‍❤‍💋‍👨🏼	kiss man man medium skin tone medium-light skin tone
👨🏽‍❤‍💋‍👨🏽	kiss man man medium skin tone
👨🏽‍❤‍💋‍👨🏾	kiss man man medium skin tone medium-dark skin tone
👨🏽‍❤‍💋‍👨🏿	kiss man man medium skin tone dark skin tone
👨🏽‍🌾	man farmer medium skin tone
👨🏽‍🍳	man cook medium skin tone
👨🏽‍🍼	man feeding baby medium skin tone
👨🏽‍🎓	man student medium skin tone
👨🏽‍🎤	man singer medium skin tone
👨🏽‍🎨	man artist medium skin tone
👨🏽‍🏫	man teacher medium skin tone
👨🏽‍🏭	man factory worker medium skin tone
👨🏽‍💻	man technologist medium skin tone
👨🏽‍💼	man office worker medium skin tone
👨🏽‍🔧	man mechanic medium skin tone
👨🏽‍🔬	man scientist medium skin tone
👨🏽‍🚀	man astronaut medium skin tone
👨🏽‍🚒	man firefighter medium skin tone
👨🏽‍🤝‍👨🏻	men holding hands medium skin tone light skin tone
👨🏽‍🤝‍👨🏼	men holding hands medium skin tone medium-light skin tone
👨🏽‍🤝‍👨🏾	men holding hands medium skin tone medium-dark skin tone
👨🏽‍🤝‍👨🏿	men holding hands medium skin tone dark skin tone
👨🏽‍🦯	man with white cane medium skin tone
👨🏽‍🦰	man medium skin tone red hair
👨🏽‍🦱	man medium skin tone curly hair
👨🏽‍🦲	man medium skin tone bald
👨🏽‍🦳	man medium skin tone white hair
👨🏽‍🦼	man in motorized wheelchair medium skin tone
👨🏽‍🦽	man in manual wheelchair medium skin tone
👨🏾	man medium-dark skin tone
👨🏾‍⚕	man health worker medium-dark skin tone
👨🏾‍⚖	man judge medium-dark skin tone
👨🏾‍✈	man pilot medium-dark skin tone
👨🏾‍❤‍👨🏻	couple with heart man man medium-dark skin tone light skin tone
👨🏾‍❤‍👨🏼	couple with heart man man medium-dark skin tone medium-light skin tone
👨🏾‍❤‍👨🏽	couple with heart man man medium-dark skin tone medium skin tone
👨🏾‍❤‍👨🏾	couple with heart man man medium-dark skin tone
👨🏾‍❤‍👨🏿	couple with heart man man medium-dark skin tone dark skin tone
👨🏾‍❤‍💋‍👨🏻	kiss man man medium-dark skin tone light skin tone
👨🏾‍❤‍💋‍👨🏼	kiss man man medium-dark skin tone medium-light skin tone
👨🏾‍❤‍💋‍👨🏽	kiss man man medium-dark skin tone medium skin tone
👨🏾‍❤‍💋‍👨🏾	kiss man man medium-dark skin tone
👨🏾‍❤‍💋‍👨🏿	kiss man man medium-dark skin tone dark skin tone
👨🏾‍🌾	man farmer medium-dark skin tone
👨🏾‍🍳	man cook medium-dark skin tone
👨🏾‍🍼	man feeding baby medium-dark skin tone
👨🏾‍🎓	man student medium-dark skin tone
👨🏾‍🎤	man singer medium-dark skin tone
👨🏾‍🎨	man artist medium-dark skin tone
👨🏾‍🏫	man teacher medium-dark skin tone
👨🏾‍🏭	man factory worker medium-dark skin tone
👨🏾‍💻	man technologist medium-dark skin tone
👨🏾‍💼	man office worker medium-dark skin tone
👨🏾‍🔧	man mechanic medium-dark skin tone
👨🏾‍🔬	man scientist medium-dark skin tone
👨🏾‍🚀	man astronaut medium-dark skin tone
👨🏾‍🚒	man firefighter medium-dark skin tone
👨🏾‍🤝‍👨🏻	men holding hands medium-dark skin tone light skin tone
👨🏾‍🤝‍👨🏼	men holding hands medium-dark skin tone medium-light skin tone
👨🏾‍🤝‍👨🏽	men holding hands medium-dark skin tone medium skin tone
👨🏾‍🤝‍👨🏿	men holding hands medium-dark skin tone dark skin tone
👨🏾‍🦯	man with white cane medium-dark skin tone
👨🏾‍🦰	man medium-dark skin tone red hair
👨🏾‍🦱	man medium-dark skin tone curly hair
👨🏾‍🦲	man medium-dark skin tone bald
👨🏾‍🦳	man medium-dark skin tone white hair
👨🏾‍🦼	man in motorized wheelchair medium-dark skin tone
👨🏾‍🦽	man in manual wheelchair medium-dark skin tone
👨🏿	man dark skin tone
👨🏿‍⚕	man health worker dark skin tone
👨🏿‍⚖	man judge dark skin tone
👨🏿‍✈	man pilot dark skin tone
👨🏿‍❤‍👨🏻	couple with heart man man dark skin tone light skin tone
👨🏿‍❤‍👨🏼	couple with heart man man dark skin tone medium-light skin tone
👨🏿‍❤‍👨🏽	couple with heart man man dark skin tone medium skin tone
👨🏿‍❤‍👨🏾	couple with heart man man dark skin tone medium-dark skin tone
👨🏿‍❤‍👨🏿	couple with heart man man dark skin tone
👨🏿‍❤‍💋‍👨🏻	kiss man man dark skin tone light skin tone
👨🏿‍❤‍💋‍👨🏼	kiss man man dark skin tone medium-light skin tone
👨🏿‍❤‍💋‍👨🏽	kiss man man dark skin tone medium skin tone
👨🏿‍❤‍💋‍👨🏾	kiss man man dark skin tone medium-dark skin tone
👨🏿‍❤‍💋‍👨🏿	kiss man man dark skin tone
👨🏿‍🌾	man farmer dark skin tone
👨🏿‍🍳	man cook dark skin tone
👨🏿‍🍼	man feeding baby dark skin tone
👨🏿‍🎓	man student dark skin tone
👨🏿‍🎤	man singer dark skin tone
👨🏿‍🎨	man artist dark skin tone
👨🏿‍🏫	man teacher dark skin tone
👨🏿‍🏭	man factory worker dark skin tone
👨🏿‍💻	man technologist dark skin tone
👨🏿‍💼	man office worker dark skin tone
👨🏿‍🔧	man mechanic dark skin tone
👨🏿‍🔬	man scientist dark skin tone
👨🏿‍🚀	man astronaut dark skin tone
👨🏿‍🚒	man firefighter dark skin tone
👨🏿‍🤝‍👨🏻	men holding hands dark skin tone light skin tone
👨🏿‍🤝‍👨🏼	men holding hands dark skin tone medium-light skin tone
👨🏿‍🤝‍👨🏽	men holding hands dark skin tone medium skin tone
👨🏿‍🤝‍👨🏾	men holding hands dark skin tone medium-dark skin tone
👨🏿‍🦯	man with white cane dark skin tone
👨🏿‍🦰	man dark skin tone red hair
👨🏿‍🦱	man dark skin tone curly hair
👨🏿‍🦲	man dark skin tone bald
👨🏿‍🦳	man dark skin tone white hair
👨🏿‍🦼	man in motorized wheelchair dark skin tone
👨🏿‍🦽	man in manual wheelchair dark skin tone
👩	woman
👩‍⚕	woman health worker
👩‍⚖	woman judge
👩‍✈	woman pilot
👩‍❤‍👨	couple with heart woman man
👩‍❤‍👩	couple with heart woman woman
👩‍❤‍💋‍👨	kiss woman man
👩‍❤‍💋‍👩	kiss woman woman
👩‍🌾	woman farmer
👩‍🍳	woman cook
👩‍🍼	woman feeding baby
👩‍🎓	woman student
👩‍🎤	woman singer
👩‍🎨	woman artist
👩‍🏫	woman teacher
👩‍🏭	woman factory worker
👩‍👦	family woman boy
👩‍👦‍👦	family woman boy boy
👩‍👧	family woman girl
👩‍👧‍👦	family woman girl boy
👩‍👧‍👧	family woman girl girl
👩‍👩‍👦	family woman woman boy
👩‍👩‍👦‍👦	family woman woman boy boy
👩‍👩‍👧	family woman woman girl
👩‍👩‍👧‍👦	family woman woman girl boy
👩‍👩‍👧‍👧	family woman woman girl girl
👩‍💻	woman technologist
👩‍💼	woman office worker
👩‍🔧	woman mechanic
👩‍🔬	woman scientist
👩‍🚀	woman astronaut
👩‍🚒	woman firefighter
👩‍🦯	woman with white cane
👩‍🦰	woman red hair
👩‍🦱	woman curly hair
👩‍🦲	woman bald
👩‍🦳	woman white hair
👩‍🦼	woman in motorized wheelchair
👩‍🦽	woman in manual wheelchair
👩🏻	woman light skin tone
👩🏻‍⚕	woman health worker light skin tone
👩🏻‍⚖	woman judge light skin tone
👩🏻‍✈	woman pilot light skin tone
👩🏻‍❤‍👨🏻	couple with heart woman man light skin tone
👩🏻‍❤‍👨🏼	couple with heart woman man light skin tone medium-light skin tone
👩🏻‍❤‍👨🏽	couple with heart woman man light skin tone medium skin tone
👩🏻‍❤‍👨🏾	couple with heart woman man light skin tone medium-dark skin tone
👩🏻‍❤‍👨🏿	couple with heart woman man light skin tone dark skin tone
👩🏻‍❤‍👩🏻	couple with heart woman woman light skin tone
👩🏻‍❤‍👩🏼	couple with heart woman woman light skin tone medium-light skin tone
👩🏻‍❤‍👩🏽	couple with heart woman woman light skin tone medium skin tone
👩🏻‍❤‍👩🏾	couple with heart woman woman light skin tone medium-dark skin tone
👩🏻‍❤‍👩🏿	couple with heart woman woman light skin tone dark skin tone
👩🏻‍❤‍💋‍👨🏻	kiss woman man light skin tone
👩🏻‍❤‍💋‍👨🏼	kiss woman man light skin tone medium-light skin tone
👩🏻‍❤‍💋‍👨🏽	kiss woman man light skin tone medium skin tone
👩🏻‍❤‍💋‍👨🏾	kiss woman man light skin tone medium-dark skin tone
👩🏻‍❤‍💋‍👨🏿	kiss woman man light skin tone dark skin tone
👩🏻‍❤‍💋‍👩🏻	kiss woman woman light skin tone
👩🏻‍❤‍💋‍👩🏼	kiss woman woman light skin tone medium-light skin tone
👩🏻‍❤‍💋‍👩🏽	kiss woman woman light skin tone medium skin tone
👩🏻‍❤‍💋‍👩🏾	kiss woman woman light skin tone medium-dark skin tone
👩🏻‍❤‍💋‍👩🏿	kiss woman woman light skin tone dark skin tone
👩🏻‍🌾	woman farmer light skin tone
👩🏻‍🍳	woman cook light skin tone
👩🏻‍🍼	woman feeding baby light skin tone
👩🏻‍🎓	woman student light skin tone
👩🏻‍🎤	woman singer light skin tone
👩🏻‍🎨	woman artist light skin tone
👩🏻‍🏫	woman teacher light skin tone
👩🏻‍🏭	woman factory worker light skin tone
👩🏻‍💻	woman technologist light skin tone
👩🏻‍💼	woman office worker light skin tone
👩🏻‍🔧	woman mechanic light skin tone
👩🏻‍🔬	woman scientist light skin tone
👩🏻‍🚀	woman astronaut light skin tone
👩🏻‍🚒	woman firefighter light skin tone
👩🏻‍🤝‍👨🏼	woman and man holding hands light skin tone medium-light skin tone
👩🏻‍🤝‍👨🏽	woman and man holding hands light skin tone medium skin tone
👩🏻‍🤝‍👨🏾	woman and man holding hands light skin tone medium-dark skin tone
👩🏻‍🤝‍👨🏿	woman and man holding hands light skin tone dark skin tone
👩🏻‍🤝‍👩🏼	women holding hands light skin tone medium-light skin tone
👩🏻‍🤝‍👩🏽	women holding hands light skin tone medium skin tone
👩🏻‍🤝‍👩🏾	women holding hands light skin tone medium-dark skin tone
👩🏻‍🤝‍👩🏿	women holding hands light skin tone dark skin tone
👩🏻‍🦯	woman with white cane light skin tone
👩🏻‍🦰	woman light skin tone red hair
👩🏻‍🦱	woman light skin tone curly hair
👩🏻‍🦲	woman light skin tone bald
👩🏻‍🦳	woman light skin tone white hair
👩🏻‍🦼	woman in motorized wheelchair light skin tone
👩🏻‍🦽	woman in manual wheelchair light skin tone
👩🏼	woman medium-light skin tone
👩🏼‍⚕	woman health worker medium-light skin tone
👩🏼‍⚖	woman judge medium-light skin tone
👩🏼‍✈	woman pilot medium-light skin tone
👩🏼‍❤‍👨🏻	couple with heart woman man medium-light skin tone light skin tone
👩🏼‍❤‍👨🏼	couple with heart woman man medium-light skin tone
👩🏼‍❤‍👨🏽	couple with heart woman man medium-light skin tone medium skin tone
👩🏼‍❤‍👨🏾	couple with heart woman man medium-light skin tone medium-dark skin tone
👩🏼‍❤‍👨🏿	couple with heart woman man medium-light skin tone dark skin tone
👩🏼‍❤‍👩🏻	couple with heart woman woman medium-light skin tone light skin tone
👩🏼‍❤‍👩🏼	couple with heart woman woman medium-light skin tone
👩🏼‍❤‍👩🏽	couple with heart woman woman medium-light skin tone medium skin tone
👩🏼‍❤‍👩🏾	couple with heart woman woman medium-light skin tone medium-dark skin tone
👩🏼‍❤‍👩🏿	couple with heart woman woman medium-light skin tone dark skin tone
👩🏼‍❤‍💋‍👨🏻	kiss woman man medium-light skin tone light skin tone
👩🏼‍❤‍💋‍👨🏼	kiss woman man medium-light skin tone
👩🏼‍❤‍💋‍👨🏽	kiss woman man medium-light skin tone medium skin tone
👩🏼‍❤‍💋‍👨🏾	kiss woman man medium-light skin tone medium-dark skin tone
👩🏼‍❤‍💋‍👨🏿	kiss woman man medium-light skin tone dark skin tone
👩🏼‍❤‍💋‍👩🏻	kiss woman woman medium-light skin tone light skin tone
👩🏼‍❤‍💋‍👩🏼	kiss woman woman medium-light skin tone
👩🏼‍❤‍💋‍👩🏽	kiss woman woman medium-light skin tone medium skin tone
👩🏼‍❤‍💋‍👩🏾	kiss woman woman medium-light skin tone medium-dark skin tone
👩🏼‍❤‍💋‍👩🏿	kiss woman woman medium-light skin tone dark skin tone
👩🏼‍🌾	woman farmer medium-light skin tone
👩🏼‍🍳	woman cook medium-light skin tone
👩🏼‍🍼	woman feeding baby medium-light skin tone
👩🏼‍🎓	woman student medium-light skin tone
👩🏼‍🎤	woman singer medium-light skin tone
👩🏼‍🎨	woman artist medium-light skin tone
👩🏼‍🏫	woman teacher medium-light skin tone
👩🏼‍🏭	woman factory worker medium-light skin tone
👩🏼‍💻	woman technologist medium-light skin tone
👩🏼‍💼	woman office worker medium-light skin tone
👩🏼‍🔧	woman mechanic medium-light skin tone
👩🏼‍🔬	woman scientist medium-light skin tone
👩🏼‍🚀	woman astronaut medium-light skin tone
👩🏼‍🚒	woman firefighter medium-light skin tone
👩🏼‍🤝‍👨🏻	woman and man holding hands medium-light skin tone light skin tone
👩🏼‍🤝‍👨🏽	woman and man holding hands medium-light skin tone medium skin tone
👩🏼‍🤝‍👨🏾	woman and man holding hands medium-light skin tone medium-dark skin tone
👩🏼‍🤝‍👨🏿	woman and man holding hands medium-light skin tone dark skin tone
👩🏼‍🤝‍👩🏻	women holding hands medium-light skin tone light skin tone
👩🏼‍🤝‍👩🏽	women holding hands medium-light skin tone medium skin tone
👩🏼‍🤝‍👩🏾	women holding hands medium-light skin tone medium-dark skin tone
👩🏼‍🤝‍👩🏿	women holding hands medium-light skin tone dark skin tone
👩🏼‍🦯	woman with white cane medium-light skin tone
👩🏼‍🦰	woman medium-light skin tone red hair
👩🏼‍🦱	woman medium-light skin tone curly hair
👩🏼‍🦲	woman medium-light skin tone bald
👩🏼‍🦳	woman medium-light skin tone white hair
👩🏼‍🦼	woman in motorized wheelchair medium-light skin tone
👩🏼‍🦽	woman in manual wheelchair medium-light skin tone
👩🏽	woman medium skin tone
👩🏽‍⚕	woman health worker medium skin tone
👩🏽‍⚖	woman judge medium skin tone
👩🏽‍✈	woman pilot medium skin tone
👩🏽‍❤‍👨🏻	couple with heart woman man medium skin tone light skin tone
👩🏽‍❤‍👨🏼	couple with heart woman man medium skin tone medium-light skin tone
👩🏽‍❤‍👨🏽	couple with heart woman man medium skin tone
👩🏽‍❤‍👨🏾	couple with heart woman man medium skin tone medium-dark skin tone
👩🏽‍❤‍👨🏿	couple with heart woman man medium skin tone dark skin tone
👩🏽‍❤‍👩🏻	couple with heart woman woman medium skin tone light skin tone
👩🏽‍❤‍👩🏼	couple with heart woman woman medium skin tone medium-light skin tone
👩🏽‍❤‍👩🏽	couple with heart woman woman medium skin tone
👩🏽‍❤‍👩🏾	couple with heart woman woman medium skin tone medium-dark skin tone
👩🏽‍❤‍👩🏿	couple with heart woman woman medium skin tone dark skin tone
👩🏽‍❤‍💋‍👨🏻	kiss woman man medium skin tone light skin tone
👩🏽‍❤‍💋‍👨🏼	kiss woman man medium skin tone medium-light skin tone
👩🏽‍❤‍💋‍👨🏽	kiss woman man medium skin tone
👩🏽‍❤‍💋‍👨🏾	kiss woman man medium skin tone medium-dark skin tone
👩🏽‍❤‍💋‍👨🏿	kiss woman man medium skin tone dark skin tone
👩🏽‍❤‍💋‍👩🏻	kiss woman woman medium skin tone light skin tone
👩🏽‍❤‍💋‍👩🏼	kiss woman woman medium skin tone medium-light skin tone
👩🏽‍❤‍💋‍👩🏽	kiss woman woman medium skin tone
👩🏽‍❤‍💋‍👩🏾	kiss woman woman medium skin tone medium-dark skin tone
👩🏽‍❤‍💋‍👩🏿	kiss woman woman medium skin tone dark skin tone
👩🏽‍🌾	woman farmer medium skin tone
👩🏽‍🍳	woman cook medium skin tone
👩🏽‍🍼	woman feeding baby medium skin tone
👩🏽‍🎓	woman student medium skin tone
👩🏽‍🎤	woman singer medium skin tone
👩🏽‍🎨	woman artist medium skin tone
👩🏽‍🏫	woman teacher medium skin tone
👩🏽‍🏭	woman factory worker medium skin tone
👩🏽‍💻	woman technologist medium skin tone
👩🏽‍💼	woman office worker medium skin tone
👩🏽‍🔧	woman mechanic medium skin tone
👩🏽‍🔬	woman scientist medium skin tone
👩🏽‍🚀	woman astronaut medium skin tone
👩🏽‍🚒	woman firefighter medium skin tone
👩🏽‍🤝‍👨🏻	woman and man holding hands medium skin tone light skin tone
👩🏽‍🤝‍👨🏼	woman and man holding hands medium skin tone medium-light skin tone
👩🏽‍🤝‍👨🏾	woman and man holding hands medium skin tone medium-dark skin tone
👩🏽‍🤝‍👨🏿	woman and man holding hands medium skin tone dark skin tone
👩🏽‍🤝‍👩🏻	women holding hands medium skin tone light skin tone
👩🏽‍🤝‍👩🏼	women holding hands medium skin tone medium-light skin tone
👩🏽‍🤝‍👩🏾	women holding hands medium skin tone medium-dark skin tone
👩🏽‍🤝‍👩🏿	women holding hands medium skin tone dark skin tone
👩🏽‍🦯	woman with white cane medium skin tone
👩🏽‍🦰	woman medium skin tone red hair
👩🏽‍🦱	woman medium skin tone curly hair
👩🏽‍🦲	woman medium skin tone bald
👩🏽‍🦳	woman medium skin tone white hair
👩🏽‍🦼	woman in motorized wheelchair medium skin tone
👩🏽‍🦽	woman in manual wheelchair medium skin tone
👩🏾	woman medium-dark skin tone
👩🏾‍⚕	woman health worker medium-dark skin tone
👩🏾‍⚖	woman judge medium-dark skin tone
👩🏾‍✈	woman pilot medium-dark skin tone
👩🏾‍❤‍👨🏻	couple with heart woman man medium-dark skin tone light skin tone
👩🏾‍❤‍👨🏼	couple with heart woman man medium-dark skin tone medium-light skin tone
👩🏾‍❤‍👨🏽	couple with heart woman man medium-dark skin tone medium skin tone
👩🏾‍❤‍👨🏾	couple with heart woman man medium-dark skin tone
👩🏾‍❤‍👨🏿	couple with heart woman man medium-dark skin tone dark skin tone
👩🏾‍❤‍👩🏻	couple with heart woman woman medium-dark skin tone light skin tone
👩🏾‍❤‍👩🏼	couple with heart woman woman medium-dark skin tone medium-light skin tone
👩🏾‍❤‍👩🏽	couple with heart woman woman medium-dark skin tone medium skin tone
👩🏾‍❤‍👩🏾	couple with heart woman woman medium-dark skin tone
👩🏾‍❤‍👩🏿	couple with heart woman woman medium-dark skin tone dark skin tone
👩🏾‍❤‍💋‍👨🏻	kiss woman man medium-dark skin tone light skin tone
👩🏾‍❤‍💋‍👨🏼	kiss woman man medium-dark skin tone medium-light skin tone
👩🏾‍❤‍💋‍👨🏽	kiss woman man medium-dark skin tone medium skin tone
👩🏾‍❤‍💋‍👨🏾	kiss woman man medium-dark skin tone
👩🏾‍❤‍💋‍👨🏿	kiss woman man medium-dark skin tone dark skin tone
👩🏾‍❤‍💋‍👩🏻	kiss woman woman medium-dark skin tone light skin tone
👩🏾‍❤‍💋‍👩🏼	kiss woman woman medium-dark skin tone medium-light skin tone
👩🏾‍❤‍💋‍👩🏽	kiss woman woman medium-dark skin tone medium skin tone
👩🏾‍❤‍💋‍👩🏾	kiss woman woman medium-dark skin tone
👩🏾‍❤‍💋‍👩🏿	kiss woman woman medium-dark skin tone dark skin tone
👩🏾‍🌾	woman farmer medium-dark skin tone
👩🏾‍🍳	woman cook medium-dark skin tone
👩🏾‍🍼	woman feeding baby medium-dark skin tone
👩🏾‍🎓	woman student medium-dark skin tone
👩🏾‍🎤	woman singer medium-dark skin tone
👩🏾‍🎨	woman artist medium-dark skin tone
👩🏾‍🏫	woman teacher medium-dark skin tone
👩🏾‍🏭	woman factory worker medium-dark skin tone
👩🏾‍💻	woman technologist medium-dark skin tone
👩🏾‍💼	woman office worker medium-dark skin tone
👩🏾‍🔧	woman mechanic medium-dark skin tone
👩🏾‍🔬	woman scientist medium-dark skin tone
👩🏾‍🚀	woman astronaut medium-dark skin tone
👩🏾‍🚒	woman firefighter medium-dark skin tone
👩🏾‍🤝‍👨🏻	woman and man holding hands medium-dark skin tone light skin tone
👩🏾‍🤝‍👨🏼	woman and man holding hands medium-dark skin tone medium-light skin tone
👩🏾‍🤝‍👨🏽	woman and man holding hands medium-dark skin tone medium skin tone
👩🏾‍🤝‍👨🏿	woman and man holding hands medium-dark skin tone dark skin tone
👩🏾‍🤝‍👩🏻	women holding hands medium-dark skin tone light skin tone
👩🏾‍🤝‍👩🏼	women holding hands medium-dark skin tone medium-light skin tone
👩🏾‍🤝‍👩🏽	women holding hands medium-dark skin tone medium skin tone
👩🏾‍🤝‍👩🏿	women holding hands medium-dark skin tone dark skin tone
👩🏾‍🦯	woman with white cane medium-dark skin tone
👩🏾‍🦰	woman medium-dark skin tone red hair
👩🏾‍🦱	woman medium-dark skin tone curly hair
👩🏾‍🦲	woman medium-dark skin tone bald
👩🏾‍🦳	woman medium-dark skin tone white hair
👩🏾‍🦼	woman in motorized wheelchair medium-dark skin tone
👩🏾‍🦽	woman in manual wheelchair medium-dark skin tone
👩🏿	woman dark skin tone
👩🏿‍⚕	woman health worker dark skin tone
👩🏿‍⚖	woman judge dark skin tone
👩🏿‍✈	woman pilot dark skin tone
👩🏿‍❤‍👨🏻	couple with heart woman man dark skin tone light skin tone
👩🏿‍❤‍👨🏼	couple with heart woman man dark skin tone medium-light skin tone
👩🏿‍❤‍👨🏽	couple with heart woman man dark skin tone medium skin tone
👩🏿‍❤‍👨🏾	couple with heart woman man dark skin tone medium-dark skin tone
👩🏿‍❤‍👨🏿	couple with heart woman man dark skin tone
👩🏿‍❤‍👩🏻	couple with heart woman woman dark skin tone light skin tone
👩🏿‍❤‍👩🏼	couple with heart woman woman dark skin tone medium-light skin tone
👩🏿‍❤‍👩🏽	couple with heart woman woman dark skin tone medium skin tone
👩🏿‍❤‍👩🏾	couple with heart woman woman dark skin tone medium-dark skin tone
👩🏿‍❤‍👩🏿	couple with heart woman woman dark skin tone
👩🏿‍❤‍💋‍👨🏻	kiss woman man dark skin tone light skin tone
👩🏿‍❤‍💋‍👨🏼	kiss woman man dark skin tone medium-light skin tone
👩🏿‍❤‍💋‍👨🏽	kiss woman man dark skin tone medium skin tone
👩🏿‍❤‍💋‍👨🏾	kiss woman man dark skin tone medium-dark skin tone
👩🏿‍❤‍💋‍👨🏿	kiss woman man dark skin tone
👩🏿‍❤‍💋‍👩🏻	kiss woman woman dark skin tone light skin tone
👩🏿‍❤‍💋‍👩🏼	kiss woman woman dark skin tone medium-light skin tone
👩🏿‍❤‍💋‍👩🏽	kiss woman woman dark skin tone medium skin tone
👩🏿‍❤‍💋‍👩🏾	kiss woman woman dark skin tone medium-dark skin tone
👩🏿‍❤‍💋‍👩🏿	kiss woman woman dark skin tone
👩🏿‍🌾	woman farmer dark skin tone
👩🏿‍🍳	woman cook dark skin tone
👩🏿‍🍼	woman feeding baby dark skin tone
👩🏿‍🎓	woman student dark skin tone
👩🏿‍🎤	woman singer dark skin tone
👩🏿‍🎨	woman artist dark skin tone
👩🏿‍🏫	woman teacher dark skin tone
👩🏿‍🏭	woman factory worker dark skin tone
👩🏿‍💻	woman technologist dark skin tone
👩🏿‍💼	woman office worker dark skin tone
👩🏿‍🔧	woman mechanic dark skin tone
👩🏿‍🔬	woman scientist dark skin tone
👩🏿‍🚀	woman astronaut dark skin tone
👩🏿‍🚒	woman firefighter dark skin tone
👩🏿‍🤝‍👨🏻	woman and man holding hands dark skin tone light skin tone
👩🏿‍🤝‍👨🏼	woman and man holding hands dark skin tone medium-light skin tone
👩🏿‍🤝‍👨🏽	woman and man holding hands dark skin tone medium skin tone
👩🏿‍🤝‍👨🏾	woman and man holding hands dark skin tone medium-dark skin tone
👩🏿‍🤝‍👩🏻	women holding hands dark skin tone light skin tone
👩🏿‍🤝‍👩🏼	women holding hands dark skin tone medium-light skin tone
👩🏿‍🤝‍👩🏽	women holding hands dark skin tone medium skin tone
👩🏿‍🤝‍👩🏾	women holding hands dark skin tone medium-dark skin tone
👩🏿‍🦯	woman with white cane dark skin tone
👩🏿‍🦰	woman dark skin tone red hair
👩🏿‍🦱	woman dark skin tone curly hair
👩🏿‍🦲	woman dark skin tone bald
👩🏿‍🦳	woman dark skin tone white hair
👩🏿‍🦼	woman in motorized wheelchair dark skin tone
👩🏿‍🦽	woman in manual wheelchair dark skin tone
👪	family
👫	woman and man holding hands
👫🏻	woman and man holding hands light skin tone
👫🏼	woman and man holding hands medium-light skin tone
👫🏽	woman and man holding hands medium skin tone
👫🏾	woman and man holding hands medium-dark skin tone
👫🏿	woman and man holding hands dark skin tone
👬	men holding hands
👬🏻	men holding hands light skin tone
👬🏼	men holding hands medium-light skin tone
👬🏽	men holding hands medium skin tone
👬🏾	men holding hands medium-dark skin tone
👬🏿	men holding hands dark skin tone
👭	women holding hands
👭🏻	women holding hands light skin tone
👭🏼	women holding hands medium-light skin tone
👭🏽	women holding hands medium skin tone
👭🏾	women holding hands medium-dark skin tone
👭🏿	women holding hands dark skin tone
👮	police officer
👮‍♀	woman police officer
👮‍♂	man police officer
👮🏻	police officer light skin tone
👮🏻‍♀	woman police officer light skin tone
👮🏻‍♂	man police officer light skin tone
👮🏼	police officer medium-light skin tone
👮🏼‍♀	woman police officer medium-light skin tone
👮🏼‍♂	man police officer medium-light skin tone
👮🏽	police officer medium skin tone
👮🏽‍♀	woman police officer medium skin tone
👮🏽‍♂	man police officer medium skin tone
👮🏾	police officer medium-dark skin tone
👮🏾‍♀	woman police officer medium-dark skin tone
👮🏾‍♂	man police officer medium-dark skin tone
👮🏿	police officer dark skin tone
👮🏿‍♀	woman police officer dark skin tone
👮🏿‍♂	man police officer dark skin tone
👯	people with bunny ears
👯‍♀	women with bunny ears
👯‍♂	men with bunny ears
👰	person with veil
👰‍♀	woman with veil
👰‍♂	man with veil
👰🏻	person with veil light skin tone
👰🏻‍♀	woman with veil light skin tone
👰🏻‍♂	man with veil light skin tone
👰🏼	person with veil medium-light skin tone
👰🏼‍♀	woman with veil medium-light skin tone
👰🏼‍♂	man with veil medium-light skin tone
👰🏽	person with veil medium skin tone
👰🏽‍♀	woman with veil medium skin tone
👰🏽‍♂	man with veil medium skin tone
👰🏾	person with veil medium-dark skin tone
👰🏾‍♀	woman with veil medium-dark skin tone
👰🏾‍♂	man with veil medium-dark skin tone
👰🏿	person with veil dark skin tone
👰🏿‍♀	woman with veil dark skin tone
👰🏿‍♂	man with veil dark skin tone
👱	person blond hair
👱‍♀	woman blond hair
👱‍♂	man blond hair
👱🏻	person light skin tone blond hair
👱🏻‍♀	woman light skin tone blond hair
👱🏻‍♂	man light skin tone blond hair
👱🏼	person medium-light skin tone blond hair
👱🏼‍♀	woman medium-light skin tone blond hair
👱🏼‍♂	man medium-light skin tone blond hair
👱🏽	person medium skin tone blond hair
👱🏽‍♀	woman medium skin tone blond hair
👱🏽‍♂	man medium skin tone blond hair
👱🏾	person medium-dark skin tone blond hair
👱🏾‍♀	woman medium-dark skin tone blond hair
👱🏾‍♂	man medium-dark skin tone blond hair
👱🏿	person dark skin tone blond hair
👱🏿‍♀	woman dark skin tone blond hair
👱🏿‍♂	man dark skin tone blond hair
👲	person with skullcap
👲🏻	person with skullcap light skin tone
👲🏼	person with skullcap medium-light skin tone
👲🏽	person with skullcap medium skin tone
👲🏾	person with skullcap medium-dark skin tone
👲🏿	person with skullcap dark skin tone
👳	person wearing turban
👳‍♀	woman wearing turban
👳‍♂	man wearing turban
👳🏻	person wearing turban light skin tone
👳🏻‍♀	woman wearing turban light skin tone
👳🏻‍♂	man wearing turban light skin tone
👳🏼	person wearing turban medium-light skin tone
👳🏼‍♀	woman wearing turban medium-light skin tone
👳🏼‍♂	man wearing turban medium-light skin tone
👳🏽	person wearing turban medium skin tone
👳🏽‍♀	woman wearing turban medium skin tone
👳🏽‍♂	man wearing turban medium skin tone
👳🏾	person wearing turban medium-dark skin tone
👳🏾‍♀	woman wearing turban medium-dark skin tone
👳🏾‍♂	man wearing turban medium-dark skin tone
👳🏿	person wearing turban dark skin tone
👳🏿‍♀	woman wearing turban dark skin tone
👳🏿‍♂	man wearing turban dark skin tone
👴	old man
👴🏻	old man light skin tone
👴🏼	old man medium-light skin tone
👴🏽	old man medium skin tone
👴🏾	old man medium-dark skin tone
👴🏿	old man dark skin tone
👵	old woman
👵🏻	old woman light skin tone
👵🏼	old woman medium-light skin tone
👵🏽	old woman medium skin tone
👵🏾	old woman medium-dark skin tone
👵🏿	old woman dark skin tone
👶	baby
👶🏻	baby light skin tone
👶🏼	baby medium-light skin tone
👶🏽	baby medium skin tone
👶🏾	baby medium-dark skin tone
👶🏿	baby dark skin tone
👷	construction worker
👷‍♀	woman construction worker
👷‍♂	man construction worker
👷🏻	construction worker light skin tone
👷🏻‍♀	woman construction worker light skin tone
👷🏻‍♂	man construction worker light skin tone
👷🏼	construction worker medium-light skin tone
👷🏼‍♀	woman construction worker medium-light skin tone
👷🏼‍♂	man construction worker medium-light skin tone
👷🏽	construction worker medium skin tone
👷🏽‍♀	woman construction worker medium skin tone
👷🏽‍♂	man construction worker medium skin tone
👷🏾	construction worker medium-dark skin tone
👷🏾‍♀	woman construction worker medium-dark skin tone
👷🏾‍♂	man construction worker medium-dark skin tone
👷🏿	construction worker dark skin tone
👷🏿‍♀	woman construction worker dark skin tone
👷🏿‍♂	man construction worker dark skin tone
👸	princess
👸🏻	princess light skin tone
👸🏼	princess medium-light skin tone
👸🏽	princess medium skin tone
👸🏾	princess medium-dark skin tone
👸🏿	princess dark skin tone
👹	ogre
👺	goblin
👻	ghost
👼	baby angel
👼🏻	baby angel light skin tone
👼🏼	baby angel medium-light skin tone
👼🏽	baby angel medium skin tone
👼🏾	baby angel medium-dark skin tone
👼🏿	baby angel dark skin tone
👽	alien
👾	alien monster
👿	angry face with horns
💀	skull
💁	person tipping hand
💁‍♀	woman tipping hand
💁‍♂	man tipping hand
💁🏻	person tipping hand light skin tone
💁🏻‍♀	woman tipping hand light skin tone
💁🏻‍♂	man tipping hand light skin tone
💁🏼	person tipping hand medium-light skin tone
💁🏼‍♀	woman tipping hand medium-light skin tone
💁🏼‍♂	man tipping hand medium-light skin tone
💁🏽	person tipping hand medium skin tone
💁🏽‍♀	woman tipping hand medium skin tone
💁🏽‍♂	man tipping hand medium skin tone
💁🏾	person tipping hand medium-dark skin tone
💁🏾‍♀	woman tipping hand medium-dark skin tone
💁🏾‍♂	man tipping hand medium-dark skin tone
💁🏿	person tipping hand dark skin tone
💁🏿‍♀	woman tipping hand dark skin tone
💁🏿‍♂	man tipping hand dark skin tone
💂	guard
💂‍♀	woman guard
💂‍♂	man guard
💂🏻	guard light skin tone
💂🏻‍♀	woman guard light skin tone
💂🏻‍♂	man guard light skin tone
💂🏼	guard medium-light skin tone
💂🏼‍♀	woman guard medium-light skin tone
💂🏼‍♂	man guard medium-light skin tone
💂🏽	guard medium skin tone
💂🏽‍♀	woman guard medium skin tone
💂🏽‍♂	man guard medium skin tone
💂🏾	guard medium-dark skin tone
💂🏾‍♀	woman guard medium-dark skin tone
💂🏾‍♂	man guard medium-dark skin tone
💂🏿	guard dark skin tone
💂🏿‍♀	woman guard dark skin tone
💂🏿‍♂	man guard dark skin tone
💃	woman dancing
💃🏻	woman dancing light skin tone
💃🏼	woman dancing medium-light skin tone
💃🏽	woman dancing medium skin tone
💃🏾	woman dancing medium-dark skin tone
💃🏿	woman dancing dark skin tone
💄	lipstick
💅	nail polish
💅🏻	nail polish light skin tone
💅🏼	nail polish medium-light skin tone
💅🏽	nail polish medium skin tone
💅🏾	nail polish medium-dark skin tone
💅🏿	nail polish dark skin tone
💆	person getting massage
💆‍♀	woman getting massage
💆‍♂	man getting massage
💆🏻	person getting massage light skin tone
💆🏻‍♀	woman getting massage light skin tone
💆🏻‍♂	man getting massage light skin tone
💆🏼	person getting massage medium-light skin tone
💆🏼‍♀	woman getting massage medium-light skin tone
💆🏼‍♂	man getting massage medium-light skin tone
💆🏽	person getting massage medium skin tone
💆🏽‍♀	woman getting massage medium skin tone
💆🏽‍♂	man getting massage medium skin tone
💆🏾	person getting massage medium-dark skin tone
💆🏾‍♀	woman getting massage medium-dark skin tone
💆🏾‍♂	man getting massage medium-dark skin tone
💆🏿	person getting massage dark skin tone
💆🏿‍♀	woman getting massage dark skin tone
💆🏿‍♂	man getting massage dark skin tone
💇	person getting haircut
💇‍♀	woman getting haircut
💇‍♂	man getting haircut
💇🏻	person getting haircut light skin tone
💇🏻‍♀	woman getting haircut light skin tone
💇🏻‍♂	man getting haircut light skin tone
💇🏼	person getting haircut medium-light skin tone
💇🏼‍♀	woman getting haircut medium-light skin tone
💇🏼‍♂	man getting haircut medium-light skin tone
💇🏽	person getting haircut medium skin tone
💇🏽‍♀	woman getting haircut medium skin tone
💇🏽‍♂	man getting haircut medium skin tone
💇🏾	person getting haircut medium-dark skin tone
💇🏾‍♀	woman getting haircut medium-dark skin tone
💇🏾‍♂	man getting haircut medium-dark skin tone
💇🏿	person getting haircut dark skin tone
💇🏿‍♀	woman getting haircut dark skin tone
💇🏿‍♂	man getting haircut dark skin tone
💈	barber pole
💉	syringe
💊	pill
💋	kiss mark
💌	love letter
💍	ring
💎	gem stone
💏	kiss
💏🏻	kiss light skin tone
💏🏼	kiss medium-light skin tone
💏🏽	kiss medium skin tone
💏🏾	kiss medium-dark skin tone
💏🏿	kiss dark skin tone
💐	bouquet
💑	couple with heart
💑🏻	couple with heart light skin tone
💑🏼	couple with heart medium-light skin tone
💑🏽	couple with heart medium skin tone
💑🏾	couple with heart medium-dark skin tone
💑🏿	couple with heart dark skin tone
💒	wedding
💓	beating heart
💔	broken heart
💕	two hearts
💖	sparkling heart
💗	growing heart
💘	heart with arrow
💙	blue heart
💚	green heart
💛	yellow heart
💜	purple heart
💝	heart with ribbon
💞	revolving hearts
💟	heart decoration
💠	diamond with a dot
💡	light bulb
💢	anger symbol
💣	bomb
💤	zzz
💥	collision
💦	sweat droplets
💧	droplet
💨	dashing away
💩	pile of poo
💪	flexed biceps
💪🏻	flexed biceps light skin tone
💪🏼	flexed biceps medium-light skin tone
💪🏽	flexed biceps medium skin tone
💪🏾	flexed biceps medium-dark skin tone
💪🏿	flexed biceps dark skin tone
💫	dizzy
💬	speech balloon
💭	thought balloon
💮	white flower
💯	hundred points
💰	money bag
💱	currency exchange
💲	heavy dollar sign
💳	credit card
💴	yen banknote
💵	dollar banknote
💶	euro banknote
💷	pound banknote
💸	money with wings
💹	chart increasing with yen
💺	seat
💻	laptop
💼	briefcase
💽	computer disk
💾	floppy disk
💿	optical disk
📀	dvd
📁	file folder
📂	open file folder
📃	page with curl
📄	page facing up
📅	calendar
📆	tear-off calendar
📇	card index
📈	chart increasing
📉	chart decreasing
📊	bar chart
📋	clipboard
📌	pushpin
📍	round pushpin
📎	paperclip
📏	straight ruler
📐	triangular ruler
📑	bookmark tabs
📒	ledger
📓	notebook
📔	notebook with decorative cover
📕	closed book
📖	open book
📗	green book
📘	blue book
📙	orange book
📚	books
📛	name badge
📜	scroll
📝	memo
📞	telephone receiver
📟	pager
📠	fax machine
📡	satellite antenna
📢	loudspeaker
📣	megaphone
📤	outbox tray
📥	inbox tray
📦	package
📧	e-mail
📨	incoming envelope
📩	envelope with arrow
📪	closed mailbox with lowered flag
📫	closed mailbox with raised flag
📬	open mailbox with raised flag
📭	open mailbox with lowered flag
📮	postbox
📯	postal horn
📰	newspaper
📱	mobile phone
📲	mobile phone with arrow
📳	vibration mode
📴	mobile phone off
📵	no mobile phones
📶	antenna bars
📷	camera
📸	camera with flash
📹	video camera
📺	television
📻	radio
📼	videocassette
📽	film projector
📿	prayer beads
🔀	shuffle tracks button
🔁	repeat button
🔂	repeat single button
🔃	clockwise vertical arrows
🔄	counterclockwise arrows button
🔅	dim button
🔆	bright button
🔇	muted speaker
🔈	speaker low volume
🔉	speaker medium volume
🔊	speaker high volume
🔋	battery
🔌	electric plug
🔍	magnifying glass tilted left
🔎	magnifying glass tilted right
🔏	locked with pen
🔐	locked with key
🔑	key
🔒	locked
🔓	unlocked
🔔	bell
🔕	bell with slash
🔖	bookmark
🔗	link
🔘	radio button
🔙	back arrow
🔚	end arrow
🔛	on arrow
🔜	soon arrow
🔝	top arrow
🔞	no one under eighteen
🔟	keycap 10
🔠	input latin uppercase
🔡	input latin lowercase
🔢	input numbers
🔣	input symbols
🔤	input latin letters
🔥	fire
🔦	flashlight
🔧	wrench
🔨	hammer
🔩	nut and bolt
🔪	kitchen knife
🔫	water pistol
🔬	microscope
🔭	telescope
🔮	crystal ball
🔯	dotted six-pointed star
🔰	japanese symbol for beginner
🔱	trident emblem
🔲	black square button
🔳	white square button
🔴	red circle
🔵	blue circle
🔶	large orange diamond
🔷	large blue diamond
🔸	small orange diamond
🔹	small blue diamond
🔺	red triangle pointed up
🔻	red triangle pointed down
🔼	upwards button
🔽	downwards button
🕉	om
🕊	dove
🕋	kaaba
🕌	mosque
🕍	synagogue
🕎	menorah
🕐	one o'clock
🕑	two o'clock
🕒	three o'clock
🕓	four o'clock
🕔	five o'clock
🕕	six o'clock
🕖	seven o'clock
🕗	eight o'clock
🕘	nine o'clock
🕙	ten o'clock
🕚	eleven o'clock
🕛	twelve o'clock
🕜	one-thirty
🕝	two-thirty
🕞	three-thirty
🕟	four-thirty
🕠	five-thirty
🕡	six-thirty
🕢	seven-thirty
🕣	eight-thirty
🕤	nine-thirty
🕥	ten-thirty
🕦	eleven-thirty
🕧	twelve-thirty
🕯	candle
🕰	mantelpiece clock
🕳	hole
🕴	person in suit levitating
🕴🏻	person in suit levitating light skin tone
🕴🏼	person in suit levitating medium-light skin tone
🕴🏽	person in suit levitating medium skin tone
🕴🏾	person in suit levitating medium-dark skin tone
🕴🏿	person in suit levitating dark skin tone
🕵	detective
🕵‍♀	woman detective
🕵‍♂	man detective
🕵🏻	detective light skin tone
🕵🏻‍♀	woman detective light skin tone
🕵🏻‍♂	man detective light skin tone
🕵🏼	detective medium-light skin tone
🕵🏼‍♀	woman detective medium-light skin tone
🕵🏼‍♂	man detective medium-light skin tone
🕵🏽	detective medium skin tone
🕵🏽‍♀	woman detective medium skin tone
🕵🏽‍♂	man detective medium skin tone
🕵🏾	detective medium-dark skin tone
🕵🏾‍♀	woman detective medium-dark skin tone
🕵🏾‍♂	man detective medium-dark skin tone
🕵🏿	detective dark skin tone
🕵🏿‍♀	woman detective dark skin tone
🕵🏿‍♂	man detective dark skin tone
🕶	sunglasses
🕷	spider
🕸	spider web
🕹	joystick
🕺	man dancing
🕺🏻	man dancing light skin tone
🕺🏼	man dancing medium-light skin tone
🕺🏽	man dancing medium skin tone
🕺🏾	man dancing medium-dark skin tone
🕺🏿	man dancing dark skin tone
🖇	linked paperclips
🖊	pen
🖋	fountain pen
🖌	paintbrush
🖍	crayon
🖐	hand with fingers splayed
🖐🏻	hand with fingers splayed light skin tone
🖐🏼	hand with fingers splayed medium-light skin tone
🖐🏽	hand with fingers splayed medium skin tone
🖐🏾	hand with fingers splayed medium-dark skin tone
🖐🏿	hand with fingers splayed dark skin tone
🖕	middle finger
🖕🏻	middle finger light skin tone
🖕🏼	middle finger medium-light skin tone
🖕🏽	middle finger medium skin tone
🖕🏾	middle finger medium-dark skin tone
🖕🏿	middle finger dark skin tone
🖖	vulcan salute
🖖🏻	vulcan salute light skin tone
🖖🏼	vulcan salute medium-light skin tone
🖖🏽	vulcan salute medium skin tone
🖖🏾	vulcan salute medium-dark skin tone
🖖🏿	vulcan salute dark skin tone
🖤	black heart
🖥	desktop computer
🖨	printer
🖱	computer mouse
🖲	trackball
🖼	framed picture
🗂	card index dividers
🗃	card file box
🗄	file cabinet
🗑	wastebasket
🗒	spiral notepad
🗓	spiral calendar
🗜	clamp
🗝	old key
🗞	rolled-up newspaper
🗡	dagger
🗣	speaking head
🗨	left speech bubble
🗯	right anger bubble
🗳	ballot box with ballot
🗺	world map
🗻	mount fuji
🗼	tokyo tower
🗽	statue of liberty
🗾	map of japan
🗿	moai
😀	grinning face
😁	beaming face with smiling eyes
😂	face with tears of joy
😃	grinning face with big eyes
😄	grinning face with smiling eyes
😅	grinning face with sweat
😆	grinning squinting face
😇	smiling face with halo
😈	smiling face with horns
😉	winking face
😊	smiling face with smiling eyes
😋	face savoring food
😌	relieved face
😍	smiling face with heart-eyes
😎	smiling face with sunglasses
😏	smirking face
😐	neutral face
😑	expressionless face
😒	unamused face
😓	downcast face with sweat
😔	pensive face
😕	confused face
😖	confounded face
😗	kissing face
😘	face blowing a kiss
😙	kissing face with smiling eyes
😚	kissing face with closed eyes
😛	face with tongue
😜	winking face with tongue
😝	squinting face with tongue
😞	disappointed face
😟	worried face
😠	angry face
😡	enraged face
😢	crying face
😣	persevering face
😤	face with steam from nose
😥	sad but relieved face
😦	frowning face with open mouth
😧	anguished face
😨	fearful face
😩	weary face
😪	sleepy face
😫	tired face
😬	grimacing face
😭	loudly crying face
😮	face with open mouth
😮‍💨	face exhaling
😯	hushed face
😰	anxious face with sweat
😱	face screaming in fear
😲	astonished face
😳	flushed face
😴	sleeping face
😵	face with crossed-out eyes
😵‍💫	face with spiral eyes
😶	face without mouth
😶‍🌫	face in clouds
😷	face with medical mask
😸	grinning cat with smiling eyes
😹	cat with tears of joy
😺	grinning cat
😻	smiling cat with heart-eyes
😼	cat with wry smile
😽	kissing cat
😾	pouting cat
😿	crying cat
🙀	weary cat
🙁	slightly frowning face
🙂	slightly smiling face
🙃	upside-down face
🙄	face with rolling eyes
🙅	person gesturing no
🙅‍♀	woman gesturing no
🙅‍♂	man gesturing no
🙅🏻	person gesturing no light skin tone
🙅🏻‍♀	woman gesturing no light skin tone
🙅🏻‍♂	man gesturing no light skin tone
🙅🏼	person gesturing no medium-light skin tone
🙅🏼‍♀	woman gesturing no medium-light skin tone
🙅🏼‍♂	man gesturing no medium-light skin tone
🙅🏽	person gesturing no medium skin tone
🙅🏽‍♀	woman gesturing no medium skin tone
🙅🏽‍♂	man gesturing no medium skin tone
🙅🏾	person gesturing no medium-dark skin tone
🙅🏾‍♀	woman gesturing no medium-dark skin tone
🙅🏾‍♂	man gesturing no medium-dark skin tone
🙅🏿	person gesturing no dark skin tone
🙅🏿‍♀	woman gesturing no dark skin tone
🙅🏿‍♂	man gesturing no dark skin tone
🙆	person gesturing ok
🙆‍♀	woman gesturing ok
🙆‍♂	man gesturing ok
🙆🏻	person gesturing ok light skin tone
🙆🏻‍♀	woman gesturing ok light skin tone
🙆🏻‍♂	man gesturing ok light skin tone
🙆🏼	person gesturing ok medium-light skin tone
🙆🏼‍♀	woman gesturing ok medium-light skin tone
🙆🏼‍♂	man gesturing ok medium-light skin tone
🙆🏽	person gesturing ok medium skin tone
🙆🏽‍♀	woman gesturing ok medium skin tone
🙆🏽‍♂	man gesturing ok medium skin tone
🙆🏾	person gesturing ok medium-dark skin tone
🙆🏾‍♀	woman gesturing ok medium-dark skin tone
🙆🏾‍♂	man gesturing ok medium-dark skin tone
🙆🏿	person gesturing ok dark skin tone
🙆🏿‍♀	woman gesturing ok dark skin tone
🙆🏿‍♂	man gesturing ok dark skin tone
🙇	person bowing
🙇‍♀	woman bowing
🙇‍♂	man bowing
🙇🏻	person bowing light skin tone
🙇🏻‍♀	woman bowing light skin tone
🙇🏻‍♂	man bowing light skin tone
🙇🏼	person bowing medium-light skin tone
🙇🏼‍♀	woman bowing medium-light skin tone
🙇🏼‍♂	man bowing medium-light skin tone
🙇🏽	person bowing medium skin tone
🙇🏽‍♀	woman bowing medium skin tone
🙇🏽‍♂	man bowing medium skin tone
🙇🏾	person bowing medium-dark skin tone
🙇🏾‍♀	woman bowing medium-dark skin tone
🙇🏾‍♂	man bowing medium-dark skin tone
🙇🏿	person bowing dark skin tone
🙇🏿‍♀	woman bowing dark skin tone
🙇🏿‍♂	man bowing dark skin tone
🙈	see-no-evil monkey
🙉	hear-no-evil monkey
🙊	speak-no-evil monkey
🙋	person raising hand
🙋‍♀	woman raising hand
🙋‍♂	man raising hand
🙋🏻	person raising hand light skin tone
🙋🏻‍♀	woman raising hand light skin tone
🙋🏻‍♂	man raising hand light skin tone
🙋🏼	person raising hand medium-light skin tone
🙋🏼‍♀	woman raising hand medium-light skin tone
🙋🏼‍♂	man raising hand medium-light skin tone
🙋🏽	person raising hand medium skin tone
🙋🏽‍♀	woman raising hand medium skin tone
🙋🏽‍♂	man raising hand medium skin tone
🙋🏾	person raising hand medium-dark skin tone
🙋🏾‍♀	woman raising hand medium-dark skin tone
🙋🏾‍♂	man raising hand medium-dark skin tone
🙋🏿	person raising hand dark skin tone
🙋🏿‍♀	woman raising hand dark skin tone
🙋🏿‍♂	man raising hand dark skin tone
🙌	raising hands
🙌🏻	raising hands light skin tone
🙌🏼	raising hands medium-light skin tone
🙌🏽	raising hands medium skin tone
🙌🏾	raising hands medium-dark skin tone
🙌🏿	raising hands dark skin tone
🙍	person frowning
🙍‍♀	woman frowning
🙍‍♂	man frowning
🙍🏻	person frowning light skin tone
🙍🏻‍♀	woman frowning light skin tone
🙍🏻‍♂	man frowning light skin tone
🙍🏼	person frowning medium-light skin tone
🙍🏼‍♀	woman frowning medium-light skin tone
🙍🏼‍♂	man frowning medium-light skin tone
🙍🏽	person frowning medium skin tone
🙍🏽‍♀	woman frowning medium skin tone
🙍🏽‍♂	man frowning medium skin tone
🙍🏾	person frowning medium-dark skin tone
🙍🏾‍♀	woman frowning medium-dark skin tone
🙍🏾‍♂	man frowning medium-dark skin tone
🙍🏿	person frowning dark skin tone
🙍🏿‍♀	woman frowning dark skin tone
🙍🏿‍♂	man frowning dark skin tone
🙎	person pouting
🙎‍♀	woman pouting
🙎‍♂	man pouting
🙎🏻	person pouting light skin tone
🙎🏻‍♀	woman pouting light skin tone
🙎🏻‍♂	man pouting light skin tone
🙎🏼	person pouting medium-light skin tone
🙎🏼‍♀	woman pouting medium-light skin tone
🙎🏼‍♂	man pouting medium-light skin tone
🙎🏽	person pouting medium skin tone
🙎🏽‍♀	woman pouting medium skin tone
🙎🏽‍♂	man pouting medium skin tone
🙎🏾	person pouting medium-dark skin tone
🙎🏾‍♀	woman pouting medium-dark skin tone
🙎🏾‍♂	man pouting medium-dark skin tone
🙎🏿	person pouting dark skin tone
🙎🏿‍♀	woman pouting dark skin tone
🙎🏿‍♂	man pouting dark skin tone
🙏	folded hands
🙏🏻	folded hands light skin tone
🙏🏼	folded hands medium-light skin tone
🙏🏽	folded hands medium skin tone
🙏🏾	folded hands medium-dark skin tone
🙏🏿	folded hands dark skin tone
🚀	rocket
🚁	helicopter
🚂	locomotive
🚃	railway car
🚄	high-speed train
🚅	bullet train
🚆	train
🚇	metro
🚈	light rail
🚉	station
🚊	tram
🚋	tram car
🚌	bus
🚍	oncoming bus
🚎	trolleybus
🚏	bus stop
🚐	minibus
🚑	ambulance
🚒	fire engine
🚓	police car
🚔	oncoming police car
🚕	taxi
🚖	oncoming taxi
🚗	automobile
🚘	oncoming automobile
🚙	sport utility vehicle
🚚	delivery truck
🚛	articulated lorry
🚜	tractor
🚝	monorail
🚞	mountain railway
🚟	suspension railway
🚠	mountain cableway
🚡	aerial tramway
🚢	ship
🚣	person rowing boat
🚣‍♀	woman rowing boat
🚣‍♂	man rowing boat
🚣🏻	person rowing boat light skin tone
🚣🏻‍♀	woman rowing boat light skin tone
🚣🏻‍♂	man rowing boat light skin tone
🚣🏼	person rowing boat medium-light skin tone
🚣🏼‍♀	woman rowing boat medium-light skin tone
🚣🏼‍♂	man rowing boat medium-light skin tone
🚣🏽	person rowing boat medium skin tone
🚣🏽‍♀	woman rowing boat medium skin tone
🚣🏽‍♂	man rowing boat medium skin tone
🚣🏾	person rowing boat medium-dark skin tone
🚣🏾‍♀	woman rowing boat medium-dark skin tone
🚣🏾‍♂	man rowing boat medium-dark skin tone
🚣🏿	person rowing boat dark skin tone
🚣🏿‍♀	woman rowing boat dark skin tone
🚣🏿‍♂	man rowing boat dark skin tone
🚤	speedboat
🚥	horizontal traffic light
🚦	vertical traffic light
🚧	construction
🚨	police car light
🚩	triangular flag
🚪	door
🚫	prohibited
🚬	cigarette
🚭	no smoking
🚮	litter in bin sign
🚯	no littering
🚰	potable water
🚱	non-potable water
🚲	bicycle
🚳	no bicycles
🚴	person biking
🚴‍♀	woman biking
🚴‍♂	man biking
🚴🏻	person biking light skin tone
🚴🏻‍♀	woman biking light skin tone
🚴🏻‍♂	man biking light skin tone
🚴🏼	person biking medium-light skin tone
🚴🏼‍♀	woman biking medium-light skin tone
🚴🏼‍♂	man biking medium-light skin tone
🚴🏽	person biking medium skin tone
🚴🏽‍♀	woman biking medium skin tone
🚴🏽‍♂	man biking medium skin tone
🚴🏾	person biking medium-dark skin tone
🚴🏾‍♀	woman biking medium-dark skin tone
🚴🏾‍♂	man biking medium-dark skin tone
🚴🏿	person biking dark skin tone
🚴🏿‍♀	woman biking dark skin tone
🚴🏿‍♂	man biking dark skin tone
🚵	person mountain biking
🚵‍♀	woman mountain biking
🚵‍♂	man mountain biking
🚵🏻	person mountain biking light skin tone
🚵🏻‍♀	woman mountain biking light skin tone
🚵🏻‍♂	man mountain biking light skin tone
🚵🏼	person mountain biking medium-light skin tone
🚵🏼‍♀	woman mountain biking medium-light skin tone
🚵🏼‍♂	man mountain biking medium-light skin tone
🚵🏽	person mountain biking medium skin tone
🚵🏽‍♀	woman mountain biking medium skin tone
🚵🏽‍♂	man mountain biking medium skin tone
🚵🏾	person mountain biking medium-dark skin tone
🚵🏾‍♀	woman mountain biking medium-dark skin tone
🚵🏾‍♂	man mountain biking medium-dark skin tone
🚵🏿	person mountain biking dark skin tone
🚵🏿‍♀	woman mountain biking dark skin tone
🚵🏿‍♂	man mountain biking dark skin tone
🚶	person walking
🚶‍♀	woman walking
🚶‍♂	man walking
🚶🏻	person walking light skin tone
🚶🏻‍♀	woman walking light skin tone
🚶🏻‍♂	man walking light skin tone
🚶🏼	person walking medium-light skin tone
🚶🏼‍♀	woman walking medium-light skin tone
🚶🏼‍♂	man walking medium-light skin tone
🚶🏽	person walking medium skin tone
🚶🏽‍♀	woman walking medium skin tone
🚶🏽‍♂	man walking medium skin tone
🚶🏾	person walking medium-dark skin tone
🚶🏾‍♀	woman walking medium-dark skin tone
🚶🏾‍♂	man walking medium-dark skin tone
🚶🏿	person walking dark skin tone
🚶🏿‍♀	woman walking dark skin tone
🚶🏿‍♂	man walking dark skin tone
🚷	no pedestrians
🚸	children crossing
🚹	men's room
🚺	women's room
🚻	restroom
🚼	baby symbol
🚽	toilet
🚾	water closet
🚿	shower
🛀	person taking bath
🛀🏻	person taking bath light skin tone
🛀🏼	person taking bath medium-light skin tone
🛀🏽	person taking bath medium skin tone
🛀🏾	person taking bath medium-dark skin tone
🛀🏿	person taking bath dark skin tone
🛁	bathtub
🛂	passport control
🛃	customs
🛄	baggage claim
🛅	left luggage
🛋	couch and lamp
🛌	person in bed
🛌🏻	person in bed light skin tone
🛌🏼	person in bed medium-light skin tone
🛌🏽	person in bed medium skin tone
🛌🏾	person in bed medium-dark skin tone
🛌🏿	person in bed dark skin tone
🛍	shopping bags
🛎	bellhop bell
🛏	bed
🛐	place of worship
🛑	stop sign
🛒	shopping cart
🛕	hindu temple
🛖	hut
🛗	elevator
🛜	wireless
🛝	playground slide
🛞	wheel
🛟	ring buoy
🛠	hammer and wrench
🛡	shield
🛢	oil drum
🛣	motorway
🛤	railway track
🛥	motor boat
🛩	small airplane
🛫	airplane departure
🛬	airplane arrival
🛰	satellite
🛳	passenger ship
🛴	kick scooter
🛵	motor scooter
🛶	canoe
🛷	sled
🛸	flying saucer
🛹	skateboard
🛺	auto rickshaw
🛻	pickup truck
🛼	roller skate
🟠	orange circle
🟡	yellow circle
🟢	green circle
🟣	purple circle
🟤	brown circle
🟥	red square
🟦	blue square
🟧	orange square
🟨	yellow square
🟩	green square
🟪	purple square
🟫	brown square
🟰	heavy equals sign
🤌	pinched fingers
🤌🏻	pinched fingers light skin tone
🤌🏼	pinched fingers medium-light skin tone
🤌🏽	pinched fingers medium skin tone
🤌🏾	pinched fingers medium-dark skin tone
🤌🏿	pinched fingers dark skin tone
🤍	white heart
🤎	brown heart
🤏	pinching hand
🤏🏻	pinching hand light skin tone
🤏🏼	pinching hand medium-light skin tone
🤏🏽	pinching hand medium skin tone
🤏🏾	pinching hand medium-dark skin tone
🤏🏿	pinching hand dark skin tone
🤐	zipper-mouth face
🤑	money-mouth face
🤒	face with thermometer
🤓	nerd face
🤔	thinking face
🤕	face with head-bandage
🤖	robot
🤗	smiling face with open hands
🤘	sign of the horns
🤘🏻	sign of the horns light skin tone
🤘🏼	sign of the horns medium-light skin tone
🤘🏽	sign of the horns medium skin tone
🤘🏾	sign of the horns medium-dark skin tone
🤘🏿	sign of the horns dark skin tone
🤙	call me hand
🤙🏻	call me hand light skin tone
🤙🏼	call me hand medium-light skin tone
🤙🏽	call me hand medium skin tone
🤙🏾	call me hand medium-dark skin tone
🤙🏿	call me hand dark skin tone
🤚	raised back of hand
🤚🏻	raised back of hand light skin tone
🤚🏼	raised back of hand medium-light skin tone
🤚🏽	raised back of hand medium skin tone
🤚🏾	raised back of hand medium-dark skin tone
🤚🏿	raised back of hand dark skin tone
🤛	left-facing fist
🤛🏻	left-facing fist light skin tone
🤛🏼	left-facing fist medium-light skin tone
🤛🏽	left-facing fist medium skin tone
🤛🏾	left-facing fist medium-dark skin tone
🤛🏿	left-facing fist dark skin tone
🤜	right-facing fist
🤜🏻	right-facing fist light skin tone
🤜🏼	right-facing fist medium-light skin tone
🤜🏽	right-facing fist medium skin tone
🤜🏾	right-facing fist medium-dark skin tone
🤜🏿	right-facing fist dark skin tone
🤝	handshake
🤝🏻	handshake light skin tone
🤝🏼	handshake medium-light skin tone
🤝🏽	handshake medium skin tone
🤝🏾	handshake medium-dark skin tone
🤝🏿	handshake dark skin tone
🤞	crossed fingers
🤞🏻	crossed fingers light skin tone
🤞🏼	crossed fingers medium-light skin tone
🤞🏽	crossed fingers medium skin tone
🤞🏾	crossed fingers medium-dark skin tone
🤞🏿	crossed fingers dark skin tone
🤟	love-you gesture
🤟🏻	love-you gesture light skin tone
🤟🏼	love-you gesture medium-light skin tone
🤟🏽	love-you gesture medium skin tone
🤟🏾	love-you gesture medium-dark skin tone
🤟🏿	love-you gesture dark skin tone
🤠	cowboy hat face
🤡	clown face
🤢	nauseated face
🤣	rolling on the floor laughing
🤤	drooling face
🤥	lying face
🤦	person facepalming
🤦‍♀	woman facepalming
🤦‍♂	man facepalming
🤦🏻	person facepalming light skin tone
🤦🏻‍♀	woman facepalming light skin tone
🤦🏻‍♂	man facepalming light skin tone
🤦🏼	person facepalming medium-light skin tone
🤦🏼‍♀	woman facepalming medium-light skin tone
🤦🏼‍♂	man facepalming medium-light skin tone
🤦🏽	person facepalming medium skin tone
🤦🏽‍♀	woman facepalming medium skin tone
🤦🏽‍♂	man facepalming medium skin tone
🤦🏾	person facepalming medium-dark skin tone
🤦🏾‍♀	woman facepalming medium-dark skin tone
🤦🏾‍♂	man facepalming medium-dark skin tone
🤦🏿	person facepalming dark skin tone
🤦🏿‍♀	woman facepalming dark skin tone
🤦🏿‍♂	man facepalming dark skin tone
🤧	sneezing face
🤨	face with raised eyebrow
🤩	star-struck
🤪	zany face
🤫	shushing face
🤬	face with symbols on mouth
🤭	face with hand over mouth
🤮	face vomiting
🤯	exploding head
🤰	pregnant woman
🤰🏻	pregnant woman light skin tone
🤰🏼	pregnant woman medium-light skin tone
🤰🏽	pregnant woman medium skin tone
🤰🏾	pregnant woman medium-dark skin tone
🤰🏿	pregnant woman dark skin tone
🤱	breast-feeding
🤱🏻	breast-feeding light skin tone
🤱🏼	breast-feeding medium-light skin tone
🤱🏽	breast-feeding medium skin tone
🤱🏾	breast-feeding medium-dark skin tone
🤱🏿	breast-feeding dark skin tone
🤲	palms up together
🤲🏻	palms up together light skin tone
🤲🏼	palms up together medium-light skin tone
🤲🏽	palms up together medium skin tone
🤲🏾	palms up together medium-dark skin tone
🤲🏿	palms up together dark skin tone
🤳	selfie
🤳🏻	selfie light skin tone
🤳🏼	selfie medium-light skin tone
🤳🏽	selfie medium skin tone
🤳🏾	selfie medium-dark skin tone
🤳🏿	selfie dark skin tone
🤴	prince
🤴🏻	prince light skin tone
🤴🏼	prince medium-light skin tone
🤴🏽	prince medium skin tone
🤴🏾	prince medium-dark skin tone
🤴🏿	prince dark skin tone
🤵	person in tuxedo
🤵‍♀	woman in tuxedo
🤵‍♂	man in tuxedo
🤵🏻	person in tuxedo light skin tone
🤵🏻‍♀	woman in tuxedo light skin tone
🤵🏻‍♂	man in tuxedo light skin tone
🤵🏼	person in tuxedo medium-light skin tone
🤵🏼‍♀	woman in tuxedo medium-light skin tone
🤵🏼‍♂	man in tuxedo medium-light skin tone
🤵🏽	person in tuxedo medium skin tone
🤵🏽‍♀	woman in tuxedo medium skin tone
🤵🏽‍♂	man in tuxedo medium skin tone
🤵🏾	person in tuxedo medium-dark skin tone
🤵🏾‍♀	woman in tuxedo medium-dark skin tone
🤵🏾‍♂	man in tuxedo medium-dark skin tone
🤵🏿	person in tuxedo dark skin tone
🤵🏿‍♀	woman in tuxedo dark skin tone
🤵🏿‍♂	man in tuxedo dark skin tone
🤶	mrs claus
🤶🏻	mrs claus light skin tone
🤶🏼	mrs claus medium-light skin tone
🤶🏽	mrs claus medium skin tone
🤶🏾	mrs claus medium-dark skin tone
🤶🏿	mrs claus dark skin tone
🤷	person shrugging
🤷‍♀	woman shrugging
🤷‍♂	man shrugging
🤷🏻	person shrugging light skin tone
🤷🏻‍♀	woman shrugging light skin tone
🤷🏻‍♂	man shrugging light skin tone
🤷🏼	person shrugging medium-light skin tone
🤷🏼‍♀	woman shrugging medium-light skin tone
🤷🏼‍♂	man shrugging medium-light skin tone
🤷🏽	person shrugging medium skin tone
🤷🏽‍♀	woman shrugging medium skin tone
🤷🏽‍♂	man shrugging medium skin tone
🤷🏾	person shrugging medium-dark skin tone
🤷🏾‍♀	woman shrugging medium-dark skin tone
🤷🏾‍♂	man shrugging medium-dark skin tone
🤷🏿	person shrugging dark skin tone
🤷🏿‍♀	woman shrugging dark skin tone
🤷🏿‍♂	man shrugging dark skin tone
🤸	person cartwheeling
🤸‍♀	woman cartwheeling
🤸‍♂	man cartwheeling
🤸🏻	person cartwheeling light skin tone
🤸🏻‍♀	woman cartwheeling light skin tone
🤸🏻‍♂	man cartwheeling light skin tone
🤸🏼	person cartwheeling medium-light skin tone
🤸🏼‍♀	woman cartwheeling medium-light skin tone
🤸🏼‍♂	man cartwheeling medium-light skin tone
🤸🏽	person cartwheeling medium skin tone
🤸🏽‍♀	woman cartwheeling medium skin tone
🤸🏽‍♂	man cartwheeling medium skin tone
🤸🏾	person cartwheeling medium-dark skin tone
🤸🏾‍♀	woman cartwheeling medium-dark skin tone
🤸🏾‍♂	man cartwheeling medium-dark skin tone
🤸🏿	person cartwheeling dark skin tone
🤸🏿‍♀	woman cartwheeling dark skin tone
🤸🏿‍♂	man cartwheeling dark skin tone
🤹	person juggling
🤹‍♀	woman juggling
🤹‍♂	man juggling
🤹🏻	person juggling light skin tone
🤹🏻‍♀	woman juggling light skin tone
🤹🏻‍♂	man juggling light skin tone
🤹🏼	person juggling medium-light skin tone
🤹🏼‍♀	woman juggling medium-light skin tone
🤹🏼‍♂	man juggling medium-light skin tone
🤹🏽	person juggling medium skin tone
🤹🏽‍♀	woman juggling medium skin tone
🤹🏽‍♂	man juggling medium skin tone
🤹🏾	person juggling medium-dark skin tone
🤹🏾‍♀	woman juggling medium-dark skin tone
🤹🏾‍♂	man juggling medium-dark skin tone
🤹🏿	person juggling dark skin tone
🤹🏿‍♀	woman juggling dark skin tone
🤹🏿‍♂	man juggling dark skin tone
🤺	person fencing
🤼	people wrestling
🤼‍♀	women wrestling
🤼‍♂	men wrestling
🤽	person playing water polo
🤽‍♀	woman playing water polo
🤽‍♂	man playing water polo
🤽🏻	person playing water polo light skin tone
🤽🏻‍♀	woman playing water polo light skin tone
🤽🏻‍♂	man playing water polo light skin tone
🤽🏼	person playing water polo medium-light skin tone
🤽🏼‍♀	woman playing water polo medium-light skin tone
🤽🏼‍♂	man playing water polo medium-light skin tone
🤽🏽	person playing water polo medium skin tone
🤽🏽‍♀	woman playing water polo medium skin tone
🤽🏽‍♂	man playing water polo medium skin tone
🤽🏾	person playing water polo medium-dark skin tone
🤽🏾‍♀	woman playing water polo medium-dark skin tone
🤽🏾‍♂	man playing water polo medium-dark skin tone
🤽🏿	person playing water polo dark skin tone
🤽🏿‍♀	woman playing water polo dark skin tone
🤽🏿‍♂	man playing water polo dark skin tone
🤾	person playing handball
🤾‍♀	woman playing handball
🤾‍♂	man playing handball
🤾🏻	person playing handball light skin tone
🤾🏻‍♀	woman playing handball light skin tone
🤾🏻‍♂	man playing handball light skin tone
🤾🏼	person playing handball medium-light skin tone
🤾🏼‍♀	woman playing handball medium-light skin tone
🤾🏼‍♂	man playing handball medium-light skin tone
🤾🏽	person playing handball medium skin tone
🤾🏽‍♀	woman playing handball medium skin tone
🤾🏽‍♂	man playing handball medium skin tone
🤾🏾	person playing handball medium-dark skin tone
🤾🏾‍♀	woman playing handball medium-dark skin tone
🤾🏾‍♂	man playing handball medium-dark skin tone
🤾🏿	person playing handball dark skin tone
🤾🏿‍♀	woman playing handball dark skin tone
🤾🏿‍♂	man playing handball dark skin tone
🤿	diving mask
🥀	wilted flower
🥁	drum
🥂	clinking glasses
🥃	tumbler glass
🥄	spoon
🥅	goal net
🥇	1st place medal
🥈	2nd place medal
🥉	3rd place medal
🥊	boxing glove
🥋	martial arts uniform
🥌	curling stone
🥍	lacrosse
🥎	softball
🥏	flying disc
🥐	croissant
🥑	avocado
🥒	cucumber
🥓	bacon
🥔	potato
🥕	carrot
🥖	baguette bread
🥗	green salad
🥘	shallow pan of food
🥙	stuffed flatbread
🥚	egg
🥛	glass of milk
🥜	peanuts
🥝	kiwi fruit
🥞	pancakes
🥟	dumpling
🥠	fortune cookie
🥡	takeout box
🥢	chopsticks
🥣	bowl with spoon
🥤	cup with straw
🥥	coconut
🥦	broccoli
🥧	pie
🥨	pretzel
🥩	cut of meat
🥪	sandwich
🥫	canned food
🥬	leafy green
🥭	mango
🥮	moon cake
🥯	bagel
🥰	smiling face with hearts
🥱	yawning face
🥲	smiling face with tear
🥳	partying face
🥴	woozy face
🥵	hot face
🥶	cold face
🥷	ninja
🥷🏻	ninja light skin tone
🥷🏼	ninja medium-light skin tone
🥷🏽	ninja medium skin tone
🥷🏾	ninja medium-dark skin tone
🥷🏿	ninja dark skin tone
🥸	disguised face
🥹	face holding back tears
🥺	pleading face
🥻	sari
🥼	lab coat
🥽	goggles
🥾	hiking boot
🥿	flat shoe
🦀	crab
🦁	lion
🦂	scorpion
🦃	turkey
🦄	unicorn
🦅	eagle
🦆	duck
🦇	bat
🦈	shark
🦉	owl
🦊	fox
🦋	butterfly
🦌	deer
🦍	gorilla
🦎	lizard
🦏	rhinoceros
🦐	shrimp
🦑	squid
🦒	giraffe
🦓	zebra
🦔	hedgehog
🦕	sauropod
🦖	t-rex
🦗	cricket
🦘	kangaroo
🦙	llama
🦚	peacock
🦛	hippopotamus
🦜	parrot
🦝	raccoon
🦞	lobster
🦟	mosquito
🦠	microbe
🦡	badger
🦢	swan
🦣	mammoth
🦤	dodo
🦥	sloth
🦦	otter
🦧	orangutan
🦨	skunk
🦩	flamingo
🦪	oyster
🦫	beaver
🦬	bison
🦭	seal
🦮	guide dog
🦯	white cane
🦰	red hair
🦱	curly hair
🦲	bald
🦳	white hair
🦴	bone
🦵	leg
🦵🏻	leg light skin tone
🦵🏼	leg medium-light skin tone
🦵🏽	leg medium skin tone
🦵🏾	leg medium-dark skin tone
🦵🏿	leg dark skin tone
🦶	foot
🦶🏻	foot light skin tone
🦶🏼	foot medium-light skin tone
🦶🏽	foot medium skin tone
🦶🏾	foot medium-dark skin tone
🦶🏿	foot dark skin tone
🦷	tooth
🦸	superhero
🦸‍♀	woman superhero
🦸‍♂	man superhero
🦸🏻	superhero light skin tone
🦸🏻‍♀	woman superhero light skin tone
🦸🏻‍♂	man superhero light skin tone
🦸🏼	superhero medium-light skin tone
🦸🏼‍♀	woman superhero medium-light skin tone
🦸🏼‍♂	man superhero medium-light skin tone
🦸🏽	superhero medium skin tone
🦸🏽‍♀	woman superhero medium skin tone
🦸🏽‍♂	man superhero medium skin tone
🦸🏾	superhero medium-dark skin tone
🦸🏾‍♀	woman superhero medium-dark skin tone
🦸🏾‍♂	man superhero medium-dark skin tone
🦸🏿	superhero dark skin tone
🦸🏿‍♀	woman superhero dark skin tone
🦸🏿‍♂	man superhero dark skin tone
🦹	supervillain
🦹‍♀	woman supervillain
🦹‍♂	man supervillain
🦹🏻	supervillain light skin tone
🦹🏻‍♀	woman supervillain light skin tone
🦹🏻‍♂	man supervillain light skin tone
🦹🏼	supervillain medium-light skin tone
🦹🏼‍♀	woman supervillain medium-light skin tone
🦹🏼‍♂	man supervillain medium-light skin tone
🦹🏽	supervillain medium skin tone
🦹🏽‍♀	woman supervillain medium skin tone
🦹🏽‍♂	man supervillain medium skin tone
🦹🏾	supervillain medium-dark skin tone
🦹🏾‍♀	woman supervillain medium-dark skin tone
🦹🏾‍♂	man supervillain medium-dark skin tone
🦹🏿	supervillain dark skin tone
🦹🏿‍♀	woman supervillain dark skin tone
🦹🏿‍♂	man supervillain dark skin tone
🦺	safety vest
🦻	ear with hearing aid
🦻🏻	ear with hearing aid light skin tone
🦻🏼	ear with hearing aid medium-light skin tone
🦻🏽	ear with hearing aid medium skin tone
🦻🏾	ear with hearing aid medium-dark skin tone
🦻🏿	ear with hearing aid dark skin tone
🦼	motorized wheelchair
🦽	manual wheelchair
🦾	mechanical arm
🦿	mechanical leg
🧀	cheese wedge
🧁	cupcake
🧂	salt
🧃	beverage box
🧄	garlic
🧅	onion
🧆	falafel
🧇	waffle
🧈	butter
🧉	mate
🧊	ice
🧋	bubble tea
🧌	troll
🧍	person standing
🧍‍♀	woman standing
🧍‍♂	man standing
🧍🏻	person standing light skin tone
🧍🏻‍♀	woman standing light skin tone
🧍🏻‍♂	man standing light skin tone
🧍🏼	person standing medium-light skin tone
🧍🏼‍♀	woman standing medium-light skin tone
🧍🏼‍♂	man standing medium-light skin tone
🧍🏽	person standing medium skin tone
🧍🏽‍♀	woman standing medium skin tone
🧍🏽‍♂	man standing medium skin tone
🧍🏾	person standing medium-dark skin tone
🧍🏾‍♀	woman standing medium-dark skin tone
🧍🏾‍♂	man standing medium-dark skin tone
🧍🏿	person standing dark skin tone
🧍🏿‍♀	woman standing dark skin tone
🧍🏿‍♂	man standing dark skin tone
🧎	person kneeling
🧎‍♀	woman kneeling
🧎‍♂	man kneeling
🧎🏻	person kneeling light skin tone
🧎🏻‍♀	woman kneeling light skin tone
🧎🏻‍♂	man kneeling light skin tone
🧎🏼	person kneeling medium-light skin tone
🧎🏼‍♀	woman kneeling medium-light skin tone
🧎🏼‍♂	man kneeling medium-light skin tone
🧎🏽	person kneeling medium skin tone
🧎🏽‍♀	woman kneeling medium skin tone
🧎🏽‍♂	man kneeling medium skin tone
🧎🏾	person kneeling medium-dark skin tone
🧎🏾‍♀	woman kneeling medium-dark skin tone
🧎🏾‍♂	man kneeling medium-dark skin tone
🧎🏿	person kneeling dark skin tone
🧎🏿‍♀	woman kneeling dark skin tone
🧎🏿‍♂	man kneeling dark skin tone
🧏	deaf person
🧏‍♀	deaf woman
🧏‍♂	deaf man
🧏🏻	deaf person light skin tone
🧏🏻‍♀	deaf woman light skin tone
🧏🏻‍♂	deaf man light skin tone
🧏🏼	deaf person medium-light skin tone
🧏🏼‍♀	deaf woman medium-light skin tone
🧏🏼‍♂	deaf man medium-light skin tone
🧏🏽	deaf person medium skin tone
🧏🏽‍♀	deaf woman medium skin tone
🧏🏽‍♂	deaf man medium skin tone
🧏🏾	deaf person medium-dark skin tone
🧏🏾‍♀	deaf woman medium-dark skin tone
🧏🏾‍♂	deaf man medium-dark skin tone
🧏🏿	deaf person dark skin tone
🧏🏿‍♀	deaf woman dark skin tone
🧏🏿‍♂	deaf man dark skin tone
🧐	face with monocle
🧑	person
🧑‍⚕	health worker
🧑‍⚖	judge
🧑‍✈	pilot
🧑‍🌾	farmer
🧑‍🍳	cook
🧑‍🍼	person feeding baby
🧑‍🎄	mx claus
🧑‍🎓	student
🧑‍🎤	singer
🧑‍🎨	artist
🧑‍🏫	teacher
🧑‍🏭	factory worker
🧑‍💻	technologist
🧑‍💼	office worker
🧑‍🔧	mechanic
🧑‍🔬	scientist
🧑‍🚀	astronaut
🧑‍🚒	firefighter
🧑‍🤝‍🧑	people holding hands
🧑‍🦯	person with white cane
🧑‍🦰	person red hair
🧑‍🦱	person curly hair
🧑‍🦲	person bald
🧑‍🦳	person white hair
🧑‍🦼	person in motorized wheelchair
🧑‍🦽	person in manual wheelchair
🧑🏻	person light skin tone
🧑🏻‍⚕	health worker light skin tone
🧑🏻‍⚖	judge light skin tone
🧑🏻‍✈	pilot light skin tone
🧑🏻‍❤‍💋‍🧑🏼	kiss person person light skin tone medium-light skin tone
🧑🏻‍❤‍💋‍🧑🏽	kiss person person light skin tone medium skin tone
🧑🏻‍❤‍💋‍🧑🏾	kiss person person light skin tone medium-dark skin tone
🧑🏻‍❤‍💋‍🧑🏿	kiss person person light skin tone dark skin tone
🧑🏻‍❤‍🧑🏼	couple with heart person person light skin tone medium-light skin tone
🧑🏻‍❤‍🧑🏽	couple with heart person person light skin tone medium skin tone
🧑🏻‍❤‍🧑🏾	couple with heart person person light skin tone medium-dark skin tone
🧑🏻‍❤‍🧑🏿	couple with heart person person light skin tone dark skin tone
🧑🏻‍🌾	farmer light skin tone
🧑🏻‍🍳	cook light skin tone
🧑🏻‍🍼	person feeding baby light skin tone
🧑🏻‍🎄	mx claus light skin tone
🧑🏻‍🎓	student light skin tone
🧑🏻‍🎤	singer light skin tone
🧑🏻‍🎨	artist light skin tone
🧑🏻‍🏫	teacher light skin tone
🧑🏻‍🏭	factory worker light skin tone
🧑🏻‍💻	technologist light skin tone
🧑🏻‍💼	office worker light skin tone
🧑🏻‍🔧	mechanic light skin tone
🧑🏻‍🔬	scientist light skin tone
🧑🏻‍🚀	astronaut light skin tone
🧑🏻‍🚒	firefighter light skin tone
🧑🏻‍🤝‍🧑🏻	people holding hands light skin tone
🧑🏻‍🤝‍🧑🏼	people holding hands light skin tone medium-light skin tone
🧑🏻‍🤝‍🧑🏽	people holding hands light skin tone medium skin tone
🧑🏻‍🤝‍🧑🏾	people holding hands light skin tone medium-dark skin tone
🧑🏻‍🤝‍🧑🏿	people holding hands light skin tone dark skin tone
🧑🏻‍🦯	person with white cane light skin tone
🧑🏻‍🦰	person light skin tone red hair
🧑🏻‍🦱	person light skin tone curly hair
🧑🏻‍🦲	person light skin tone bald
🧑🏻‍🦳	person light skin tone white hair
🧑🏻‍🦼	person in motorized wheelchair light skin tone
🧑🏻‍🦽	person in manual wheelchair light skin tone
🧑🏼	person medium-light skin tone
🧑🏼‍⚕	health worker medium-light skin tone
🧑🏼‍⚖	judge medium-light skin tone
🧑🏼‍✈	pilot medium-light skin tone
🧑🏼‍❤‍💋‍🧑🏻	kiss person person medium-light skin tone light skin tone
🧑🏼‍❤‍💋‍🧑🏽	kiss person person medium-light skin tone medium skin tone
🧑🏼‍❤‍💋‍🧑🏾	kiss person person medium-light skin tone medium-dark skin tone
🧑🏼‍❤‍💋‍🧑🏿	kiss person person medium-light skin tone dark skin tone
🧑🏼‍❤‍🧑🏻	couple with heart person person medium-light skin tone light skin tone
🧑🏼‍❤‍🧑🏽	couple with heart person person medium-light skin tone medium skin tone
🧑🏼‍❤‍🧑🏾	couple with heart person person medium-light skin tone medium-dark skin tone
🧑🏼‍❤‍🧑🏿	couple with heart person person medium-light skin tone dark skin tone
🧑🏼‍🌾	farmer medium-light skin tone
🧑🏼‍🍳	cook medium-light skin tone
🧑🏼‍🍼	person feeding baby medium-light skin tone
🧑🏼‍🎄	mx claus medium-light skin tone
🧑🏼‍🎓	student medium-light skin tone
🧑🏼‍🎤	singer medium-light skin tone
🧑🏼‍🎨	artist medium-light skin tone
🧑🏼‍🏫	teacher medium-light skin tone
🧑🏼‍🏭	factory worker medium-light skin tone
🧑🏼‍💻	technologist medium-light skin tone
🧑🏼‍💼	office worker medium-light skin tone
🧑🏼‍🔧	mechanic medium-light skin tone
🧑🏼‍🔬	scientist medium-light skin tone
🧑🏼‍🚀	astronaut medium-light skin tone
🧑🏼‍🚒	firefighter medium-light skin tone
🧑🏼‍🤝‍🧑🏻	people holding hands medium-light skin tone light skin tone
🧑🏼‍🤝‍🧑🏼	people holding hands medium-light skin tone
🧑🏼‍🤝‍🧑🏽	people holding hands medium-light skin tone medium skin tone
🧑🏼‍🤝‍🧑🏾	people holding hands medium-light skin tone medium-dark skin tone
🧑🏼‍🤝‍🧑🏿	people holding hands medium-light skin tone dark skin tone
🧑🏼‍🦯	person with white cane medium-light skin tone
🧑🏼‍🦰	person medium-light skin tone red hair
🧑🏼‍🦱	person medium-light skin tone curly hair
🧑🏼‍🦲	person medium-light skin tone bald
🧑🏼‍🦳	person medium-light skin tone white hair
🧑🏼‍🦼	person in motorized wheelchair medium-light skin tone
🧑🏼‍🦽	person in manual wheelchair medium-light skin tone
🧑🏽	person medium skin tone
🧑🏽‍⚕	health worker medium skin tone
🧑🏽‍⚖	judge medium skin tone
🧑🏽‍✈	pilot medium skin tone
🧑🏽‍❤‍💋‍🧑🏻	kiss person person medium skin tone light skin tone
🧑🏽‍❤‍💋‍🧑🏼	kiss person person medium skin tone medium-light skin tone
🧑🏽‍❤‍💋‍🧑🏾	kiss person person medium skin tone medium-dark skin tone
🧑🏽‍❤‍💋‍🧑🏿	kiss person person medium skin tone dark skin tone
🧑🏽‍❤‍🧑🏻	couple with heart person person medium skin tone light skin tone
🧑🏽‍❤‍🧑🏼	couple with heart person person medium skin tone medium-light skin tone
🧑🏽‍❤‍🧑🏾	couple with heart person person medium skin tone medium-dark skin tone
🧑🏽‍❤‍🧑🏿	couple with heart person person medium skin tone dark skin tone
🧑🏽‍🌾	farmer medium skin tone
🧑🏽‍🍳	cook medium skin tone
🧑🏽‍🍼	person feeding baby medium skin tone
🧑🏽‍🎄	mx claus medium skin tone
🧑🏽‍🎓	student medium skin tone
🧑🏽‍🎤	singer medium skin tone
🧑🏽‍🎨	artist medium skin tone
🧑🏽‍🏫	teacher medium skin tone
🧑🏽‍🏭	factory worker medium skin tone
🧑🏽‍💻	technologist medium skin tone
🧑🏽‍💼	office worker medium skin tone
🧑🏽‍🔧	mechanic medium skin tone
🧑🏽‍🔬	scientist medium skin tone
🧑🏽‍🚀	astronaut medium skin tone
🧑🏽‍🚒	firefighter medium skin tone
🧑🏽‍🤝‍🧑🏻	people holding hands medium skin tone light skin tone
🧑🏽‍🤝‍🧑🏼	people holding hands medium skin tone medium-light skin tone
🧑🏽‍🤝‍🧑🏽	people holding hands medium skin tone
🧑🏽‍🤝‍🧑🏾	people holding hands medium skin tone medium-dark skin tone
🧑🏽‍🤝‍🧑🏿	people holding hands medium skin tone dark skin tone
🧑🏽‍🦯	person with white cane medium skin tone
🧑🏽‍🦰	person medium skin tone red hair
🧑🏽‍🦱	person medium skin tone curly hair
🧑🏽‍🦲	person medium skin tone bald
🧑🏽‍🦳	person medium skin tone white hair
🧑🏽‍🦼	person in motorized wheelchair medium skin tone
🧑🏽‍🦽	person in manual wheelchair medium skin tone
🧑🏾	person medium-dark skin tone
🧑🏾‍⚕	health worker medium-dark skin tone
🧑🏾‍⚖	judge medium-dark skin tone
🧑🏾‍✈	pilot medium-dark skin tone
🧑🏾‍❤‍💋‍🧑🏻	kiss person person medium-dark skin tone light skin tone
🧑🏾‍❤‍💋‍🧑🏼	kiss person person medium-dark skin tone medium-light skin tone
🧑🏾‍❤‍💋‍🧑🏽	kiss person person medium-dark skin tone medium skin tone
🧑🏾‍❤‍💋‍🧑🏿	kiss person person medium-dark skin tone dark skin tone
🧑🏾‍❤‍🧑🏻	couple with heart person person medium-dark skin tone light skin tone
🧑🏾‍❤‍🧑🏼	couple with heart person person medium-dark skin tone medium-light skin tone
🧑🏾‍❤‍🧑🏽	couple with heart person person medium-dark skin tone medium skin tone
🧑🏾‍❤‍🧑🏿	couple with heart person person medium-dark skin tone dark skin tone
🧑🏾‍🌾	farmer medium-dark skin tone
🧑🏾‍🍳	cook medium-dark skin tone
🧑🏾‍🍼	person feeding baby medium-dark skin tone
🧑🏾‍🎄	mx claus medium-dark skin tone
🧑🏾‍🎓	student medium-dark skin tone
🧑🏾‍🎤	singer medium-dark skin tone
🧑🏾‍🎨	artist medium-dark skin tone
🧑🏾‍🏫	teacher medium-dark skin tone
🧑🏾‍🏭	factory worker medium-dark skin tone
🧑🏾‍💻	technologist medium-dark skin tone
🧑🏾‍💼	office worker medium-dark skin tone
🧑🏾‍🔧	mechanic medium-dark skin tone
🧑🏾‍🔬	scientist medium-dark skin tone
🧑🏾‍🚀	astronaut medium-dark skin tone
🧑🏾‍🚒	firefighter medium-dark skin tone
🧑🏾‍🤝‍🧑🏻	people holding hands medium-dark skin tone light skin tone
🧑🏾‍🤝‍🧑🏼	people holding hands medium-dark skin tone medium-light skin tone
🧑🏾‍🤝‍🧑🏽	people holding hands medium-dark skin tone medium skin tone
🧑🏾‍🤝‍🧑🏾	people holding hands medium-dark skin tone
🧑🏾‍🤝‍🧑🏿	people holding hands medium-dark skin tone dark skin tone
🧑🏾‍🦯	person with white cane medium-dark skin tone
🧑🏾‍🦰	person medium-dark skin tone red hair
🧑🏾‍🦱	person medium-dark skin tone curly hair
🧑🏾‍🦲	person medium-dark skin tone bald
🧑🏾‍🦳	person medium-dark skin tone white hair
🧑🏾‍🦼	person in motorized wheelchair medium-dark skin tone
🧑🏾‍🦽	person in manual wheelchair medium-dark skin tone
🧑🏿	person dark skin tone
🧑🏿‍⚕	health worker dark skin tone
🧑🏿‍⚖	judge dark skin tone
🧑🏿‍✈	pilot dark skin tone
🧑🏿‍❤‍💋‍🧑🏻	kiss person person dark skin tone light skin tone
🧑🏿‍❤‍💋‍🧑🏼	kiss person person dark skin tone medium-light skin tone
🧑🏿‍❤‍💋‍🧑🏽	kiss person person dark skin tone medium skin tone
🧑🏿‍❤‍💋‍🧑🏾	kiss person person dark skin tone medium-dark skin tone
🧑🏿‍❤‍🧑🏻	couple with heart person person dark skin tone light skin tone
🧑🏿‍❤‍🧑🏼	couple with heart person person dark skin tone medium-light skin tone
🧑🏿‍❤‍🧑🏽	couple with heart person person dark skin tone medium skin tone
🧑🏿‍❤‍🧑🏾	couple with heart person person dark skin tone medium-dark skin tone
🧑🏿‍🌾	farmer dark skin tone
🧑🏿‍🍳	cook dark skin tone
🧑🏿‍🍼	person feeding baby dark skin tone
🧑🏿‍🎄	mx claus dark skin tone
🧑🏿‍🎓	student dark skin tone
🧑🏿‍🎤	singer dark skin tone
🧑🏿‍🎨	artist dark skin tone
🧑🏿‍🏫	teacher dark skin tone
🧑🏿‍🏭	factory worker dark skin tone
🧑🏿‍💻	technologist dark skin tone
🧑🏿‍💼	office worker dark skin tone
🧑🏿‍🔧	mechanic dark skin tone
🧑🏿‍🔬	scientist dark skin tone
🧑🏿‍🚀	astronaut dark skin tone
🧑🏿‍🚒	firefighter dark skin tone
🧑🏿‍🤝‍🧑🏻	people holding hands dark skin tone light skin tone
🧑🏿‍🤝‍🧑🏼	people holding hands dark skin tone medium-light skin tone
🧑🏿‍🤝‍🧑🏽	people holding hands dark skin tone medium skin tone
🧑🏿‍🤝‍🧑🏾	people holding hands dark skin tone medium-dark skin tone
🧑🏿‍🤝‍🧑🏿	people holding hands dark skin tone
🧑🏿‍🦯	person with white cane dark skin tone
🧑🏿‍🦰	person dark skin tone red hair
🧑🏿‍🦱	person dark skin tone curly hair
🧑🏿‍🦲	person dark skin tone bald
🧑🏿‍🦳	person dark skin tone white hair
🧑🏿‍🦼	person in motorized wheelchair dark skin tone
🧑🏿‍🦽	person in manual wheelchair dark skin tone
🧒	child
🧒🏻	child light skin tone
🧒🏼	child medium-light skin tone
🧒🏽	child medium skin tone
🧒🏾	child medium-dark skin tone
🧒🏿	child dark skin tone
🧓	older person
🧓🏻	older person light skin tone
🧓🏼	older person medium-light skin tone
🧓🏽	older person medium skin tone
🧓🏾	older person medium-dark skin tone
🧓🏿	older person dark skin tone
🧔	person beard
🧔‍♀	woman beard
🧔‍♂	man beard
🧔🏻	person light skin tone beard
🧔🏻‍♀	woman light skin tone beard
🧔🏻‍♂	man light skin tone beard
🧔🏼	person medium-light skin tone beard
🧔🏼‍♀	woman medium-light skin tone beard
🧔🏼‍♂	man medium-light skin tone beard
🧔🏽	person medium skin tone beard
🧔🏽‍♀	woman medium skin tone beard
🧔🏽‍♂	man medium skin tone beard
🧔🏾	person medium-dark skin tone beard
🧔🏾‍♀	woman medium-dark skin tone beard
🧔🏾‍♂	man medium-dark skin tone beard
🧔🏿	person dark skin tone beard
🧔🏿‍♀	woman dark skin tone beard
🧔🏿‍♂	man dark skin tone beard
🧕	woman with headscarf
🧕🏻	woman with headscarf light skin tone
🧕🏼	woman with headscarf medium-light skin tone
🧕🏽	woman with headscarf medium skin tone
🧕🏾	woman with headscarf medium-dark skin tone
🧕🏿	woman with headscarf dark skin tone
🧖	person in steamy room
🧖‍♀	woman in steamy room
🧖‍♂	man in steamy room
🧖🏻	person in steamy room light skin tone
🧖🏻‍♀	woman in steamy room light skin tone
🧖🏻‍♂	man in steamy room light skin tone
🧖🏼	person in steamy room medium-light skin tone
🧖🏼‍♀	woman in steamy room medium-light skin tone
🧖🏼‍♂	man in steamy room medium-light skin tone
🧖🏽	person in steamy room medium skin tone
🧖🏽‍♀	woman in steamy room medium skin tone
🧖🏽‍♂	man in steamy room medium skin tone
🧖🏾	person in steamy room medium-dark skin tone
🧖🏾‍♀	woman in steamy room medium-dark skin tone
🧖🏾‍♂	man in steamy room medium-dark skin tone
🧖🏿	person in steamy room dark skin tone
🧖🏿‍♀	woman in steamy room dark skin tone
🧖🏿‍♂	man in steamy room dark skin tone
🧗	person climbing
🧗‍♀	woman climbing
🧗‍♂	man climbing
🧗🏻	person climbing light skin tone
🧗🏻‍♀	woman climbing light skin tone
🧗🏻‍♂	man climbing light skin tone
🧗🏼	person climbing medium-light skin tone
🧗🏼‍♀	woman climbing medium-light skin tone
🧗🏼‍♂	man climbing medium-light skin tone
🧗🏽	person climbing medium skin tone
🧗🏽‍♀	woman climbing medium skin tone
🧗🏽‍♂	man climbing medium skin tone
🧗🏾	person climbing medium-dark skin tone
🧗🏾‍♀	woman climbing medium-dark skin tone
🧗🏾‍♂	man climbing medium-dark skin tone
🧗🏿	person climbing dark skin tone
🧗🏿‍♀	woman climbing dark skin tone
🧗🏿‍♂	man climbing dark skin tone
🧘	person in lotus position
🧘‍♀	woman in lotus position
🧘‍♂	man in lotus position
🧘🏻	person in lotus position light skin tone
🧘🏻‍♀	woman in lotus position light skin tone
🧘🏻‍♂	man in lotus position light skin tone
🧘🏼	person in lotus position medium-light skin tone
🧘🏼‍♀	woman in lotus position medium-light skin tone
🧘🏼‍♂	man in lotus position medium-light skin tone
🧘🏽	person in lotus position medium skin tone
🧘🏽‍♀	woman in lotus position medium skin tone
🧘🏽‍♂	man in lotus position medium skin tone
🧘🏾	person in lotus position medium-dark skin tone
🧘🏾‍♀	woman in lotus position medium-dark skin tone
🧘🏾‍♂	man in lotus position medium-dark skin tone
🧘🏿	person in lotus position dark skin tone
🧘🏿‍♀	woman in lotus position dark skin tone
🧘🏿‍♂	man in lotus position dark skin tone
🧙	mage
🧙‍♀	woman mage
🧙‍♂	man mage
🧙🏻	mage light skin tone
🧙🏻‍♀	woman mage light skin tone
🧙🏻‍♂	man mage light skin tone
🧙🏼	mage medium-light skin tone
🧙🏼‍♀	woman mage medium-light skin tone
🧙🏼‍♂	man mage medium-light skin tone
🧙🏽	mage medium skin tone
🧙🏽‍♀	woman mage medium skin tone
🧙🏽‍♂	man mage medium skin tone
🧙🏾	mage medium-dark skin tone
🧙🏾‍♀	woman mage medium-dark skin tone
🧙🏾‍♂	man mage medium-dark skin tone
🧙🏿	mage dark skin tone
🧙🏿‍♀	woman mage dark skin tone
🧙🏿‍♂	man mage dark skin tone
🧚	fairy
🧚‍♀	woman fairy
🧚‍♂	man fairy
🧚🏻	fairy light skin tone
🧚🏻‍♀	woman fairy light skin tone
🧚🏻‍♂	man fairy light skin tone
🧚🏼	fairy medium-light skin tone
🧚🏼‍♀	woman fairy medium-light skin tone
🧚🏼‍♂	man fairy medium-light skin tone
🧚🏽	fairy medium skin tone
🧚🏽‍♀	woman fairy medium skin tone
🧚🏽‍♂	man fairy medium skin tone
🧚🏾	fairy medium-dark skin tone
🧚🏾‍♀	woman fairy medium-dark skin tone
🧚🏾‍♂	man fairy medium-dark skin tone
🧚🏿	fairy dark skin tone
🧚🏿‍♀	woman fairy dark skin tone
🧚🏿‍♂	man fairy dark skin tone
🧛	vampire
🧛‍♀	woman vampire
🧛‍♂	man vampire
🧛🏻	vampire light skin tone
🧛🏻‍♀	woman vampire light skin tone
🧛🏻‍♂	man vampire light skin tone
🧛🏼	vampire medium-light skin tone
🧛🏼‍♀	woman vampire medium-light skin tone
🧛🏼‍♂	man vampire medium-light skin tone
🧛🏽	vampire medium skin tone
🧛🏽‍♀	woman vampire medium skin tone
🧛🏽‍♂	man vampire medium skin tone
🧛🏾	vampire medium-dark skin tone
🧛🏾‍♀	woman vampire medium-dark skin tone
🧛🏾‍♂	man vampire medium-dark skin tone
🧛🏿	vampire dark skin tone
🧛🏿‍♀	woman vampire dark skin tone
🧛🏿‍♂	man vampire dark skin tone
🧜	merperson
🧜‍♀	mermaid
🧜‍♂	merman
🧜🏻	merperson light skin tone
🧜🏻‍♀	mermaid light skin tone
🧜🏻‍♂	merman light skin tone
🧜🏼	merperson medium-light skin tone
🧜🏼‍♀	mermaid medium-light skin tone
🧜🏼‍♂	merman medium-light skin tone
🧜🏽	merperson medium skin tone
🧜🏽‍♀	mermaid medium skin tone
🧜🏽‍♂	merman medium skin tone
🧜🏾	merperson medium-dark skin tone
🧜🏾‍♀	mermaid medium-dark skin tone
🧜🏾‍♂	merman medium-dark skin tone
🧜🏿	merperson dark skin tone
🧜🏿‍♀	mermaid dark skin tone
🧜🏿‍♂	merman dark skin tone
🧝	elf
🧝‍♀	woman elf
🧝‍♂	man elf
🧝🏻	elf light skin tone
🧝🏻‍♀	woman elf light skin tone
🧝🏻‍♂	man elf light skin tone
🧝🏼	elf medium-light skin tone
🧝🏼‍♀	woman elf medium-light skin tone
🧝🏼‍♂	man elf medium-light skin tone
🧝🏽	elf medium skin tone
🧝🏽‍♀	woman elf medium skin tone
🧝🏽‍♂	man elf medium skin tone
🧝🏾	elf medium-dark skin tone
🧝🏾‍♀	woman elf medium-dark skin tone
🧝🏾‍♂	man elf medium-dark skin tone
🧝🏿	elf dark skin tone
🧝🏿‍♀	woman elf dark skin tone
🧝🏿‍♂	man elf dark skin tone
🧞	genie
🧞‍♀	woman genie
🧞‍♂	man genie
🧟	zombie
🧟‍♀	woman zombie
🧟‍♂	man zombie
🧠	brain
🧡	orange heart
🧢	billed cap
🧣	scarf
🧤	gloves
🧥	coat
🧦	socks
🧧	red envelope
🧨	firecracker
🧩	puzzle piece
🧪	test tube
🧫	petri dish
🧬	dna
🧭	compass
🧮	abacus
🧯	fire extinguisher
🧰	toolbox
🧱	brick
🧲	magnet
🧳	luggage
🧴	lotion bottle
🧵	thread
🧶	yarn
🧷	safety pin
🧸	teddy bear
🧹	broom
🧺	basket
🧻	roll of paper
🧼	soap
🧽	sponge
🧾	receipt
🧿	nazar amulet
🩰	ballet shoes
🩱	one-piece swimsuit
🩲	briefs
🩳	shorts
🩴	thong sandal
🩵	light blue heart
🩶	grey heart
🩷	pink heart
🩸	drop of blood
🩹	adhesive bandage
🩺	stethoscope
🩻	x-ray
🩼	crutch
🪀	yo-yo
🪁	kite
🪂	parachute
🪃	boomerang
🪄	magic wand
🪅	piñata
🪆	nesting dolls
🪇	maracas
🪈	flute
🪐	ringed planet
🪑	chair
🪒	razor
🪓	axe
🪔	diya lamp
🪕	banjo
🪖	military helmet
🪗	accordion
🪘	long drum
🪙	coin
🪚	carpentry saw
🪛	screwdriver
🪜	ladder
🪝	hook
🪞	mirror
🪟	window
🪠	plunger
🪡	sewing needle
🪢	knot
🪣	bucket
🪤	mouse trap
🪥	toothbrush
🪦	headstone
🪧	placard
🪨	rock
🪩	mirror ball
🪪	identification card
🪫	low battery
🪬	hamsa
🪭	folding hand fan
🪮	hair pick
🪯	khanda
🪰	fly
🪱	worm
🪲	beetle
🪳	cockroach
🪴	potted plant
🪵	wood
🪶	feather
🪷	lotus
🪸	coral
🪹	empty nest
🪺	nest with eggs
🪻	hyacinth
🪼	jellyfish
🪽	wing
🪿	goose
🫀	anatomical heart
🫁	lungs
🫂	people hugging
🫃	pregnant man
🫃🏻	pregnant man light skin tone
🫃🏼	pregnant man medium-light skin tone
🫃🏽	pregnant man medium skin tone
🫃🏾	pregnant man medium-dark skin tone
🫃🏿	pregnant man dark skin tone
🫄	pregnant person
🫄🏻	pregnant person light skin tone
🫄🏼	pregnant person medium-light skin tone
🫄🏽	pregnant person medium skin tone
🫄🏾	pregnant person medium-dark skin tone
🫄🏿	pregnant person dark skin tone
🫅	person with crown
🫅🏻	person with crown light skin tone
🫅🏼	person with crown medium-light skin tone
🫅🏽	person with crown medium skin tone
🫅🏾	person with crown medium-dark skin tone
🫅🏿	person with crown dark skin tone
🫎	moose
🫏	donkey
🫐	blueberries
🫑	bell pepper
🫒	olive
🫓	flatbread
🫔	tamale
🫕	fondue
🫖	teapot
🫗	pouring liquid
🫘	beans
🫙	jar
🫚	ginger root
🫛	pea pod
🫠	melting face
🫡	saluting face
🫢	face with open eyes and hand over mouth
🫣	face with peeking eye
🫤	face with diagonal mouth
🫥	dotted line face
🫦	biting lip
🫧	bubbles
🫨	shaking face
🫰	hand with index finger and thumb crossed
🫰🏻	hand with index finger and thumb crossed light skin tone
🫰🏼	hand with index finger and thumb crossed medium-light skin tone
🫰🏽	hand with index finger and thumb crossed medium skin tone
🫰🏾	hand with index finger and thumb crossed medium-dark skin tone
🫰🏿	hand with index finger and thumb crossed dark skin tone
🫱	rightwards hand
🫱🏻	rightwards hand light skin tone
🫱🏻‍🫲🏼	handshake light skin tone medium-light skin tone
🫱🏻‍🫲🏽	handshake light skin tone medium skin tone
🫱🏻‍🫲🏾	handshake light skin tone medium-dark skin tone
🫱🏻‍🫲🏿	handshake light skin tone dark skin tone
🫱🏼	rightwards hand medium-light skin tone
🫱🏼‍🫲🏻	handshake medium-light skin tone light skin tone
🫱🏼‍🫲🏽	handshake medium-light skin tone medium skin tone
🫱🏼‍🫲🏾	handshake medium-light skin tone medium-dark skin tone
🫱🏼‍🫲🏿	handshake medium-light skin tone dark skin tone
🫱🏽	rightwards hand medium skin tone
🫱🏽‍🫲🏻	handshake medium skin tone light skin tone
🫱🏽‍🫲🏼	handshake medium skin tone medium-light skin tone
🫱🏽‍🫲🏾	handshake medium skin tone medium-dark skin tone
🫱🏽‍🫲🏿	handshake medium skin tone dark skin tone
🫱🏾	rightwards hand medium-dark skin tone
🫱🏾‍🫲🏻	handshake medium-dark skin tone light skin tone
🫱🏾‍🫲🏼	handshake medium-dark skin tone medium-light skin tone
🫱🏾‍🫲🏽	handshake medium-dark skin tone medium skin tone
🫱🏾‍🫲🏿	handshake medium-dark skin tone dark skin tone
🫱🏿	rightwards hand dark skin tone
🫱🏿‍🫲🏻	handshake dark skin tone light skin tone
🫱🏿‍🫲🏼	handshake dark skin tone medium-light skin tone
🫱🏿‍🫲🏽	handshake dark skin tone medium skin tone
🫱🏿‍🫲🏾	handshake dark skin tone medium-dark skin tone
🫲	leftwards hand
🫲🏻	leftwards hand light skin tone
🫲🏼	leftwards hand medium-light skin tone
🫲🏽	leftwards hand medium skin tone
🫲🏾	leftwards hand medium-dark skin tone
🫲🏿	leftwards hand dark skin tone
🫳	palm down hand
🫳🏻	palm down hand light skin tone
🫳🏼	palm down hand medium-light skin tone
🫳🏽	palm down hand medium skin tone
🫳🏾	palm down hand medium-dark skin tone
🫳🏿	palm down hand dark skin tone
🫴	palm up hand
🫴🏻	palm up hand light skin tone
🫴🏼	palm up hand medium-light skin tone
🫴🏽	palm up hand medium skin tone
🫴🏾	palm up hand medium-dark skin tone
🫴🏿	palm up hand dark skin tone
🫵	index pointing at the viewer
🫵🏻	index pointing at the viewer light skin tone
🫵🏼	index pointing at the viewer medium-light skin tone
🫵🏽	index pointing at the viewer medium skin tone
🫵🏾	index pointing at the viewer medium-dark skin tone
🫵🏿	index pointing at the viewer dark skin tone
🫶	heart hands
🫶🏻	heart hands light skin tone
🫶🏼	heart hands medium-light skin tone
🫶🏽	heart hands medium skin tone
🫶🏾	heart hands medium-dark skin tone
🫶🏿	heart hands dark skin tone
🫷	leftwards pushing hand
🫷🏻	leftwards pushing hand light skin tone
🫷🏼	leftwards pushing hand medium-light skin tone
🫷🏽	leftwards pushing hand medium skin tone
🫷🏾	leftwards pushing hand medium-dark skin tone
🫷🏿	leftwards pushing hand dark skin tone
🫸	rightwards pushing hand
🫸🏻	rightwards pushing hand light skin tone
🫸🏼	rightwards pushing hand medium-light skin tone
🫸🏽	rightwards pushing hand medium skin tone
🫸🏾	rightwards pushing hand medium-dark skin tone
🫸🏿	rightwards pushing hand dark skin tone

"""
