"""Open Badges 3.0 (W3C credentials, signed as JWT with Ed25519) and the 2.0 form baked into the same picture.

`keys` who signs, `credential` what is signed, `published` what everybody may fetch, `picture` the badge one can see.
Nothing fetched tells which badge is looked at: one list of 131,072 bits stands for all (TRUST 29).
"""
