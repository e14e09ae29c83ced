"""The phases of a year as diagrams and decision tables: data only, no code."""
