"""Decision diagrams over all patients and all readings: equal diagrams are a proof."""
