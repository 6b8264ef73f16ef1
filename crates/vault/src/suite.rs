//! The two families of algorithms, and what each does: seal, open, authenticate.

use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{Aead, Nonce, Payload};
use aes_gcm::{Aes256Gcm, AesGcm, KeyInit};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use sm3::Sm3;
use sm4::Sm4;
use zeroize::Zeroizing;

type Sm4Gcm = AesGcm<Sm4, U12>;

/// A family of algorithms. Its letter stands in everything that it sealed, so that several can live side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Suite {
    /// AES-256-GCM (NIST SP 800-38D) and HMAC-SHA-256.
    #[default]
    Aes,
    /// SM4-GCM (RFC 8998) and HMAC-SM3: the national algorithms GM/T 0002 and GM/T 0004, in an implementation
    /// without a certificate of commercial cryptography.
    Sm,
}

pub(crate) const NONCE_BYTES: usize = 12;

impl Suite {
    pub const ALL: [Self; 2] = [Self::Aes, Self::Sm];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Aes => "aes",
            Self::Sm => "sm",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|suite| suite.as_str() == text)
    }

    /// Seals `plain` so that it can be opened only with the same key and the same `place`. `None` only for a text
    /// longer than the algorithm can take (64 GiB).
    pub(crate) fn seal(
        self,
        key: &[u8; 32],
        nonce: &[u8; NONCE_BYTES],
        place: &[u8],
        plain: &[u8],
    ) -> Option<Vec<u8>> {
        let (nonce, payload) = (Nonce::<Sm4Gcm>::from(*nonce), Payload { msg: plain, aad: place });
        match self {
            Self::Aes => Aes256Gcm::new(key.into()).encrypt(&nonce, payload),
            Self::Sm => sm4_gcm(key).encrypt(&nonce, payload),
        }
        .ok()
    }

    /// `None` when the key, the place or a single bit differs.
    pub(crate) fn open(
        self,
        key: &[u8; 32],
        nonce: &[u8; NONCE_BYTES],
        place: &[u8],
        sealed: &[u8],
    ) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, payload) = (Nonce::<Sm4Gcm>::from(*nonce), Payload { msg: sealed, aad: place });
        match self {
            Self::Aes => Aes256Gcm::new(key.into()).decrypt(&nonce, payload),
            Self::Sm => sm4_gcm(key).decrypt(&nonce, payload),
        }
        .ok()
        .map(Zeroizing::new)
    }

    /// HMAC over parts, each preceded by its length, so that no two lists of parts read the same.
    pub(crate) fn authenticate(self, key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
        match self {
            Self::Aes => over(keyed::<Hmac<Sha256>>(key), parts),
            Self::Sm => over(keyed::<Hmac<Sm3>>(key), parts),
        }
    }
}

/// SM4 has keys of 128 bits: the first half, which was derived for this purpose alone.
fn sm4_gcm(key: &[u8; 32]) -> Sm4Gcm {
    let mut half = Zeroizing::new([0; 16]);
    half.copy_from_slice(&key[..16]);
    Sm4Gcm::new((&*half).into())
}

fn keyed<M: Mac + hmac::KeyInit>(key: &[u8; 32]) -> M {
    <M as hmac::KeyInit>::new_from_slice(key).expect("HMAC takes keys of any length")
}

fn over<M: Mac<OutputSize = aes_gcm::aead::consts::U32>>(mut mac: M, parts: &[&[u8]]) -> [u8; 32] {
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use sm3::Digest;

    use super::*;
    use crate::random::hex;

    fn bytes(hex: &str) -> Vec<u8> {
        let digits: Vec<u8> = hex.chars().filter_map(|c| c.to_digit(16)).map(|d| d as u8).collect();
        digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
    }

    fn key(hex: &str) -> [u8; 32] {
        let mut key = [0; 32];
        let given = bytes(hex);
        key[..given.len()].copy_from_slice(&given);
        key
    }

    #[track_caller]
    fn check(suite: Suite, key_hex: &str, nonce: &str, place: &str, plain: &str, sealed: &str) {
        let (key, nonce) = (key(key_hex), <[u8; 12]>::try_from(bytes(nonce)).unwrap());
        let (place, plain) = (bytes(place), bytes(plain));
        let found = suite.seal(&key, &nonce, &place, &plain).unwrap();
        assert_eq!(hex(&found), hex(&bytes(sealed)));
        assert_eq!(*suite.open(&key, &nonce, &place, &found).unwrap(), plain);
    }

    #[test]
    fn aes_256_gcm_gives_the_published_vector() {
        // Test case 16 of "The Galois/Counter Mode of Operation" (McGrew, Viega).
        check(
            Suite::Aes,
            "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
            "cafebabefacedbaddecaf888",
            "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72\
             1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa\
             8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662\
             76fc6ece0f4e1768cddf8853bb2d551b",
        );
    }

    #[test]
    fn sm4_gcm_gives_the_published_vector() {
        // RFC 8998, appendix A.1.
        check(
            Suite::Sm,
            "0123456789abcdeffedcba9876543210",
            "00001234567800000000abcd",
            "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd\
             eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa",
            "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735\
             d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d\
             83de3541e4c2b58177e065a9bf7b62ec",
        );
    }

    #[test]
    fn sm3_and_its_hmac_give_the_published_vectors() {
        // GM/T 0004-2012, example 1, and GM/T 0042-2015, annex D.
        let abc = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";
        assert_eq!(hex(&Sm3::digest(b"abc")), abc);
        let key = key("0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20");
        let mut mac = keyed::<Hmac<Sm3>>(&key);
        mac.update("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".repeat(2).as_bytes());
        let expected = "ca05e144ed05d1857840d1f318a4a8669e559fc8391f414485bfdf7bb408963a";
        assert_eq!(hex(&mac.finalize().into_bytes()), expected);
    }

    #[test]
    fn hmac_sha_256_gives_the_published_vector() {
        // RFC 4231, test case 2; the key is padded with zeros to its block by the algorithm itself.
        let mut mac = keyed::<Hmac<Sha256>>(&key("4a656665"));
        mac.update(b"what do ya want for nothing?");
        let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(hex(&mac.finalize().into_bytes()), expected);
    }

    #[test]
    fn parts_are_not_run_together() {
        for suite in Suite::ALL {
            let joined = suite.authenticate(&[1; 32], &[b"ab", b"c"]);
            assert_ne!(joined, suite.authenticate(&[1; 32], &[b"a", b"bc"]), "{suite:?}");
        }
    }
}
