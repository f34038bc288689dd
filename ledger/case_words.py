"""The words that name a case, such as "amber heron": plain, concrete, and about nobody.

An adjective says how a thing looks, what it is made of or when it is met, never what a person is
like. The nouns are animals, plants and household things. Left out on purpose: anything offensive,
sexual, legal, religious or national, names of people, and slang for the police or for people.

The order is part of the meaning: a word that moves renames cases that people speak of. So the
lists never change; a better list would be a new one beside them.
"""

from typing import Final

_ADJECTIVES: Final = """
    acoustic airy alder alpine amber aqua aquatic arched arctic aspen azure bamboo barley basalt
    beaded beech beige bevelled birch bottled boxy braided branched brass brewed bundled burlap
    buttered canvas cardamom carved cedar ceramic cerulean chalky charted chiming chrome cinnabar
    cinnamon citrus clay cloudy clove coastal cobalt coiled compact concave concrete conical convex
    cooled coral corduroy cork corked cosmic cotton crated crested crimson crinkled crumbly crusted
    crystal cubic cumin curled curved cyan cypress daily damask dappled decimal delta denim dewy
    diagonal digital domed dotted downhill drifting drizzly dusk dusty earthen echoing edged
    elastic elliptic elm embossed enamel engraved estuary etched evening faceted fallow feathery
    fennel filtered flaky flannel flint floating floral fluted flying foggy foldable folded folding
    forest forked fragrant fringed frozen fuchsia furled gabled garden garnet gauze gilded gingham
    glassy glazed gleaming glinting globular grainy granite granular graphite grassy gravel grooved
    gusty gypsum handmade handwoven harbour harvested hawthorn hazelnut hazy herbal hexagonal
    hickory highland hilly hinged hooped hornbeam hourly hovering hydraulic imprinted indigo indoor
    inked inlaid inland insulated iron jagged jangling jointed juniper jute kindled knitted knotted
    lacquer lacquered ladled lakeside laminated lapping larch latticed lavender layered leaden
    leafless leafy lemon lentil lettered lidded lighted lilac lilting lime limestone linden linear
    linen linoleum liquid looped lowland luminous lunar lustrous magenta magnetic mahogany
    malachite malt maple mapped marbled marigold marine maroon marshy mauve measured melodic
    melting meshed metallic metric mica midday milled millet mint minted mirrored misted modular
    molten monthly moonless moonlit moorland morning mossy mottled mountain mown mulberry musical
    muslin mustard nautical neon nested netted nickel noon notched numbered nutmeg nylon oak oaken
    oat oblong obsidian ochre octagonal onyx orbital orbiting orchard ornate osier outdoor outlined
    oval overhead painted panelled papery paprika parallel parchment parsley patched patterned
    pebbly pecan perched perennial pewter phosphor pine pinned pistachio plaid plaited planed
    planted plaster plated pleated plum plywood pointed polar poplar poplin porcelain porous
    portable prairie printed prismatic pumice pumpkin purple pyramidal quadruple quartered quartz
    quilted quince radial raffia rainy rattan rattling recycled reed reedy resonant reusable
    rhubarb ridged ringed rinsed ripening rippled riverside roadside roasted rocky rolled rooftop
    rotary rotating ruffled russet rustic rustling rye sailcloth salted sanded sandstone sapphire
    scalloped scored seaside seasonal seeded sepia serrated sesame shaded shale shingled shining
    showery silver silvered simmering sisal slanted slate sleety sloping smoky snowy soaring solar
    sorrel sparkling speckled spherical spiced spiky spinning spiral splashed spooled spotted
    sprinkled sprouted spruce square stamped starched starlit starred starry stellar stepped
    stippled stitched stoneware straw streaming striated stringed striped sunken sunlit swaying
    sweeping swirled sycamore tabular tamarind tangled tangy tarragon tasselled teal textile
    thatched thawing thermal thorny threaded thyme ticking tidal tiled tilted tin tinkling tinned
    tinted titanium toasted tonal topaz treble triple tropical tubular tufted tumbling tuned
    tungsten turmeric turning turquoise tweed twilight twill twinkling twirling umber undersea
    unfolded unfurled unglazed unlit unpainted uphill upland upstream vacuum vaulted vellum velour
    velvet veneer verdant vermilion vertical viridian volcanic walnut waxen webbed wedged weekly
    wheat wheaten wheeled whirling whisked whorled wicker windblown winding windswept windy winged
    winter wintry wired wooded woodland woollen woven wrapped yearly yew zigzag zinc zonal
"""

