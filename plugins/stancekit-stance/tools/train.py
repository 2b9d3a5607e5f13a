"""Makes the model of the classifier `news` from the data: `python tools/train.py --data DATA --base BASE --work WORK`.

Three steps, of which each but the last keeps what it made and is left out where that is there already: the encoder's
scores of rows that it didn't learn from, in five folds; the encoder, learnt from all rows; and the linear part with the
blend, which take a minute and are all that has to be made again when the rules or the codebook change.
"""

import argparse
from pathlib import Path

import numpy as np
from rows import FOLDS, answers, folds, read_rows

PACKAGE = Path(__file__).parents[1] / "src" / "stancekit_stance"
SCORES = Path(__file__).parents[1] / "training" / "encoder_scores.npz"
SEED = 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder with news/ and plv/")
    parser.add_argument(
        "--base", type=Path, help="the folder with model.safetensors and tokenizer.json of the base model"
    )
    parser.add_argument("--work", type=Path, required=True, help="where the encoder is kept")
    parser.add_argument("--scores", type=Path, default=SCORES, help="where the scores of the folds are kept")
    parser.add_argument("--output", type=Path, default=PACKAGE / "news.model")
    options = parser.parse_args()
    rows = read_rows(options.data)
    print(f"{len(rows)} rows, {sum(len(row.stances) for row in rows)} stances")
    encoder = options.work / "encoder.npz"
    if not options.scores.exists():
        _score(options, rows)
    if not encoder.exists():
        _train(options, rows, encoder)
    from linear_training import finish  # scikit-learn isn't needed before.

    finish(rows, options.scores, encoder, options.output)


def _score(options: argparse.Namespace, rows: list) -> None:
    """The encoder's scores of each row, by an encoder that hasn't learnt from its fold."""
    import encoder_training as training
    import torch

    torch.set_num_threads(1)
    tokenizer = training.load_tokenizer(options.base)
    pieces = [training.to_pieces(row, tokenizer) for row in rows]
    states = training.lower_states(training.Net(options.base, tokenizer).eval(), pieces)
    right, known = answers(rows)
    fold = folds(rows)
    scores = np.zeros((*right.shape, 3))
    for number in range(FOLDS):
        print(f"fold {number}")
        torch.manual_seed(SEED + number)
        net = training.Net(options.base, tokenizer)
        net = training.train(net, rows, states, right, known, np.flatnonzero(fold != number), SEED + number)
        scores[fold == number] = training.scores_of(net, states, np.flatnonzero(fold == number))
    np.savez_compressed(options.scores, scores=scores.astype(np.float16))


def _train(options: argparse.Namespace, rows: list, path: Path) -> None:
    """The encoder, learnt from all rows."""
    import encoder_training as training
    import torch

    torch.set_num_threads(1)
    tokenizer = training.load_tokenizer(options.base)
    states = training.lower_states(
        training.Net(options.base, tokenizer).eval(), [training.to_pieces(row, tokenizer) for row in rows]
    )
    torch.manual_seed(SEED)
    net = training.Net(options.base, tokenizer)
    net = training.train(net, rows, states, *answers(rows), np.arange(len(rows)), SEED)
    path.parent.mkdir(parents=True, exist_ok=True)
    pieces = sorted(tokenizer.get_vocab(), key=tokenizer.get_vocab().__getitem__)
    np.savez(path, pieces=np.array(pieces), **net.arrays())


if __name__ == "__main__":
    main()
