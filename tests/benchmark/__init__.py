"""How long the pages people open all day take, at the size of a province."""
