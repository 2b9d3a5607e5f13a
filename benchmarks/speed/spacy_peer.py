"""The peer of `characters.py`: textacy's quotations after a spaCy pipeline (tagger and parser), on request.

It is started by the interpreter of an environment that has `textacy` and a model package. It reads the folder, says
`ready`, and then, for each line on standard input, goes through all articles once and answers with the seconds and the
number of articles on which textacy raised an error (it does so on unbalanced quotation marks).
"""

import importlib
import json
import sys
import time
from pathlib import Path

import spacy
from textacy.extract import direct_quotations


def main() -> None:
    """Run as `spacy_peer.py FOLDER MODEL_PACKAGE`."""
    folder, model = sys.argv[1:]
    texts = [file.read_text(encoding="utf-8") for file in sorted(Path(folder).glob("*.txt"))]
    package = importlib.import_module(model)
    # Some packages of models can't be loaded by name; their folder holds one folder with the pipeline's configuration.
    home = Path(package.__file__ or "").parent
    configured = next(iter(sorted(home.glob("**/config.cfg"))))
    nlp = spacy.load(configured.parent, exclude=["ner"])
    print("ready", ", ".join(nlp.pipe_names), flush=True)
    for _ in sys.stdin:
        failed = 0
        start = time.process_time()
        for text in texts:
            document = nlp(text)
            try:
                list(direct_quotations(document))
            except ValueError:
                failed += 1
        print(json.dumps({"seconds": time.process_time() - start, "failed": failed}), flush=True)


if __name__ == "__main__":
    main()
