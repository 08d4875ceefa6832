"""Campaigns that attack the product and print counts: `./manage trust NAME`; short ones run as tests."""
