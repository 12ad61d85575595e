"""What binds the domains to one site: addresses of the API, and the demo."""
