"""Suspected misprints and errors of recognition: found, shown, searched by; the text is never changed."""
