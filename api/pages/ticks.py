"""Several of a few: boxes to tick under one heading."""

from typing import Any

from wtforms.form import BaseForm

from api.pages.fields import ChoiceField


class TicksField(ChoiceField):
    """Any number of the options; its data is the list of the values that were ticked."""

    shape = "ticks"

    def __init__(self, label: str = "", **others: Any) -> None:  # noqa: ANN401
        super().__init__(label, **others)
        self.ticked: list[str] = []

    def process_data(self, value: Any) -> None:  # noqa: ANN401  WTForms's signature
        """Take the values that are ticked to begin with."""
        self.ticked = [str(each) for each in value or ()]
        self.data = list(self.ticked)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what was ticked; an unticked box is not sent at all."""
        self.ticked = [str(value) for value in valuelist]

    def pre_validate(self, form: BaseForm) -> None:  # noqa: ARG002  WTForms's signature
        """Keep what is among the options, in their order."""
        self.data = [each.value for each in self.options if each.value in self.ticked]
