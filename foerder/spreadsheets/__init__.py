"""The office's own list becomes changes of the register: read, recognised,
compared; nothing is guessed.
"""
