"""What statements need that read rows instead of objects: the table of a model, a model made of a row."""

from typing import Any, TypeVar

from sqlalchemy import Table
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from portal.models.base import Base

Model = TypeVar("Model", bound=Base)


def table(model: type[Base]) -> Table:
    """The table of *model*."""
    return Base.metadata.tables[model.__tablename__]


def detached(model: type[Model], **attributes: Any) -> Model:
    """A *model* with *attributes*, as if a session had loaded it and let it go.

    It belongs to no transaction, so none can make it expire; what it was not given cannot be read.
    """
    made = model()
    for name, value in attributes.items():
        set_committed_value(made, name, value)
    make_transient_to_detached(made)
    return made
