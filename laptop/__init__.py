"""The stack on one machine: installs what it needs, runs MiniStack and deploys to it. Standard library, and boto3 late."""
