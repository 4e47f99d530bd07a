"""The Django project: settings, addresses, server, start-up and health."""
