"""What all parts of the Report are made of."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from codex_audit.domain.text import clean

Text = Annotated[str, AfterValidator(clean)]


class Model(BaseModel):
    """Base of all parts: frozen, closed, buildable from the domain's own types."""

    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)
