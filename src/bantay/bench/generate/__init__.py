"""Generators that judge the reader: contacts handed over in pieces or hidden, and a fixed mix.

They share no code, no word list and no table with the reader (`kit/text`) or the detectors:
whoever writes the questions may not have seen the answers.
"""
