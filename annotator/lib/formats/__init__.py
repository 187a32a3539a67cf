"""How pages write dates and numbers, where Django's own formats of a language don't fit."""
