"""The vocabulary: what a knowledge base declares, and one patient checked against it."""
