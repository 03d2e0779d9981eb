"""The peer's side of the comparison: lines of JSON in, lines of JSON out, nothing of Bantay.

It runs under an interpreter of its own that has the peer installed. In: `{"id", "text",
"timed"}`. Out: `{"id", "spans": [[start, end, kind], …]}` for every text, then one line with
what was measured, or one line `{"missing": name}` when the peer is not there.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version
from typing import Any

KINDS = ("PHONE_NUMBER", "EMAIL_ADDRESS", "URL")
Look = Callable[[str], list[Any]]


def _engine(mode: str) -> tuple[Look, str]:
    """The peer set up as asked, and in words what that is. ImportError when it is not there."""
    analyzer = import_module("presidio_analyzer")
    tld: Any = import_module("tldextract")
    tld.extract = tld.TLDExtract(suffix_list_urls=(), cache_dir=None)  # no look-ups outside
    name = f"presidio-analyzer {version('presidio-analyzer')}"
    if mode == "default":
        return _default(analyzer, name)
    registry = analyzer.RecognizerRegistry(supported_languages=["en"])
    ours = import_module("presidio_analyzer.predefined_recognizers")
    for recognizer in (ours.PhoneRecognizer, ours.EmailRecognizer, ours.UrlRecognizer):
        registry.add_recognizer(recognizer())
    engine = analyzer.AnalyzerEngine(
        registry=registry, nlp_engine=_blank(), supported_languages=["en"]
    )

    def look(text: str) -> list[Any]:
        found: list[Any] = engine.analyze(text, language="en", entities=list(KINDS))
        return found

    return look, f"{name}, three recognizers, blank tokenizer"


def _blank() -> Any:
    """The peer's language engine around an empty English pipeline: it only cuts words."""
    room = import_module("presidio_analyzer.nlp_engine")
    engine = room.SpacyNlpEngine(models=[{"lang_code": "en", "model_name": "blank"}])
    engine.nlp = {"en": import_module("spacy").blank("en")}
    return engine


def _default(analyzer: Any, name: str) -> tuple[Look, str]:
    """All its recognizers over the best English pipeline that is installed."""
    spacy, room = import_module("spacy"), import_module("presidio_analyzer.nlp_engine")
    sizes = ("lg", "md", "sm")
    known = [
        model
        for size in sizes
        for model in sorted(spacy.util.get_installed_models())
        if model.startswith(f"en_core_web_{size}")
    ]
    if known:
        models = [{"lang_code": "en", "model_name": known[0]}]
        settings = {"nlp_engine_name": "spacy", "models": models}
        language = room.NlpEngineProvider(nlp_configuration=settings).create_engine()
        said = f"{name}, its defaults over the spaCy pipeline {known[0]} (its own is larger)"
    else:
        language, said = _blank(), f"{name}, its recognizers over a blank tokenizer: no pipeline"
    engine = analyzer.AnalyzerEngine(nlp_engine=language, supported_languages=["en"])
    return lambda text: engine.analyze(text, language="en"), said


def _spans(look: Look, text: str) -> list[list[Any]]:
    return [[r.start, r.end, r.entity_type] for r in look(text) if r.entity_type in KINDS]


def _answer(rows: list[dict[str, Any]], look: Look) -> dict[str, float]:
    """Answer every row; the time of those that are timed."""
    for row in rows:
        if not row["timed"]:
            print(json.dumps({"id": row["id"], "spans": _spans(look, row["text"])}))
    timed = [row["text"] for row in rows if row["timed"]]
    wall, cpu = time.perf_counter(), time.process_time()
    for text in timed:
        _spans(look, text)
    taken = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    return {"messages": len(timed), **taken}


def main(mode: str) -> None:
    """Read everything, answer everything."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    rows = [json.loads(line) for line in sys.stdin]
    try:
        look, said = _engine(mode)
    except ImportError as missing:
        print(json.dumps({"missing": missing.name or "presidio-analyzer"}))
        return
    look("a first look, for what is made only once: call 555 0100 or write to a@example.com")
    print(json.dumps({"peer": said, **_answer(rows, look)}))


if __name__ == "__main__":
    main(sys.argv[1])
