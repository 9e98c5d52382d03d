"""One page of a newspaper: raw lines to articles, by what lines look like and stand beside."""
