"""`diplomacy-grid`: the statements of `diplomacy`, each asked about every target of the codebook.

As an article is: most answers are none. A classifier that is to read articles learns from this one.
"""

import msgspec

from stancekit.contract.stance_task import DataSource, StanceData, StanceTask
from stancekit.hosting import plugins
from stancekit_benchmarks.data import shipped
from stancekit_benchmarks.tasks import diplomacy

CARD = msgspec.structs.replace(
    diplomacy.CARD,
    title="diplomacy, every target",
    size="the 1,100 statements of diplomacy, each with all eight targets",
    caveats=(
        *diplomacy.CARD.caveats[:2],
        "The targets that a statement wasn't written for were labelled afterwards, by others and once; what they were "
        "unsure of is left out.",
    ),
)


def task() -> StanceTask:
    """The task."""
    return StanceTask(id="diplomacy-grid", card=CARD, load=load, settings=("in-target", "zero-shot"))


def load(source: DataSource) -> StanceData:
    """The shipped statements; `source` isn't looked at. Ids are ID:TARGET."""
    with shipped(diplomacy.FOLDER) as folder:
        return diplomacy.read(folder, plugins.get_codebook(diplomacy.CODEBOOK), every_target=True)
