//! Verdicts with explanations: a standard against a snapshot.
