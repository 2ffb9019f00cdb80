"""What statements need that read rows instead of objects: the table of a model, a model made of a row."""

from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Table, inspect
from sqlalchemy.orm.attributes import instance_dict, instance_state, manager_of_class, set_committed_value

from portal.models.base import Base

Model = TypeVar("Model", bound=Base)


def table(model: type[Base]) -> Table:
    """The table of *model*."""
    return Base.metadata.tables[model.__tablename__]


def detached(model: type[Model], **attributes: Any) -> Model:
    """A *model* with *attributes*, its key among them, as if a session had loaded it and let it go.

    It belongs to no transaction, so none can make it expire; what it was not given cannot be read. The same
    as ``make_transient_to_detached`` makes of it, which finds out anew for each object what it was not given.
    """
    made: Model = manager_of_class(model).new_instance()
    held, state = instance_dict(made), instance_state(made)
    key, missing = _shape(model, tuple(attributes))
    state.key = (model, tuple(attributes[name] for name in key), None)
    state.expired_attributes.update(missing)
    for name, value in attributes.items():
        # Only a list needs wrapping: what tells the other side of a relationship of a change stands around it.
        if type(value) is list:
            set_committed_value(made, name, value)
        else:
            held[name] = value
    return made


@lru_cache(maxsize=256)
def _shape(model: type[Base], given: tuple[str, ...]) -> tuple[tuple[str, ...], frozenset[str]]:
    """Names of the key of *model*, and of the columns that are not *given*."""
    mapper = inspect(model)
    key = tuple(mapper.get_property_by_column(column).key for column in mapper.primary_key)
    return key, frozenset(mapper.column_attrs.keys()) - frozenset(given)
