"""The arithmetic of an appraisal: pure functions of the standard library, Decimal only."""
