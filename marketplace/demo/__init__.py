"""An invented group, built by real deeds with a moved clock. Every name in it is invented."""
