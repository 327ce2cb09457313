"""An alignment as a file: each module makes one kind, as text or bytes."""
