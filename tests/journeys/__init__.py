"""Stories over HTTP: people with their own browsers, forms sent as browsers send them."""
