//! Judgements kept in memory: a few, by what they were made from, each made once however many ask at once.

use std::sync::{Arc, Mutex, PoisonError};

use junheng_domain::{CountyCode, SchoolYear};
use junheng_standards::StandardId;
use junheng_store::YearState;
use tokio::sync::OnceCell;

use super::Judgement;
use crate::trouble::Trouble;

/// How many are kept. Ten school years by three standards fit.
const KEPT: usize = 32;

/// What a judgement was made from. Any change of the facts or the standard makes another key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) county: CountyCode,
    pub(super) year: SchoolYear,
    pub(super) standard: StandardId,
    /// Of the standard's files.
    pub(super) hash: String,
    pub(super) state: YearState,
}

impl Key {
    /// Whether the other was made for the same question, maybe from other facts.
    fn replaces(&self, other: &Self) -> bool {
        (&self.county, self.year, &self.standard) == (&other.county, other.year, &other.standard)
    }
}

type Place = Arc<OnceCell<Arc<Judgement>>>;

/// The judgements kept, the one used last at the end.
#[derive(Debug, Default)]
pub(crate) struct Judgements(Mutex<Vec<(Key, Place)>>);

impl Judgements {
    /// The judgement of a key, made when it is not there. Others who ask for the same one meanwhile wait for it.
    pub(super) async fn get_or_make(
        &self,
        key: &Key,
        make: impl AsyncFnOnce() -> Result<Judgement, Trouble>,
    ) -> Result<Arc<Judgement>, Trouble> {
        let place = self.place(key);
        place.get_or_try_init(|| async { make().await.map(Arc::new) }).await.cloned()
    }

    fn place(&self, key: &Key) -> Place {
        // The list is changed in one step, so a poisoned lock holds nothing half done.
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept.iter().position(|(other, _)| other == key);
        let (key, place) = match known {
            Some(at) => kept.remove(at),
            None => (key.clone(), Place::default()),
        };
        kept.retain(|(other, _)| !key.replaces(other));
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        kept.push((key, place.clone()));
        place
    }
}
