"""What a check is and how an answer is judged; knows no assignment."""
