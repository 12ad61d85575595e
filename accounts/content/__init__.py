"""The one door for files from outside: how they arrive, what kind they are, what their structure holds, in words."""
