//! Sealed values: opened only where they belong, by the key that is named in them, and by nobody else.

#![allow(clippy::unwrap_used, reason = "a test may fail where nothing is there")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use junheng_vault::{KeyFileError, Place, Suite, Vault};
use proptest::prelude::*;

fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault.key");
    (folder, path)
}

const NAME: Place<'_> = Place { column: "person.name", row: &["130999", "a1"] };

#[test]
fn the_key_file_is_its_owners_alone() {
    let (_folder, path) = folder();
    let vault = Vault::open_or_create(&path).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let sealed = vault.seal(NAME, "王芳").unwrap();
    assert_eq!(*Vault::open_or_create(&path).unwrap().open_sealed(NAME, &sealed).unwrap(), "王芳");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    assert!(matches!(Vault::open(&path), Err(KeyFileError::OpenToOthers(_))));
}

#[test]
fn a_missing_or_broken_key_file_is_told() {
    let (_folder, path) = folder();
    assert!(matches!(Vault::open(&path), Err(KeyFileError::Missing(_))));
    for broken in ["", "# only a head\n", "1 aes c2hvcnQ=\n", "1 rot13 AAAA\n", "one aes AAAA\n"] {
        fs::write(&path, broken).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        assert!(matches!(Vault::open_or_create(&path), Err(KeyFileError::Unreadable { .. })), "{broken:?}");
    }
}

#[test]
fn a_new_key_or_suite_leaves_the_old_values_readable() {
    let (_folder, path) = folder();
    let mut vault = Vault::open_or_create(&path).unwrap();
    let (old, row) = (vault.seal(NAME, "王芳").unwrap(), vault.authenticate("post", &["a1", "principal"]));
    vault.renew(Suite::Sm).unwrap();
    let new = vault.seal(NAME, "王芳").unwrap();
    assert!(old.starts_with("aes.1.") && new.starts_with("sm.2."), "{old} {new}");
    assert!(!vault.is_current(&old) && vault.is_current(&new));
    for vault in [vault, Vault::open(&path).unwrap()] {
        assert_eq!(vault.suite(), Suite::Sm);
        assert_eq!(*vault.open_sealed(NAME, &old).unwrap(), "王芳");
        assert_eq!(*vault.open_sealed(NAME, &new).unwrap(), "王芳");
        assert!(vault.is_authentic("post", &["a1", "principal"], &row));
        assert!(!vault.is_authentic("post", &["a1", "bureau_leader"], &row));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_sealed_value_opens_in_its_own_place_alone(plain in "\\PC{1,40}", suite in 0..2usize, flip in any::<prop::sample::Index>()) {
        let (_folder, path) = folder();
        let mut vault = Vault::open_or_create(&path).unwrap();
        vault.renew(Suite::ALL[suite]).unwrap();
        let sealed = vault.seal(NAME, &plain).unwrap();
        let opened = vault.open_sealed(NAME, &sealed).unwrap();
        prop_assert_eq!(opened.as_str(), plain.as_str());
        prop_assert_ne!(&sealed, &vault.seal(NAME, &plain).unwrap(), "the same text is not seen to be the same");
        for other in [
            Place { column: "person.phone", ..NAME },
            Place { row: &["130999", "a2"], ..NAME },
            Place { row: &["130999a", "1"], ..NAME },
        ] {
            prop_assert!(vault.open_sealed(other, &sealed).is_err());
        }
        let mut bytes = sealed.into_bytes();
        let at = flip.index(bytes.len());
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        prop_assert!(vault.open_sealed(NAME, &String::from_utf8(bytes).unwrap()).is_err());
    }

    #[test]
    fn whatever_is_no_sealed_value_is_refused(text in "\\PC{1,60}") {
        let (_folder, path) = folder();
        prop_assert!(Vault::open_or_create(&path).unwrap().open_sealed(NAME, &text).is_err());
    }

    #[test]
    fn a_blind_index_tells_only_whether_texts_are_equal(a in "[a-c]{1,3}", b in "[a-c]{1,3}") {
        let (_folder, path) = folder();
        let vault = Vault::open_or_create(&path).unwrap();
        prop_assert_eq!(vault.index("login", &a) == vault.index("login", &b), a == b);
        prop_assert_ne!(vault.index("login", &a), vault.index("phone", &a));
    }
}
