"""What `./manage` does around the application: set up, start, test, check, measure.

The market itself never imports from here.
"""
