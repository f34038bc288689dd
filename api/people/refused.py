"""What the services of this package refuse. Whoever asked says it to the person."""

from api.problems import Wrong


class Unfit(Exception):
    """What was chosen cannot be taken; each wrong field is named, with a sentence to translate."""

    def __init__(self, *wrongs: Wrong) -> None:
        self.wrongs = wrongs
        super().__init__(", ".join(wrong.field for wrong in wrongs))


class TooSoon(Exception):
    """Too many attempts: the next one counts after *seconds*."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(f"The next attempt counts in {seconds} seconds.")


class StepUpNeeded(Exception):
    """This wants a code of the second factor, given in this session within five minutes."""


class AlreadyClaimed(Exception):
    """Somebody has chosen a handle and a passphrase for this sign-in."""


class AlreadyJoined(Exception):
    """The sign-in of this invitation is there already."""


class AskedElsewhere(Exception):
    """Another fund was first to ask for this new person."""


class HalvesGiven(Exception):
    """Two others hold the halves of this invitation."""
