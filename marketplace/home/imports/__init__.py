"""Tables in: read, shown with every fault, and taken in whole or not at all."""
