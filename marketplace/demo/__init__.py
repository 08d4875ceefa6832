"""An invented group, built by real deeds with a moved clock. Every name of a person, unit and product is invented."""
