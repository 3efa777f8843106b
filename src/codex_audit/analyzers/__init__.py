"""REDUCE: Facts and Project -> Findings. One plug-in per concern; pure."""
