"""The Amazon States Language: its model, reading, writing, checking and editing of definitions."""
