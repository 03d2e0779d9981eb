"""Alarms become cases: joined, with parts, a card, questions and clocks; people's answers.

Pure, as engine and policy are: nothing here knows the time, the disk or a person's name
unless it is given. A case is `state.replay` of its records; `joining` says which alarms are
one case, `deciding` what an answer leads to, `page` what a viewer sees, `queue` in what order.
"""
