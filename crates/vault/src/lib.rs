//! What is kept secret at rest: sealed columns, blind indexes, passwords.
