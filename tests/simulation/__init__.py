"""Years of reminders in minutes, beside an oracle that knows only the rules.

`world` and `story`: bodies, people, duties and what happens to them; `rows` keeps the
database the same; `oracle` says who ought to be told what; `in_process` and
`on_servers` let the product run; `driving` goes from day to day and compares.
"""
