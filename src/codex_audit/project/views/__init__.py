"""Parts of the Report, made from a linked project; pure."""
