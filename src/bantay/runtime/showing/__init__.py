"""What a page about a case shows: sums, quotes and pictures as values, made of what was read.

Pure functions of alarms and events; who may look, and the noting of the look, is the caller's.
Each picture has its twin: the same as rows, for those who do not see it.
"""
