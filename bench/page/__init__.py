"""Parts of `bench.pages`: the bare page, the servers, who asks."""
