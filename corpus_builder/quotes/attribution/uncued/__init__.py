"""Words in marks that no cue gives to anybody: who is told of around them says them."""