_NOUNS: Final = """
    aardvark abacus acacia accordion acorn albatross almanac alpaca anchor anemone anteater
    antelope anvil apple armadillo artichoke atlas avocet awning axolotl balloon banjo banyan
    baobab barge barometer basin basket bassoon beacon beetle beetroot bell bellows bicycle
    binoculars birdhouse biscuit bison bittern bluebell bluebird boat bobbin bonfire bookcase
    bookend bookmark boulder bouquet bracket bramble bream bridge brioche broccoli broom bucket
    buckle bullfinch bumblebee bunting buoy buttercup butterfly button cabin cabinet calendar
    campfire candle canoe canopy capybara caracal caravan caribou carousel carpet cassowary castle
    catkin celery cello chaffinch chamois chandelier chiffchaff chimney chinchilla chipmunk chutney
    cicada clarinet clock cloud clover coaster comet compass concertina cormorant corncrake cottage
    cowslip crane crate crayon cricket crocus cupboard curlew cushion cuttlefish cygnet cymbal
    daffodil damson dandelion desk dial dipper dolphin domino door doorbell dormouse dragonfly
    drawer dromedary drum dugong dulcimer dunlin easel echidna eclipse egret eider eland elk emu
    envelope eraser falcon fieldfare fig finch firecrest firefly flicker flywheel footbridge
    footpath fountain foxglove freesia fulmar funnel gable galaxy gannet gate gazebo gazelle gecko
    gentian geranium geyser giraffe glacier globe glowworm godwit goldcrest goldeneye goldfinch
    gorse gosling gramophone grape grebe guanaco guava guillemot guitar haddock halibut hammock
    hare harebell harmonica harp haystack hedge hedgehog heron honeybee hoopoe hornbill hourglass
    houseboat hoverfly hyacinth hydrangea ibex ibis iguana impala inkwell island jar jerboa jigsaw
    jug kale kayak kelp kestrel kettle keyboard kingfisher kite kittiwake koala kudu kumquat
    lacewing ladder ladle lagoon lamp lampshade lantern lapwing lathe lattice leopard lichen
    lighthouse linnet lion llama lobster loom lorikeet lupin lute lynx lyre macaw magnet mallard
    manatee mandolin map marble marimba marmalade marmot marten mayfly meadow medlar meerkat
    metronome microscope mill mimosa minnow mirror mitten mongoose moon moorhen moose mosaic moss
    motor napkin narwhal nautilus nebula nettle newt nightjar notebook nuthatch oar oatcake oboe
    ocarina ocelot octopus okapi omelette oriole oryx osprey ostrich owl owlet paintbrush palette
    pancake pangolin pantry parakeet parcel parsnip partridge pasture pathway pavilion pebble pedal
    pelican pencil pendulum peony perch petrel petunia pheasant piano piccolo pier pika pilchard
    pillar pinecone pintail pinwheel pipit plaice planet plank platypus plover pond porpoise
    postbox postcard pottery prawn pretzel primula prism propeller puffin pulley puzzle pylon quail
    quay quill quilt quokka radish raft rake razorbill recorder redstart redwing reef reindeer rhea
    ribbon risotto river rocket rowboat rudder rug sail sailboat salamander salmon sandcastle
    sanderling sandpiper sapling sardine satchel satsuma saucepan saucer saxophone scallop scarf
    schooner scooter seahorse seal seedling seesaw serval shawl shelf shoveler signpost siskin
    skateboard skua skylark sled sleigh snorkel snowdrop sofa sorbet spanner spinet squash squirrel
    stairway starfish starling stoat stonechat strudel sturgeon sunbird sundial sunflower surfboard
    swan tambourine tanager tandem tangerine tapestry tapir teacup teapot telescope tent tern
    terrace terrapin thermos thimble thistle tiger timetable toaster toboggan tortoise toucan tower
    tractor trampoline tray treehouse trellis tricycle trombone truffle tuba tugboat tulip turbine
    turbot turnstone turtle typewriter ukulele umbrella valley vase veranda viaduct viola violin
    vole waffle wagon wagtail walkway wallaby warbler wardrobe watercress waterfall watermill
    waterwheel waxwing weathervane wheatear wheel wheelbarrow whimbrel whisk wigeon wildebeest
    windmill window windowsill wisteria wombat woodlark workbench wren xylophone yacht yak yarrow
    zebra zeppelin zinnia zither
"""

ADJECTIVES: Final[tuple[str, ...]] = tuple(_ADJECTIVES.split())
"""512 adjectives, in alphabetical order."""

NOUNS: Final[tuple[str, ...]] = tuple(_NOUNS.split())
"""512 nouns, in alphabetical order; none of them is an adjective above."""
