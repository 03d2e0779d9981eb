"""Numbers said in words: a reading in which they have become digits.

    words    the word lists, as one table from term to number
    tokens   digits, number words and multipliers of a folded text, in chains
    items    what a chain says: "double seven", "twenty five", "nine hundred sixteen"
    view     the reading with those digits in it

    digit_view(read("oh seven double zero")).folded  ->  "0700"

The lists are data: `planes/messages/lexicon/number_word.toml` and `number_weak.toml`.
"""

from bantay.kit.text.numbers.view import NUMBER_WORDS, digit_view, has_number_words

__all__ = ["NUMBER_WORDS", "digit_view", "has_number_words"]
