"""What the funds of the example say of themselves in public, in two languages."""

from typing import Final

from ledger.events import WordingKind

Wordings = dict[WordingKind, dict[str, str]]
"""Texts by what they are about and by language."""

LARGE: Final[Wordings] = {
    WordingKind.ABOUT: {
        "en": (
            "Lantern Street Mutual Aid\n\n"
            "We are neighbours between the harbour and the mill. We post bail, keep people in "
            "their homes, and sit with them in court.\n\n"
            "Nobody has to prove that they deserve it."
        ),
        "es": (
            "Ayuda mutua de la calle Lantern\n\n"
            "Somos vecinas y vecinos entre el puerto y el molino. Pagamos fianzas, ayudamos a que "
            "nadie pierda su casa y acompañamos a la gente en el juzgado.\n\n"
            "Nadie tiene que demostrar que lo merece."
        ),
    },
    WordingKind.WAYS_TO_GIVE: {
        "en": (
            "By bank transfer: Lantern Street Mutual Aid, credit union, account 00 1234 (this is "
            "an example: the account does not exist).\n\n"
            "In cash: at the drop-in, Tuesdays from five to eight. Two people count the tin."
        ),
        "es": (
            "Por transferencia: Lantern Street Mutual Aid, cooperativa de crédito, cuenta 00 1234 "
            "(esto es un ejemplo: la cuenta no existe).\n\n"
            "En efectivo: en el local, los martes de cinco a ocho. Dos personas cuentan la hucha."
        ),
    },
    WordingKind.HOW_WE_DECIDE: {
        "en": (
            "Whoever reads a request asks what is needed, and by when. Two people decide, the same "
            "night if it cannot wait.\n\n"
            "Once a month everybody who is a member looks at the plan."
        ),
        "es": (
            "Quien lee una solicitud pregunta qué hace falta y para cuándo. Deciden dos personas, "
            "esa misma noche si no puede esperar.\n\n"
            "Una vez al mes todas las personas socias miran el plan."
        ),
    },
    WordingKind.CLOSURE_PLAN: {
        "en": (
            "What was promised is paid first. Bail that comes back later, and what is left, goes "
            "to the bail fund of the next county."
        ),
        "es": (
            "Primero se paga lo prometido. Las fianzas que vuelvan después, y lo que quede, van al "
            "fondo de fianzas del condado vecino."
        ),
    },
}
TWO_SIGN: Final = {
    "en": "From now on two people stand behind every payment.",
    "es": "Desde ahora hay dos personas detrás de cada pago.",
}
"""What is told of the day on which one person stopped signing alone."""

SMALL: Final[Wordings] = {
    WordingKind.ABOUT: {
        "en": (
            "Corner Table Fund\n\n"
            "Twelve people of one building put something in each month. When a neighbour is short, "
            "we help with food, medicine or the power bill."
        ),
        "es": (
            "Fondo La Mesa de la Esquina\n\n"
            "Doce personas de un mismo edificio ponen algo cada mes. Cuando a alguien le falta, "
            "ayudamos con comida, medicinas o la luz."
        ),
    },
    WordingKind.WAYS_TO_GIVE: {
        "en": "By bank transfer: Corner Table Fund, account 00 5678 (this is an example).",
        "es": "Por transferencia: Corner Table Fund, cuenta 00 5678 (esto es un ejemplo).",
    },
    WordingKind.HOW_WE_DECIDE: {
        "en": "We talk on the first Sunday. In between, two of us decide.",
        "es": "Hablamos el primer domingo. Entre tanto, deciden dos de nosotros.",
    },
    WordingKind.CLOSURE_PLAN: {
        "en": "What is left goes to Lantern Street Mutual Aid.",
        "es": "Lo que quede va a la ayuda mutua de la calle Lantern.",
    },
}
