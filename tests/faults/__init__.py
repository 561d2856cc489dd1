"""Fault runs of trust.md 5.2: break something under a real server, heal it, look whether the invariants held.

`make faults` runs all of them on both databases and prints faults x invariants; `python -m tests.faults NAME…` runs
some, `--long` with the numbers of trust.md section 4. A fault is one module here with

    FAULT = "9 · index deleted, truncated, foreign"     # number of the table and a short name
    INVARIANTS = ("I1", "I15")                           # which it can break
    def run(lab: Lab) -> list[Finding]: ...              # break, heal, look; one Finding for each invariant at least

A module that means one engine only says `DATABASES = ("sqlite",)`. What must hold always (acknowledged writes, trail,
outbox, whole database) is looked at by `tests.faults.invariants.after(lab)`.
"""
