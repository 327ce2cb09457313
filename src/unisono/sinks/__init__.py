"""Where takes are written: files first."""
