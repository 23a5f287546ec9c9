"""The stack on one machine: installs what it needs, runs MiniStack, deploys to it. Begins with no package installed."""
