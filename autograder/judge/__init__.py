"""The referee: cases sent, outcomes compared, likely mistakes named."""
