"""The only way back into the register: small text edits, proved, written in one
safe step, and remembered.
"""
