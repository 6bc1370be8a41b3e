"""Dashboards of managers: what is late and whose, what nobody does, who is silent.

Each figure is counted as the list counts that it leads to.
"""
