"""All Facts linked once: modules, import graph, roles, entry points; pure."""
