"""`perspectrum`: whether a perspective supports or undermines a claim (Perspectrum, official split)."""

from collections.abc import Sequence

import msgspec

from stancekit.contract.classifier import Pair
from stancekit.contract.stance_task import Card, DataSource, Item, Part, StanceData, StanceTask
from stancekit.evaluation.splits import sentence_key
from stancekit.nouns.stance import Polarity, Stance
from stancekit.nouns.target import Target
from stancekit_benchmarks.items import whole_statement, without_test_texts
from stancekit_benchmarks.reading import read_json, wrong

FOLDER = "perspectrum"
CLAIMS = "perspectrum_with_answers_v1.0.json"
POOL = "perspective_pool_v1.0.json"
SPLIT = "dataset_split_v1.0.json"
LABELS: dict[str, Polarity] = {"SUPPORT": "favor", "UNDERMINE": "against"}

CARD = Card(
    title="Perspectrum, stance of perspectives",
    source="CogComp/perspectrum on GitHub, data/dataset",
    citation="Chen, Khashabi, Yin, Callison-Burch & Roth, Seeing Things from a Different Angle: Discovering Diverse "
    "Perspectives about Claims, NAACL 2019",
    licence="Creative Commons, see its licence file",
    language="en",
    size="907 claims (541 train, 139 dev, 227 test) with 11,822 perspectives, paraphrases included",
    labels={"SUPPORT": "favor", "UNDERMINE": "against"},
    metric="F1 over the two labels; here macro F1",
    obtain=f"take {CLAIMS}, {POOL} and {SPLIT} from that repository and put them into a folder {FOLDER}.",
    caveats=(
        "Claims are disjoint between the parts, so that no target of the test is trained on; a few stand in two parts "
        "in the same words, and their training items are left out.",
        "Many perspectives are paraphrases of one another or of a perspective of another claim: hundreds of training "
        "texts stand word for word in the test part and are left out, so that figures lie under those of a run that "
        "keeps them.",
    ),
)


class Group(msgspec.Struct, frozen=True):
    """Perspectives of one meaning on a claim; `pids` are ids in the pool."""

    pids: tuple[int, ...]
    stance_label_3: str


class Claim(msgspec.Struct, frozen=True):
    """A claim with its groups of perspectives."""

    cId: int
    text: str
    perspectives: tuple[Group, ...]


class Perspective(msgspec.Struct, frozen=True):
    """An entry of the pool."""

    pId: int
    text: str


def task() -> StanceTask:
    """The task."""
    return StanceTask(id="perspectrum", card=CARD, load=load, settings=("zero-shot",))


def load(source: DataSource) -> StanceData:
    """The pairs of perspective and claim; ids are CLAIM-PERSPECTIVE."""
    folder = source.require(FOLDER, CARD)
    pool = {entry.pId: entry.text for entry in read_json(folder / POOL, tuple[Perspective, ...])}
    parts = read_json(folder / SPLIT, dict[str, Part])
    items: list[Item] = []
    path = folder / CLAIMS
    for index, claim in enumerate(read_json(path, tuple[Claim, ...])):
        if str(claim.cId) not in parts:
            raise wrong(path, None, f"[{index}].cId", f"the split doesn't say where the claim {claim.cId} belongs")
        target = Target(claim.text.strip())
        for group_index, group in enumerate(claim.perspectives):
            field = f"[{index}].perspectives[{group_index}]"
            if group.stance_label_3 not in LABELS:
                message = f'expected one of {", ".join(LABELS)}, found "{group.stance_label_3}"'
                raise wrong(path, None, f"{field}.stance_label_3", message)
            for perspective in group.pids:
                if perspective not in pool:
                    raise wrong(path, None, f"{field}.pids", f"the pool has no perspective {perspective}")
                items.append(
                    Item(
                        id=f"{claim.cId}-{perspective}",
                        pair=Pair(whole_statement(pool[perspective].strip()), target),
                        gold=Stance(target=target.name, polarity=LABELS[group.stance_label_3]),
                        part=parts[str(claim.cId)],
                    )
                )
    return _clean(items)


def _clean(items: Sequence[Item]) -> StanceData:
    """The items, each once, and without those of train and dev whose claim or whose text is tested."""
    once = list({item.id: item for item in reversed(items)}.values())[::-1]
    tested = {sentence_key(item.pair.target.name) for item in once if item.part == "test"}
    kept = [item for item in once if item.part == "test" or sentence_key(item.pair.target.name) not in tested]
    final, left_out = without_test_texts(kept)
    notes = (
        f"{len(items) - len(once)} repetitions of a perspective under one claim",
        f"{len(once) - len(kept)} training items whose claim is tested in the same words",
    )
    return StanceData(items=final, left_out=(*notes, *left_out))
