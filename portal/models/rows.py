"""What statements need that read rows instead of objects: the table of a model, a model made of a row."""

from typing import Any, TypeVar

from sqlalchemy import Table
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import instance_dict, manager_of_class, set_committed_value

from portal.models.base import Base

Model = TypeVar("Model", bound=Base)


def table(model: type[Base]) -> Table:
    """The table of *model*."""
    return Base.metadata.tables[model.__tablename__]


def detached(model: type[Model], **attributes: Any) -> Model:
    """A *model* with *attributes*, as if a session had loaded it and let it go.

    It belongs to no transaction, so none can make it expire; what it was not given cannot be read.
    """
    made: Model = manager_of_class(model).new_instance()
    held = instance_dict(made)
    for name, value in attributes.items():
        # Only a list needs wrapping: what tells the other side of a relationship of a change stands around it.
        if type(value) is list:
            set_committed_value(made, name, value)
        else:
            held[name] = value
    make_transient_to_detached(made)
    return made
