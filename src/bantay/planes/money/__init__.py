"""Where the money goes: who is paid for whose work, and what is passed on to whom."""
