//! SQLite and PostgreSQL: facts, imports, snapshots, audit. The only SQL.
