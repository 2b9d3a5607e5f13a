"""What `stancekit train` does: labelled data in, a trained part and its model out."""
