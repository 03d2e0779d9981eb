"""Every real text set beside the repository is read without help. Nothing of it is kept here."""

from itertools import islice
from pathlib import Path

import pytest

from bantay.adapters.sources import open_sources
from bantay.adapters.sources.mapped import MappedSource
from bantay.adapters.sources.mapping_check import named
from bantay.adapters.sources.names import is_label
from bantay.model.events import ListingPublished, MessageSent

DIALOGUES = """
    chatterbot_corpus kdconv lccc_weibo sgd_dialogues taskmaster4 topical_chat xdailydialog
    xpersona
"""
TEXTS = """
    cebuano_news classified_ads_phones contact_evasion_suites discord_scam_domains exais_sms
    filipino_social irc_disentangle job_postings_emscad koziev_ru libphonenumber_matcher
    minhash_news_pairs nus_sms_en nus_sms_zh nusax presidio_recognizers presidio_synth
    sms_spam_uci taglish_sms_spam telegram_spam_ru thai_sms twitter_text_conformance
    vi_spam_reviews webnlg_people wisesight_th youtube_comments_raw youtube_spam_uci
    zh_sms_spam_msglog zh_telegram_greymarket
"""
ROWS = 200


@pytest.mark.parametrize("name", [*DIALOGUES.split(), *TEXTS.split()])
def test_a_real_set_is_read_without_help(measuring_data: Path, name: str) -> None:
    (source,) = open_sources([measuring_data / name])
    assert isinstance(source, MappedSource)
    assert source.guessed
    assert source.mapping is not None
    used = {column for _, column in named(source.mapping)}
    assert not [column for column in used if is_label(column, 2)]
    (chunk,) = islice(source.chunks(ROWS, 0), 1)
    assert chunk.rejects == []
    assert all(isinstance(event, MessageSent | ListingPublished) for event in chunk.events)
    texts = [event.text for event in chunk.events]  # type: ignore[union-attr]
    assert sum(text is not None for text in texts) >= 0.95 * min(len(texts), chunk.consumed)
    rows = chunk.consumed
    assert len(texts) > rows if name in DIALOGUES.split() else len(texts) == rows
