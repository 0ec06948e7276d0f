"""Versions with a label set of one's own: any table of texts and labels in, a version folder out."""
