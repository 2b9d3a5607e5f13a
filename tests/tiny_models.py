"""Models of Hugging Face that the tests make: one layer of BERT whose weights are set by hand, and a few words.

Attention is uniform, so what the first token sees is the mean of the words' vectors, which a layer norm then stretches
to one length. `stance_model` adds up words for, words against and words of report. `entailment_model` is sure of the
words of two texts that point in one direction.
"""

import os
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

WIDTH = 8
LONGEST = 24

SIDE, REPORT, SURE, VERB = (torch.zeros(WIDTH) for _ in range(4))
SIDE[0], SIDE[1] = 1.0, -1.0
REPORT[2], REPORT[3] = 1.0, -1.0
SURE[4], SURE[5] = 1.0, -1.0
VERB[6], VERB[7] = 2.0, -2.0

WORDS = {
    "back": SIDE + VERB,
    "reject": VERB - SIDE,
    "saw": REPORT,
    # It weighs more than a verb does: whoever backs a boycott is against.
    "boycott": -SIDE,
    "favor": SIDE,
    "against": -SIDE,
    "position": REPORT,
    "oppose": -SIDE,
}
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]


def stance_model(folder: Path, labels=("FAVOR", "AGAINST", "NONE"), *, longest=LONGEST, safe=True):
    """Words for and against, in the text and in the target's name; three labels, the last for words of report."""
    model = blank_model(labels)
    with torch.no_grad():
        model.classifier.weight[:3] = torch.stack([SIDE, -SIDE, REPORT])
    return saved(model, folder, longest, safe)


def entailment_model(folder: Path, labels=("contradiction", "neutral", "entailment"), *, longest=LONGEST):
    model = blank_model(labels)
    with torch.no_grad():
        layer = model.bert.encoder.layer[0]
        # Only a direction that nearly all known words share gets above this.
        layer.intermediate.dense.weight[0, 0] = 1.0
        layer.intermediate.dense.weight[1, 0] = -1.0
        layer.intermediate.dense.weight[2, 2] = 1.0
        layer.intermediate.dense.bias[:3] = -1.55
        for unit in range(3):
            layer.output.dense.weight[:, unit] = 100 * SURE
        model.classifier.weight[-1] = 2 * SURE
    return saved(model, folder, longest)


def blank_model(labels):
    config = BertConfig(
        vocab_size=len(SPECIAL) + len(WORDS),
        hidden_size=WIDTH,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=4,
        max_position_embeddings=LONGEST + 2,
        hidden_act="relu",
        id2label=dict(enumerate(labels)),
        label2id={label: number for number, label in enumerate(labels)},
    )
    model = BertForSequenceClassification(config).eval()
    with torch.no_grad():
        for name, weights in model.named_parameters():
            weights.fill_(1.0 if name.endswith("LayerNorm.weight") else 0.0)
        layer = model.bert.encoder.layer[0]
        for dense in (layer.attention.self.value, layer.attention.output.dense, model.bert.pooler.dense):
            dense.weight.copy_(torch.eye(WIDTH))
        for number, vector in enumerate(WORDS.values(), start=len(SPECIAL)):
            model.bert.embeddings.word_embeddings.weight[number] = vector
    return model


def saved(model, folder: Path, longest, safe=True):
    words = Tokenizer(models.WordPiece({word: i for i, word in enumerate([*SPECIAL, *WORDS])}, unk_token="[UNK]"))
    words.normalizer = normalizers.BertNormalizer()
    words.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    words.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    limit = {} if longest is None else {"model_max_length": longest}
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=words, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]", **limit
    )
    tokenizer.save_pretrained(folder)
    model.save_pretrained(folder)
    if not safe:
        (folder / "model.safetensors").unlink()
        torch.save(model.state_dict(), folder / "pytorch_model.bin")
    return folder
