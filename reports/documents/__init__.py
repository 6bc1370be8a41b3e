"""One report as content, and its three forms on paper: Word, Excel and the screen."""
