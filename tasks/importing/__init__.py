"""An annex from Excel into a draft, and an exported sheet back into its plan.

`reading` opens the workbook apart from the product; `headers` finds which column is
what, `lines` which rows are tasks, `bodies` who is meant; `checking` says what is wrong
at which cell; `accepting` saves it all, or nothing; `annotating` gives the file back.
"""
