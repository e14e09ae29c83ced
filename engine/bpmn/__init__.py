"""The only room that has heard of SpiffWorkflow: diagrams, tables, expressions and their checks."""
