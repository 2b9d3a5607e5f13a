"""Fine-tunes the encoder with torch: the layers above those that are left as they are, and a state for each target.

Needs torch, tokenizers and the files of the base model, all-MiniLM-L6-v2: `model.safetensors`, `tokenizer.json`.
With one thread the same rows and seed give the same weights on the same machine.
"""

import math
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from rows import TARGETS, Row
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import nn

DESCRIPTIONS = (
    "negotiation, talks, dialogue", "expansion of an alliance, union or territory", "ceasefire, truce",
    "sanctions, embargo", "disarmament, denuclearisation", "defense spending, military budget", "security guarantees",
    "military aid, weapons deliveries",
)  # fmt: skip
"""What each target's state starts from: not the codebook's aliases, so that the encoder stays when those change."""

WIDTH, INNER, HEADS, LAYERS, JOINS, FEATURES = 384, 1536, 12, 6, 3, 128
WINDOW, LONGEST = 32, 80
EPOCHS, RATE, HEAD_RATE, BATCH = 5, 2e-4, 1e-3, 16
SKIPPED = 0.4
"""The share of an epoch's statements without any stance, of the articles, that are left out of it."""
WEIGHT_OF_POSITIONS, SMOOTHING, UNKNOWN = 1.5, 0.02, 0.2
"""`UNKNOWN` is the share of batches in which a target's own weights are left out, as by dropout."""

START, END = 101, 102
_NAMES = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value", "o": "attention.output.dense",
    "n1": "attention.output.LayerNorm", "i": "intermediate.dense", "f": "output.dense", "n2": "output.LayerNorm",
}  # fmt: skip
EXPORTED = {
    "q": "query",
    "k": "key",
    "v": "value",
    "o": "output",
    "n1": "norm",
    "i": "inner",
    "f": "outer",
    "n2": "last_norm",
}


