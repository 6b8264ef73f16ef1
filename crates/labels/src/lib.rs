//! Every word that a user reads, Chinese and English.
