"""Rows of a data set from the Hugging Face hub, or from a folder of files that a user has of it.

Both are read by `datasets`, which is imported only here. It knows no corpus.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from stancekit.contract.stance_task import Card, DataSource
from stancekit.errors import DataMissingError, describe

Rows = Iterable[Mapping[str, Any]]


def read_splits(
    source: DataSource,
    card: Card,
    *,
    folder: str,
    repository: str,
    configuration: str | None,
    revision: str | None = None,
) -> Mapping[str, Rows]:
    """The rows of each published split, by the split's name: train, validation, test.

    Args:
        source: Where to look.
        card: The data set's card, for the error.
        folder: The folder in the user's data that holds it, with a file for each split (`train.csv`,
            `test.parquet`, ...); taken where it is there.
        repository: Its name on the hub.
        configuration: The configuration there, where it has several.
        revision: The branch there, where it isn't the main one.

    Raises:
        DataMissingError: It is in neither place, the hub may not be asked or doesn't answer, or `datasets` isn't there.
    """
    found = source.find(folder)
    if found is None and not source.hub:
        raise source.missing(card)
    try:
        from datasets import load_dataset
    except ImportError as error:
        raise DataMissingError(f'{card.title}: reading it needs pip install "stancekit[benchmarks]"') from error
    try:
        if found is not None:
            splits: Mapping[str, Rows] = load_dataset(str(found))
        else:
            splits = load_dataset(repository, configuration, revision=revision)
    # What `datasets` raises where a network, a repository or a file fails is of many kinds, OSError and ValueError too.
    except Exception as error:
        place = str(found) if found is not None else f"{repository} on the hub"
        raise DataMissingError(f"{source.missing(card)} {place} can't be read: {describe(error)}") from error
    return splits