class Layer(nn.Module):
    """One layer of the encoder, for pieces and targets together under a mask."""

    def __init__(self) -> None:
        super().__init__()
        self.q, self.k, self.v, self.o = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.n1 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.i, self.f = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.n2 = nn.LayerNorm(WIDTH, eps=1e-12)

    def forward(self, x: torch.Tensor, mask: torch.Tensor, dropout: float = 0.0) -> torch.Tensor:
        batch, length, width = x.shape

        def heads(states: torch.Tensor) -> torch.Tensor:
            return states.view(batch, length, HEADS, width // HEADS).transpose(1, 2)

        scores = heads(self.q(x)) @ heads(self.k(x)).transpose(2, 3) / math.sqrt(width // HEADS) + mask
        seen = (scores.softmax(-1) @ heads(self.v(x))).transpose(1, 2).reshape(batch, length, width)
        x = self.n1(x + F.dropout(self.o(seen), dropout, self.training))
        return self.n2(x + F.dropout(self.f(F.gelu(self.i(x))), dropout, self.training))


class Net(nn.Module):
    """The encoder with its head; what it computes is described in `stancekit_stance.encoder`."""

    def __init__(self, base: Path, tokenizer: Tokenizer) -> None:
        super().__init__()
        weights = {n.removeprefix("bert."): v for n, v in load_file(base / "model.safetensors").items()}
        self.register_buffer("word", weights["embeddings.word_embeddings.weight"])
        self.register_buffer("posn", weights["embeddings.position_embeddings.weight"])
        self.register_buffer("typ", weights["embeddings.token_type_embeddings.weight"])
        self.n = nn.LayerNorm(WIDTH, eps=1e-12)
        norm = "embeddings.LayerNorm"
        self.n.load_state_dict({"weight": weights[f"{norm}.weight"], "bias": weights[f"{norm}.bias"]})
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        for number, layer in enumerate(self.layers):
            for mine, theirs in _NAMES.items():
                name = f"encoder.layer.{number}.{theirs}"
                getattr(layer, mine).load_state_dict(
                    {"weight": weights[f"{name}.weight"], "bias": weights[f"{name}.bias"]}
                )
        for parameter in [*self.n.parameters(), *(p for layer in self.layers[:JOINS] for p in layer.parameters())]:
            parameter.requires_grad = False
        pieces = [tokenizer.encode(text).ids for text in DESCRIPTIONS]
        with torch.no_grad():
            means = [self.lower(torch.tensor([one]), torch.ones(1, len(one)))[0, 1:-1].mean(0) for one in pieces]
        self.register_buffer("soft", torch.stack(means))
        count = len(TARGETS)
        self.delta, self.mark = nn.Parameter(torch.zeros(count, WIDTH)), nn.Parameter(torch.zeros(WIDTH))
        self.h, self.o = nn.Linear(WIDTH, FEATURES), nn.Linear(FEATURES, 3)
        self.u, self.b = nn.Parameter(torch.zeros(count, FEATURES, 3)), nn.Parameter(torch.zeros(count, 3))
        with torch.no_grad():
            self.o.bias[0] = 2.0

    @torch.no_grad()
    def lower(self, pieces: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
        """The states of pieces below the layer where targets join; those layers are left as they are."""
        x = self.n(self.word[pieces] + self.posn[: pieces.shape[1]][None] + self.typ[0])
        mask = ((1 - there) * -1e4)[:, None, None]
        for layer in self.layers[:JOINS]:
            x = layer(x, mask)
        return x

    def upper(self, x: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
        """The scores of the targets, (batch, targets, 3)."""
        batch, length, _ = x.shape
        count = len(self.soft)
        known = 0.0 if self.training and torch.rand(()).item() < UNKNOWN else 1.0
        targets = (self.soft + known * self.delta + self.mark)[None].expand(batch, count, WIDTH)
        y = torch.cat([x, targets], 1)
        mask = torch.full((batch, length + count, length + count), -1e4)
        mask[:, :, :length] = ((1 - there) * -1e4)[:, None]
        own = torch.arange(length, length + count)
        mask[:, own, own] = 0
        for layer in self.layers[JOINS:]:
            y = layer(y, mask[:, None], 0.1)
        z = F.dropout(F.gelu(self.h(y[:, length:])), 0.1, self.training)
        return (self.o(z) + known * (torch.einsum("bkd,kde->bke", z, self.u) + self.b)).float()

    def arrays(self) -> dict[str, np.ndarray]:
        """The weights by their names in a model file."""
        state = {name: value.detach().float().numpy() for name, value in self.state_dict().items()}
        found = {
            "words": state["word"], "places": state["posn"] + state["typ"][0], "norm": state["n.weight"],
            "norm_bias": state["n.bias"], "head": state["h.weight"].T, "head_bias": state["h.bias"],
            "answer": state["o.weight"].T, "answer_bias": state["o.bias"],
            "known.states": state["soft"] + state["delta"] + state["mark"], "known.answers": state["u"],
            "known.biases": state["b"],
        }  # fmt: skip
        for number in range(LAYERS):
            for mine, name in EXPORTED.items():
                found[f"layers.{number}.{name}"] = state[f"layers.{number}.{mine}.weight"].T
                found[f"layers.{number}.{name}_bias"] = state[f"layers.{number}.{mine}.bias"]
        return found


def load_tokenizer(base: Path) -> Tokenizer:
    """The base model's tokeniser, without its padding and truncation."""
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def to_pieces(row: Row, tokenizer: Tokenizer) -> list[int]:
    """A statement as the encoder reads it."""
    statement = row.statement
    holder = statement.holder.name if statement.holder else "?"
    said = tokenizer.encode(f"{holder} : {statement.cue or ''} {statement.content}", add_special_tokens=False).ids
    pieces = [START, *said[:LONGEST], END]
    room = WINDOW - len(said[:LONGEST])
    if room > 3:
        first = min(start for start, _ in (*statement.content_spans, *statement.cue_spans))
        before = row.document.text[:first].rstrip()[-300:] if row.before is None else row.before
        earlier = tokenizer.encode(before, add_special_tokens=False).ids[-room:]
        pieces += [*earlier, END] if earlier else []
    return pieces


def lower_states(net: Net, pieces: Sequence[Sequence[int]]) -> list[np.ndarray]:
    """What the layers that aren't trained make of each row, worked out once."""
    found: list[np.ndarray] = [np.zeros(0)] * len(pieces)
    order = np.argsort([len(one) for one in pieces], kind="stable")
    for start in range(0, len(order), 32):
        batch = order[start : start + 32]
        length = max(len(pieces[i]) for i in batch)
        numbers, there = torch.zeros(len(batch), length, dtype=torch.long), torch.zeros(len(batch), length)
        for row, i in enumerate(batch):
            numbers[row, : len(pieces[i])] = torch.tensor(pieces[i])
            there[row, : len(pieces[i])] = 1
        states = net.lower(numbers, there).numpy()
        for row, i in enumerate(batch):
            found[i] = states[row, : len(pieces[i])].astype(np.float16)
    return found


def train(
    net: Net, rows: Sequence[Row], states: list[np.ndarray], right: np.ndarray, known: np.ndarray, chosen: np.ndarray,
    seed: int,
) -> Net:  # fmt: skip
    """The net, trained on the chosen rows."""
    order = np.random.RandomState(seed)
    net.train()
    layers = [p for layer in net.layers[JOINS:] for p in layer.parameters()]
    others = [p for name, p in net.named_parameters() if not name.startswith(("layers", "n."))]
    groups = [{"params": layers, "base": RATE}, {"params": others, "base": HEAD_RATE}]
    optimizer = torch.optim.AdamW(groups, lr=HEAD_RATE, weight_decay=0.01)
    held = (right > 0).any(1)
    plain = ~held & np.array([row.source == "news" for row in rows])
    steps = EPOCHS * (int((len(chosen) - SKIPPED * plain[chosen].sum()) / BATCH) + 1)
    step = 0
    for epoch in range(EPOCHS):
        use = chosen[~plain[chosen] | (order.uniform(size=len(chosen)) >= SKIPPED)]
        use = use[np.argsort([len(states[i]) + order.uniform(0, 6) for i in use])]
        batches = [use[start : start + BATCH] for start in range(0, len(use), BATCH)]
        order.shuffle(batches)
        total = 0.0
        for batch in batches:
            step += 1
            for group in optimizer.param_groups:
                group["lr"] = group["base"] * min(1, step / (0.06 * steps)) * max(0.0, 1 - step / steps)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                scores = net.upper(*_pack(states, batch))
            answers = torch.tensor(right[batch]).reshape(-1)
            weights = torch.tensor(known[batch]).reshape(-1) * torch.where(answers > 0, WEIGHT_OF_POSITIONS, 1.0)
            losses = F.cross_entropy(scores.reshape(-1, 3), answers, reduction="none", label_smoothing=SMOOTHING)
            loss = (losses * weights).sum() / len(batch)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            total += loss.item() * len(batch)
        print(f"  epoch {epoch}: loss {total / len(use):.3f} after {time.process_time():.0f} s of CPU", flush=True)
    return net.eval()


@torch.no_grad()
def scores_of(net: Net, states: list[np.ndarray], chosen: np.ndarray) -> np.ndarray:
    """The scores of the chosen rows, (rows, targets, 3)."""
    found = np.zeros((len(chosen), len(TARGETS), 3))
    order = np.argsort([len(states[i]) for i in chosen], kind="stable")
    for start in range(0, len(chosen), 32):
        batch = order[start : start + 32]
        found[batch] = net.upper(*_pack(states, chosen[batch])).numpy()
    return found


def _pack(states: list[np.ndarray], batch: np.ndarray) -> tuple[torch.Tensor, torch.Tensor]:
    length = max(len(states[i]) for i in batch)
    x, there = np.zeros((len(batch), length, WIDTH), np.float32), np.zeros((len(batch), length), np.float32)
    for row, i in enumerate(batch):
        x[row, : len(states[i])] = states[i]
        there[row, : len(states[i])] = 1
    return torch.from_numpy(x), torch.from_numpy(there)
