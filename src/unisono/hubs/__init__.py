"""Where weights come from: Hugging Face's hub and ModelScope's, each with its own usual cache."""
