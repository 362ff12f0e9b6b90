"""What is wrong with a definition that can be read: one file a family of rules."""

from sfn_notebook.asl.lint.linter import lint as lint  # the one call that all of these rules are for
