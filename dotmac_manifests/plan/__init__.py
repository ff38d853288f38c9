"""What was decided: pure, frozen data that the charts only spell out."""
