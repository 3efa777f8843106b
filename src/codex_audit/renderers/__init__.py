"""Report -> text. One plug-in per format; pure."""
