//! What is kept secret at rest: sealed columns, blind indexes, passwords, second factors, tokens.

mod common;
mod key_file;
mod password;
mod random;
mod suite;
mod totp;
mod vault;

pub use common::is_common;
pub use key_file::KeyFileError;
pub use password::{PasswordError, PasswordHash, compare, hashes_computed, normal_form};
pub use random::{RandomError, digest, identifier, recovery_code, recovery_code_form, token};
pub use suite::Suite;
pub use totp::{Secret, TotpError};
pub use vault::{Place, Vault, VaultError};
